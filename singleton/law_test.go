package singleton_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/singleton"
)

// A way makes a function that gives the one instance; construct is called with no
// instance there.
type way struct {
	name  string
	eager bool
	start func(construct func() (*thing, error)) (get func() (*thing, error))
	reset bool
}

// plain is a constructor for the ways that know no errors.
func plain(construct func() (*thing, error)) func() *thing {
	return func() *thing { v, _ := construct(); return v }
}

func sure(get func() *thing) func() (*thing, error) {
	return func() (*thing, error) { return get(), nil }
}

var ways = []way{
	{"Must", true, func(construct func() (*thing, error)) func() (*thing, error) {
		v := singleton.Must(construct()) // as a package variable would be
		return func() (*thing, error) { return v, nil }
	}, false},
	{"Guard", false, func(construct func() (*thing, error)) func() (*thing, error) {
		g := new(singleton.Guard[thing])
		return sure(func() *thing { return g.New(plain(construct)) })
	}, false},
	{"Of", false, func(construct func() (*thing, error)) func() (*thing, error) {
		r := new(singleton.Registry)
		return sure(func() *thing { return singleton.OfIn(r, plain(construct)) })
	}, false},
	{"Wrap", false, func(construct func() (*thing, error)) func() (*thing, error) {
		return singleton.Wrap(construct)
	}, false},
	{"Holder", false, func(construct func() (*thing, error)) func() (*thing, error) {
		h := singleton.NewHolder(func(int) *thing { return plain(construct)() })
		n := 0
		return sure(func() *thing { return h.Call(n) })
	}, true},
	{"sync.Once", false, func(construct func() (*thing, error)) func() (*thing, error) {
		var once sync.Once
		var v *thing
		return sure(func() *thing {
			once.Do(func() { v = plain(construct)() })
			return v
		})
	}, false},
	{"Lazy", false, func(construct func() (*thing, error)) func() (*thing, error) {
		l := singleton.New(func(*singleton.Resolver) (*thing, error) { return construct() }, singleton.In(singleton.NewScope()))
		return func() (*thing, error) { return l.Get(context.Background()) }
	}, true},
}

// lazies are the ways to ask a Lazy: the construction runs in the caller's goroutine
// or in its own, at home or in a fork.
var lazies = []way{
	lazyWay("Lazy, who may leave", func(s *singleton.Scope) context.Context {
		return patient{s.Context(context.Background()), make(chan struct{})}
	}),
	lazyWay("Lazy, in a fork", func(s *singleton.Scope) context.Context { return s.Fork().Context(context.Background()) }),
	lazyWay("Lazy, in a fork of two", func(s *singleton.Scope) context.Context {
		return singleton.NewScope().Fork(s).Fork().Context(context.Background())
	}),
}

// A patient context could end, and does not.
type patient struct {
	context.Context
	end chan struct{}
}

func (p patient) Done() <-chan struct{} { return p.end }

func lazyWay(name string, in func(*singleton.Scope) context.Context) way {
	return way{name, false, func(construct func() (*thing, error)) func() (*thing, error) {
		s := singleton.NewScope()
		l := singleton.New(func(*singleton.Resolver) (*thing, error) { return construct() }, singleton.In(s))
		ctx := in(s)
		return func() (*thing, error) { return l.Get(ctx) }
	}, true}
}

const racers = 1000

// race lets many ask at the same time. meet is called by each construction.
func race(t *testing.T, start func(construct func() (*thing, error)) func() (*thing, error), meet func()) (made int, got map[*thing]int) {
	t.Helper()
	var n atomic.Int32
	get := start(func() (*thing, error) {
		meet()
		return &thing{int(n.Add(1))}, nil
	})
	got = map[*thing]int{}
	var mu sync.Mutex
	var group sync.WaitGroup
	begin := make(chan struct{})
	for range racers {
		group.Go(func() {
			<-begin
			v, err := get()
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				got[v]++
			}
		})
	}
	close(begin)
	group.Wait()
	return int(n.Load()), got
}

// dawdle lets the other goroutines run for a while.
func dawdle() {
	for range 10 * racers {
		runtime.Gosched()
	}
}

// everybody makes each construction wait until all racers construct.
func everybody() (meet func()) {
	var all sync.WaitGroup
	all.Add(racers)
	return func() {
		all.Done()
		all.Wait()
	}
}

// TestLaws: the identical instance for everybody, constructed once, at the first
// call and not before.
func TestLaws(t *testing.T) {
	for _, w := range append(lazies, ways...) {
		t.Run(w.name, func(t *testing.T) {
			n := 0
			get := w.start(func() (*thing, error) { n++; return &thing{n}, nil })
			require.Equal(t, w.eager, n == 1)
			a, err := get()
			require.NoError(t, err)
			b, err := get()
			require.NoError(t, err)
			require.Same(t, a, b)
			require.Equal(t, 1, n)
			made, got := race(t, w.start, dawdle)
			require.Equal(t, 1, made)
			require.Len(t, got, 1)
			for range 200 { // small races, of goroutines that look at the very same time
				require.Equal(t, 1, stampede(w.start))
			}
		})
	}
}

// stampede lets a few ask while none of them sleeps, and counts the constructions.
func stampede(start func(construct func() (*thing, error)) func() (*thing, error)) int {
	var made, ready atomic.Int32
	get := start(func() (*thing, error) { return &thing{int(made.Add(1))}, nil })
	var group sync.WaitGroup
	few := int32(runtime.GOMAXPROCS(0))
	for range few {
		group.Go(func() {
			for ready.Add(1); ready.Load() < few; {
				runtime.Gosched()
			}
			_, _ = get()
		})
	}
	group.Wait()
	return int(made.Load())
}

// TestNaive: each who looks before one has stored constructs, and gets its own.
func TestNaive(t *testing.T) {
	naive := []way{
		{name: "__new__", start: func(construct func() (*thing, error)) func() (*thing, error) {
			n := new(singleton.Naive[thing])
			return sure(func() *thing { return n.New(plain(construct)) })
		}},
		{name: "metaclass", start: func(construct func() (*thing, error)) func() (*thing, error) {
			r := new(singleton.NaiveRegistry)
			singleton.NaiveOf(r, func() *int { return new(int) })
			return sure(func() *thing { return singleton.NaiveOf(r, plain(construct)) })
		}},
		{name: "function decorator", start: func(construct func() (*thing, error)) func() (*thing, error) {
			return sure(singleton.NaiveWrap(plain(construct)))
		}},
		{name: "class decorator", start: func(construct func() (*thing, error)) func() (*thing, error) {
			h := &singleton.NaiveHolder[int, thing]{Construct: func(int) *thing { return plain(construct)() }}
			return sure(func() *thing { return h.Call(1) })
		}},
	}
	for _, w := range naive {
		t.Run(w.name, func(t *testing.T) {
			get := w.start(func() (*thing, error) { return new(thing), nil })
			a, _ := get()
			b, _ := get()
			require.Same(t, a, b, "one after the other it seems to work")
			made, got := race(t, w.start, everybody())
			require.Equal(t, racers, made)
			require.Len(t, got, racers)
		})
	}
}

// TestTable: the package comment says what each way does when something goes wrong.
func TestTable(t *testing.T) {
	text, err := os.ReadFile("doc.go")
	require.NoError(t, err)
	for _, w := range ways {
		reset := "no"
		if w.reset {
			reset = "yes"
		}
		row := fmt.Sprintf("//\t%-9s  %-16s  %-17s  %-15s  %s\n", w.name, afterError(w), afterPanic(w), reentry(t, w), reset)
		require.Contains(t, string(text), row)
	}
}

// caught is f, with its panic as an error.
func caught(f func() (*thing, error)) (v *thing, err error, panicked bool) {
	defer func() {
		if p := recover(); p != nil {
			panicked = true
		}
	}()
	v, err = f()
	return v, err, false
}

func afterError(w way) string {
	broken := errors.New("broken")
	n := 0
	construct := func() (*thing, error) {
		if n++; n == 1 {
			return nil, broken
		}
		return &thing{n}, nil
	}
	var get func() (*thing, error)
	if _, _, panicked := caught(func() (*thing, error) { get = w.start(construct); return nil, nil }); panicked {
		return "panics"
	}
	if _, err := get(); !errors.Is(err, broken) {
		return "-"
	}
	if _, err := get(); errors.Is(err, broken) {
		return "the same error"
	}
	return "constructs again"
}

func afterPanic(w way) string {
	n := 0
	construct := func() (*thing, error) {
		if n++; n == 1 {
			panic("boom")
		}
		return &thing{n}, nil
	}
	var get func() (*thing, error)
	if _, _, panicked := caught(func() (*thing, error) { get = w.start(construct); return nil, nil }); panicked {
		return "panics"
	}
	_, _, _ = caught(get)
	switch v, err, panicked := caught(get); {
	case panicked:
		return "panics again"
	case v == nil && err == nil:
		return "nil for ever"
	}
	return "constructs again"
}

// reentry has another process of this test find out whether a way that asks for
// itself comes back: what deadlocks stays in it for ever.
func reentry(t *testing.T, w way) string {
	switch w.name {
	case "Must":
		return "-" // a circle of package variables does not compile
	case "Lazy": // by its Resolver; what is asked past that ends like the others
		require.Equal(t, "deadlock", asked(t, w.name))
		var l *singleton.Lazy[*thing]
		l = singleton.New(func(r *singleton.Resolver) (*thing, error) { return l.From(r) }, singleton.In(singleton.NewScope()))
		_, err := l.Get(t.Context())
		if _, ok := errors.AsType[*singleton.CycleError](err); ok {
			return "CycleError"
		}
		return fmt.Sprint(err)
	}
	return asked(t, w.name)
}

// asked is what another process says of a way that asks for itself.
func asked(t *testing.T, name string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^$")
	cmd.Env = append(os.Environ(), "SINGLETON_ASKS_ITSELF="+name)
	out, err := cmd.CombinedOutput()
	require.NoError(t, err)
	return string(out)
}

// askItself is what that process does: it looks on until the one goroutine that asks
// is back, or waits for a lock that nobody but itself can give back.
func askItself(name string) {
	back := make(chan struct{})
	go func() {
		defer close(back)
		for _, w := range ways {
			if w.name == name {
				var get func() (*thing, error)
				get = w.start(func() (*thing, error) { return get() })
				_, _ = get()
			}
		}
	}()
	stacks := make([]byte, 1<<16)
	for {
		select {
		case <-back:
			fmt.Print("came back")
			return
		default:
		}
		text := string(stacks[:runtime.Stack(stacks, true)])
		if strings.Contains(text, "[sync.Mutex.Lock]") || strings.Contains(text, "[select]") {
			fmt.Print("deadlock")
			return
		}
		runtime.Gosched()
	}
}

// TestArguments: of two constructions with different arguments the first counts.
func TestArguments(t *testing.T) {
	h := singleton.NewHolder(func(n int) *thing { return &thing{n} })
	require.Nil(t, h.Peek())
	require.Equal(t, 1, h.Call(1).n)
	require.Equal(t, 1, h.Call(2).n)
	require.Equal(t, 1, h.Peek().n)
	h.Reset()
	require.Equal(t, 3, h.Call(3).n)
}

// TestTypes: each type is one of its own kind.
func TestTypes(t *testing.T) {
	type other thing
	a := singleton.Of(func() *thing { return &thing{1} })
	b := singleton.Of(func() *other { return &other{2} })
	require.Equal(t, 1, a.n)
	require.Equal(t, 2, b.n)
	require.Same(t, a, singleton.Of(func() *thing { return nil }))
	r := new(singleton.Registry)
	require.NotSame(t, a, singleton.OfIn(r, func() *thing { return &thing{3} }))
}
