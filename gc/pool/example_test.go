package pool_test

import (
	"errors"
	"fmt"
	"os"

	"underhood/gc/pool"
)

// Example is the use that the package's text begins with.
func Example() {
	a := pool.New()
	b, memory, err := a.Alloc(40) // 48 bytes, of class 2
	fmt.Println(b, len(memory), pool.ClassOf(40), err)
	copy(memory, "hello")
	fmt.Println(string(a.Bytes(b)[:5]))
	fmt.Println(a.Free(b))
	fmt.Println(a.Close())
	// Output:
	// block 1/0+0 48 2 <nil>
	// hello
	// <nil>
	// <nil>
}

// The block that was freed last is given first.
func ExampleAllocator_Alloc() {
	a := pool.New()
	x, _, _ := a.Alloc(64)
	y, _, _ := a.Alloc(64)
	_ = a.Free(x)
	_ = a.Free(y)
	again, _, _ := a.Alloc(50)
	fmt.Println(again == y)
	fmt.Println(a.Free(x))
	_ = a.Close()
	// Output:
	// true
	// pool: block 1/0+0 is not in use: it was freed before
}

func ExampleSlab() {
	type point struct{ X, Y int }
	a := pool.New()
	points, err := pool.NewSlab[point](a)
	p, _ := points.Get()
	*p = point{3, 4}
	fmt.Println(*p, err)
	_ = points.Put(p)
	_ = a.Close()

	_, err = pool.NewSlab[struct{ Name string }](pool.New())
	fmt.Println(err)
	// Output:
	// {3 4} <nil>
	// pool: the type has pointers: struct { Name string }.Name
}

func ExampleWithChecks() {
	a := pool.New(pool.WithChecks(1 << 16))
	b, memory, _ := a.Alloc(10)
	_ = a.Free(b)
	memory[3] = 1 // after it was freed
	fmt.Println(a.Check())
	_ = a.Close()
	// Output: pool: block 1/0+0 was written to after it was freed, at byte 3
}

func ExampleWithLimit() {
	a := pool.New(pool.WithLimit(1 << 20))
	_, _, err := a.Alloc(2 << 20)
	var limit *pool.LimitError
	fmt.Println(errors.As(err, &limit), err)
	_ = a.Close()
	// Output: true pool: 0 bytes are mapped, and 2097152 more would be over the limit of 1048576
}

// The numbers of a new CPython-shaped allocator after 1000 blocks of 64 bytes, as
// sys._debugmallocstats would print them.
func ExampleStats_WriteTo() {
	a := pool.New(pool.WithCPythonLayout())
	for range 1000 {
		_, _, _ = a.Alloc(64)
	}
	s := a.Stats()
	_, _ = s.WriteTo(os.Stdout)
	_ = a.Close()
	// Output:
	// Small block threshold = 512, in 32 size classes.
	//
	// class   size   num pools   blocks in use  avail blocks
	// -----   ----   ---------   -------------  ------------
	//     3     64           4            1000            20
	//
	// # arenas allocated total           =                    1
	// # arenas reclaimed                 =                    0
	// # arenas highwater mark            =                    1
	// # arenas allocated current         =                    1
	// 1 arenas * 1048576 bytes/arena     =            1,048,576
	//
	// # bytes in allocated blocks        =               64,000
	// # bytes in available blocks        =                1,280
	// 59 unused pools * 16384 bytes      =              966,656
	// # bytes lost to pool headers       =                  192
	// # bytes lost to quantization       =                   64
	// # bytes lost to arena alignment    =               16,384
	// Total                              =            1,048,576
	//
	// # large blocks                     =                    0
	// # bytes mapped for large blocks    =                    0
	// # bytes mapped for regions         =                    0
	// # bytes returned from pools        =                    0
}
