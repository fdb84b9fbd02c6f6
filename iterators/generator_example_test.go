package iterators_test

import (
	"errors"
	"fmt"

	"underhood/iterators"
)

// Python's
//
//	def countdown(n):
//	    while n > 0:
//	        yield n
//	        n -= 1
func ExampleGenerate() {
	countdown := func(n int) *iterators.Generator[int, struct{}, struct{}] {
		return iterators.Generate(func(yield func(int) error) error {
			for ; n > 0; n-- {
				if err := yield(n); err != nil {
					return err
				}
			}
			return nil
		})
	}
	for n := range countdown(3).All() {
		fmt.Println(n)
	}
	// Output:
	// 3
	// 2
	// 1
}

// averager takes numbers and yields their mean so far; closed, it returns how
// many there were.
func averager(y *iterators.Yielder[float64, float64]) (int, error) {
	mean, n := 0.0, 0
	for {
		x, err := y.Yield(mean)
		if errors.Is(err, iterators.ErrExit) {
			return n, nil
		} else if err != nil {
			return 0, err
		}
		n++
		mean += (x - mean) / float64(n)
	}
}

func ExampleNewGenerator() {
	g := iterators.NewGenerator(averager)
	g.Next() // to the first Yield
	for _, x := range []float64{10, 20, 60} {
		mean, _ := g.Send(x)
		fmt.Println(mean)
	}
	fmt.Println(g.Close())
	// Output:
	// 10
	// 15
	// 30
	// 3 <nil>
}

// One body, both engines: asked by hand for its header, then looped over.
func ExampleGenerator() {
	g := iterators.Generate(func(yield func(string) error) error {
		for _, line := range []string{"name,age", "Ann,7", "Bob,9"} {
			if err := yield(line); err != nil {
				return err
			}
		}
		return nil
	})
	header, _ := g.Next()
	fmt.Println("header", header)
	for row := range g.All() {
		fmt.Println("row   ", row)
	}
	// Output:
	// header name,age
	// row    Ann,7
	// row    Bob,9
}

func ExampleGenerator_Next() {
	g := iterators.Generate(func(yield func(string) error) error { return yield("only") })
	fmt.Println(g.Next())
	_, err := g.Next()
	fmt.Println(err == iterators.ErrStop)
	// Output:
	// only <nil>
	// true
}

func ExampleGenerator_Send() {
	g := iterators.NewGenerator(averager)
	_, err := g.Send(1)
	fmt.Println(err)
	g.Next()
	fmt.Println(g.Send(1))
	g.Close()
	// Output:
	// iterators: value sent to a just-started generator
	// 1 <nil>
}

func ExampleGenerator_Throw() {
	g := iterators.NewGenerator(func(y *iterators.Yielder[string, int]) (int, error) {
		_, err := y.Yield("working")
		if err != nil {
			_, err = y.Yield("trouble: " + err.Error())
		}
		return 0, err
	})
	fmt.Println(g.Next())
	fmt.Println(g.Throw(errors.New("no disk")))
	_, err := g.Throw(errors.New("no power"))
	fmt.Println(err, g.State())
	// Output:
	// working <nil>
	// trouble: no disk <nil>
	// no power closed
}

func ExampleGenerator_Close() {
	g := iterators.Generate(func(yield func(int) error) error {
		defer fmt.Println("cleaned up")
		for i := 0; ; i++ {
			if err := yield(i); err != nil {
				return err
			}
		}
	})
	g.Next()
	_, err := g.Close()
	fmt.Println(err, g.State())
	// Output:
	// cleaned up
	// <nil> closed
}

func ExampleGenerator_State() {
	var g *iterators.Generator[int, struct{}, struct{}]
	g = iterators.Generate(func(yield func(int) error) error {
		fmt.Println(g.State())
		return yield(1)
	})
	fmt.Println(g.State())
	g.Next()
	fmt.Println(g.State())
	g.Close()
	fmt.Println(g.State())
	// Output:
	// created
	// running
	// suspended
	// closed
}

func ExampleGeneratorState() {
	fmt.Println(iterators.Created, iterators.Suspended, iterators.Running, iterators.Closed)
	// Output: created suspended running closed
}

func ExampleGeneratorState_String() {
	g := iterators.NewGenerator(averager)
	defer g.Close()
	fmt.Println("it is " + g.State().String())
	// Output: it is created
}

func ExampleGenerator_Return() {
	g := iterators.NewGenerator(func(y *iterators.Yielder[int, int]) (string, error) {
		_, err := y.Yield(1)
		return "the end", err
	})
	for range g.All() {
	}
	fmt.Println(g.Return())
	// Output: the end true
}

func ExampleGenerator_All() {
	g := iterators.Generate(func(yield func(int) error) error {
		defer fmt.Println("closed")
		for i := 1; ; i *= 2 {
			if err := yield(i); err != nil {
				return err
			}
		}
	})
	for v := range g.All() {
		fmt.Println(v)
		if v > 3 {
			break
		}
	}
	// Output:
	// 1
	// 2
	// 4
	// closed
}

func failing(yield func(int) error) error {
	if err := yield(1); err != nil {
		return err
	}
	return errors.New("connection lost")
}

func ExampleGenerator_TryAll() {
	for v, err := range iterators.Generate(failing).TryAll() {
		fmt.Println(v, err)
	}
	// Output:
	// 1 <nil>
	// 0 connection lost
}

func ExampleGenerator_Err() {
	g := iterators.Generate(failing)
	for v := range g.All() {
		fmt.Println(v)
	}
	if err := g.Err(); err != nil {
		fmt.Println(err)
	}
	// Output:
	// 1
	// connection lost
}

func ExampleYielder() {
	pair := func(y *iterators.Yielder[int, struct{}], v int) error { // part of a body
		for range 2 {
			if _, err := y.Yield(v); err != nil {
				return err
			}
		}
		return nil
	}
	g := iterators.NewGenerator(func(y *iterators.Yielder[int, struct{}]) (struct{}, error) {
		return struct{}{}, errors.Join(pair(y, 1), pair(y, 2))
	})
	for v := range g.All() {
		fmt.Print(v, " ")
	}
	// Output: 1 1 2 2
}

func ExampleYielder_Yield() {
	g := iterators.NewGenerator(func(y *iterators.Yielder[string, string]) (struct{}, error) {
		name, err := y.Yield("who?")
		if err == nil {
			_, err = y.Yield("hello " + name)
		}
		return struct{}{}, err
	})
	fmt.Println(g.Next())
	fmt.Println(g.Send("Ann"))
	g.Close()
	// Output:
	// who? <nil>
	// hello Ann <nil>
}

// A body that passes on the end of another generator by mistake does not seem to
// have ended itself (PEP 479).
func ExampleErrStopLeaked() {
	g := iterators.Generate(func(yield func(int) error) error {
		inner := iterators.Generate(func(func(int) error) error { return nil })
		v, err := inner.Next()
		if err != nil {
			return err
		}
		return yield(v)
	})
	_, err := g.Next()
	fmt.Println(errors.Is(err, iterators.ErrStopLeaked), errors.Is(err, iterators.ErrStop))
	// Output: true false
}

func ExampleErrIgnoredExit() {
	g := iterators.Generate(func(yield func(string) error) error {
		yield("at work")
		yield("one more thing")
		return nil
	})
	g.Next()
	_, err := g.Close()
	fmt.Println(err == iterators.ErrIgnoredExit, g.State())
	g.Close()
	fmt.Println(g.State())
	// Output:
	// true suspended
	// closed
}

func ExampleErrRunning() {
	var g *iterators.Generator[int, struct{}, struct{}]
	g = iterators.Generate(func(func(int) error) error {
		_, err := g.Next()
		return err
	})
	_, err := g.Next()
	fmt.Println(err)
	// Output: iterators: generator already running
}

func ExampleWatchedBy() {
	g := iterators.NewGenerator(averager, iterators.WatchedBy(func(e iterators.GeneratorEvent) {
		fmt.Println(e.Kind, e.Value, e.Err)
	}))
	g.Next()
	g.Send(4)
	g.Close()
	// Output:
	// created <nil> <nil>
	// resumed <nil> <nil>
	// yielded 0 <nil>
	// sent 4 <nil>
	// yielded 4 <nil>
	// thrown <nil> iterators: generator exit
	// returned 1 <nil>
	// closed <nil> <nil>
}

func ExampleGeneratorEvent() {
	yielded := 0
	count := func(e iterators.GeneratorEvent) {
		if e.Kind == iterators.GeneratorYielded {
			yielded++
		}
	}
	for range iterators.Generate(failing, iterators.WatchedBy(count)).All() {
	}
	fmt.Println(yielded)
	// Output: 1
}

func ExampleGeneratorEventKind() {
	fmt.Println(iterators.GeneratorCreated, iterators.GeneratorThrown, iterators.GeneratorClosed)
	// Output: created thrown closed
}

func ExampleGeneratorEventKind_String() {
	told := func(e iterators.GeneratorEvent) { fmt.Println("it was " + e.Kind.String()) }
	iterators.NewGenerator(averager, iterators.WatchedBy(told)).Close()
	// Output:
	// it was created
	// it was closed
}

func ExampleGeneratorOption() {
	var tracker iterators.Tracker
	debug := []iterators.GeneratorOption{iterators.TrackedBy(&tracker)}
	g := iterators.Generate(failing, debug...)
	fmt.Println(len(tracker.Live()))
	g.Close()
	fmt.Println(len(tracker.Live()))
	// Output:
	// 1
	// 0
}
