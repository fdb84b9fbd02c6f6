package singleton_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"

	"underhood/singleton"
)

// A scope closes what was made in it: what needs something before what it needs.
func ExampleScope() {
	s := singleton.NewScope()
	closing := func(name string) error { fmt.Println("closing", name); return nil }
	db := singleton.New(func(*singleton.Resolver) (string, error) { return "db", nil },
		singleton.In(s), singleton.OnClose(closing))
	app := singleton.New(func(r *singleton.Resolver) (string, error) {
		name, err := db.From(r)
		return "app on " + name, err
	}, singleton.In(s), singleton.OnClose(closing))

	app.Get(ctx)
	fmt.Println(s.Close(ctx))
	// Output:
	// closing app on db
	// closing db
	// <nil>
}

func ExampleNewScope() {
	s := singleton.NewScope()
	l := singleton.New(func(*singleton.Resolver) (int, error) { return 1, nil }, singleton.In(s))
	fmt.Println(l.Get(ctx))
	fmt.Println(s.Close(ctx))
	// Output:
	// 1 <nil>
	// <nil>
}

// What says no scope is in that of the process, which main closes last.
func ExampleProcess() {
	l := singleton.New(func(*singleton.Resolver) (int, error) { return 1, nil })
	fmt.Println(l.Get(singleton.Process().Context(ctx)))
	// Output: 1 <nil>
}

func ExampleIn() {
	s := singleton.NewScope()
	l := singleton.New(func(*singleton.Resolver) (int, error) { return 1, nil }, singleton.In(s))
	fmt.Println(l.Get(ctx))
	// Output: 1 <nil>
}

// counter is a Lazy that counts what it makes.
func counter(s *singleton.Scope) *singleton.Lazy[int] {
	n := 0
	return singleton.New(func(*singleton.Resolver) (int, error) { n++; return n, nil }, singleton.In(s))
}

func ExampleScope_Fork() {
	home := singleton.NewScope()
	l := counter(home)
	fork := home.Fork()
	fmt.Println(l.Get(ctx))
	fmt.Println(l.Get(fork.Context(ctx)))
	fmt.Println(l.Get(ctx))
	// Output:
	// 1 <nil>
	// 2 <nil>
	// 1 <nil>
}

// The context says which scope is meant, through all that it is passed to.
func ExampleScope_Context() {
	home := singleton.NewScope()
	l := counter(home)
	l.Get(ctx)
	inFork := home.Fork().Context(ctx)
	fmt.Println(l.Get(inFork))
	// Output: 2 <nil>
}

func ExampleScope_Close() {
	s := singleton.NewScope()
	l := singleton.New(func(*singleton.Resolver) (int, error) { return 1, nil }, singleton.In(s), singleton.Named("db"),
		singleton.OnClose(func(int) error { return errors.New("connection lost") }))
	l.Get(ctx)
	fmt.Println(s.Close(ctx))
	_, err := l.Get(ctx)
	fmt.Println(err, errors.Is(err, singleton.ErrClosed))
	// Output:
	// singleton: closing db: connection lost
	// singleton: the scope is closed true
}

func ExampleOnClose() {
	s := singleton.NewScope()
	db := singleton.New(openDB, singleton.In(s), singleton.OnClose((*database).Close))
	db.Get(ctx)
	s.Close(ctx)
	// Output:
	// opening
	// closing db
}

// In a test, t is its *testing.T; here a stand-in ends when it is told.
func ExampleForTest() {
	home := singleton.NewScope()
	l := counter(home)
	l.Get(ctx)

	t := new(standIn)
	s := singleton.ForTest(t, home)
	fmt.Println(l.Get(s.Context(ctx)))

	t.end()
	_, err := l.Get(s.Context(ctx))
	fmt.Println(err)
	// Output:
	// 2 <nil>
	// singleton: the scope is closed
}

func ExampleOverride() {
	home := singleton.NewScope()
	clock := singleton.New(func(*singleton.Resolver) (string, error) { return "the real time", nil }, singleton.In(home))
	greet := singleton.New(func(r *singleton.Resolver) (string, error) {
		now, err := clock.From(r)
		return "it is " + now, err
	}, singleton.In(home))

	t := new(standIn)
	s := singleton.ForTest(t, home)
	singleton.Override(t, s, clock, "midnight")
	fmt.Println(greet.Get(s.Context(ctx)))
	fmt.Println(greet.Get(ctx))
	t.end()
	// Output:
	// it is midnight <nil>
	// it is the real time <nil>
}

// A TB is a *testing.T, a *testing.B, or something that behaves like one.
func ExampleTB() {
	var t singleton.TB = new(standIn)
	s := singleton.ForTest(t, singleton.NewScope())
	fmt.Println(counter(s).Get(ctx))
	// Output: 1 <nil>
}

func Example_errClosed() {
	s := singleton.NewScope()
	l := counter(s)
	s.Close(ctx)
	_, err := l.Get(ctx)
	fmt.Println(errors.Is(err, singleton.ErrClosed))
	// Output: true
}

// FailNow of a test ends its goroutine like this; nobody who waits is left hanging.
func Example_errGoexit() {
	l := singleton.New(func(*singleton.Resolver) (int, error) { runtime.Goexit(); return 1, nil })
	cancellable, cancel := context.WithCancel(ctx)
	defer cancel()
	_, err := l.Get(cancellable) // who can leave waits for a constructor in another goroutine
	fmt.Println(errors.Is(err, singleton.ErrGoexit))
	// Output: true
}

func Example_errOverride() {
	home := singleton.NewScope()
	t := new(standIn)
	singleton.Override(t, home, counter(home), 5) // would be seen by everybody
	fmt.Println(t.said[0])
	// Output: singleton: cannot override int: the scope is not a fork of the one it belongs to
}
