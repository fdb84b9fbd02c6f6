package singleton_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"underhood/singleton"
)

var ctx = context.Background()

func ExampleNew() {
	answer := singleton.New(func(*singleton.Resolver) (int, error) { return 42, nil })
	fmt.Println(answer.Get(ctx))
	// Output: 42 <nil>
}

// Lazy is made when it is first asked for; what fails is an error, and is tried
// again.
func ExampleLazy() {
	tries := 0
	l := singleton.New(func(*singleton.Resolver) (string, error) {
		if tries++; tries == 1 {
			return "", errors.New("no route")
		}
		return "connected", nil
	})
	_, err := l.Get(ctx)
	fmt.Println(err)
	fmt.Println(l.Get(ctx))
	// Output:
	// no route
	// connected <nil>
}

// Who stops waiting leaves alone: the construction goes on.
func ExampleLazy_Get() {
	impatient, leave := context.WithCancelCause(ctx)
	ready := make(chan struct{})
	l := singleton.New(func(*singleton.Resolver) (string, error) {
		leave(errors.New("had to go")) // as long as this takes
		<-ready
		return "here", nil
	})
	_, err := l.Get(impatient)
	fmt.Println(err)
	close(ready)
	fmt.Println(l.Get(ctx))
	// Output:
	// had to go
	// here <nil>
}

func ExampleLazy_From() {
	host := singleton.New(func(*singleton.Resolver) (string, error) { return "localhost", nil })
	url := singleton.New(func(r *singleton.Resolver) (string, error) {
		h, err := host.From(r)
		return "http://" + h, err
	})
	fmt.Println(url.Get(ctx))
	// Output: http://localhost <nil>
}

func ExampleLazy_Reset() {
	n := 0
	l := singleton.New(func(*singleton.Resolver) (int, error) { n++; return n, nil })
	fmt.Println(l.Get(ctx))
	l.Reset()
	fmt.Println(l.Get(ctx))
	// Output:
	// 1 <nil>
	// 2 <nil>
}

// Of a Resolver a constructor takes its own name, a context that ends when the scope
// is closed, and, with From, the instances it needs.
func ExampleResolver() {
	l := singleton.New(func(r *singleton.Resolver) (string, error) {
		return "made as " + r.Name(), r.Context().Err()
	}, singleton.Named("greeting"))
	fmt.Println(l.Get(ctx))
	// Output: made as greeting <nil>
}

// A constructor that calls code which knows contexts only passes its own on: so a
// circle is found also through that.
func ExampleResolver_Context() {
	var l *singleton.Lazy[int]
	library := func(ctx context.Context) (int, error) { return l.Get(ctx) }
	l = singleton.New(func(r *singleton.Resolver) (int, error) { return library(r.Context()) }, singleton.Named("l"))
	_, err := l.Get(ctx)
	fmt.Println(err)
	// Output: singleton: it needs itself to be made: l -> l
}

func ExampleResolver_Name() {
	l := singleton.New(func(r *singleton.Resolver) (string, error) { return r.Name(), nil })
	fmt.Println(l.Get(ctx))
	// Output: string <nil>
}

// failing is a constructor that fails so many times.
func failing(times int) func(*singleton.Resolver) (int, error) {
	n := 0
	return func(*singleton.Resolver) (int, error) {
		if n++; n <= times {
			return 0, fmt.Errorf("failure %d", n)
		}
		return n, nil
	}
}

func ExampleRetry() {
	for _, r := range []singleton.Retry{singleton.Always(), singleton.Keep()} {
		l := singleton.New(failing(1), singleton.Retrying(r))
		_, first := l.Get(ctx)
		_, second := l.Get(ctx)
		fmt.Println(first, "then", second)
	}
	// Output:
	// failure 1 then <nil>
	// failure 1 then failure 1
}

func ExampleAlways() {
	l := singleton.New(failing(1), singleton.Retrying(singleton.Always()))
	fmt.Println(l.Get(ctx))
	fmt.Println(l.Get(ctx))
	// Output:
	// 0 failure 1
	// 2 <nil>
}

func ExampleKeep() {
	l := singleton.New(failing(1), singleton.Retrying(singleton.Keep()))
	fmt.Println(l.Get(ctx))
	fmt.Println(l.Get(ctx))
	// Output:
	// 0 failure 1
	// 0 failure 1
}

// The clock is passed in: here it is turned by hand.
func ExampleBackoff() {
	now := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	l := singleton.New(failing(2), singleton.Named("db"),
		singleton.Retrying(singleton.Backoff(time.Second, time.Minute, func() time.Time { return now })))
	for range 4 {
		_, err := l.Get(ctx)
		fmt.Println(err)
		now = now.Add(time.Second)
	}
	// Output:
	// failure 1
	// failure 2
	// singleton: db is not tried again before 2000-01-01T00:00:03Z: failure 2
	// <nil>
}

func ExampleRetrying() {
	l := singleton.New(failing(1), singleton.Retrying(singleton.Keep()))
	_, err := l.Get(ctx)
	fmt.Println(err)
	// Output: failure 1
}

// Options say what a New does otherwise than usual.
func ExampleOption() {
	options := []singleton.Option{singleton.Named("db"), singleton.In(singleton.NewScope()), singleton.Repanic()}
	l := singleton.New(func(r *singleton.Resolver) (string, error) { return r.Name(), nil }, options...)
	fmt.Println(l.Get(ctx))
	// Output: db <nil>
}

func ExampleNamed() {
	l := singleton.New(func(r *singleton.Resolver) (string, error) { return r.Name(), nil }, singleton.Named("mail"))
	fmt.Println(l.Get(ctx))
	// Output: mail <nil>
}

func ExampleRepanic() {
	l := singleton.New(func(*singleton.Resolver) (int, error) { panic("boom") }, singleton.Named("db"), singleton.Repanic())
	defer func() { fmt.Println(recover()) }()
	l.Get(ctx)
	// Output: singleton: the constructor of db panicked: boom
}

// Two that need each other are told so, with the path, instead of waiting for ever.
func ExampleCycleError() {
	var hen, egg *singleton.Lazy[int]
	hen = singleton.New(func(r *singleton.Resolver) (int, error) { return egg.From(r) }, singleton.Named("hen"))
	egg = singleton.New(func(r *singleton.Resolver) (int, error) { return hen.From(r) }, singleton.Named("egg"))
	_, err := hen.Get(ctx)
	if cycle, ok := errors.AsType[*singleton.CycleError](err); ok {
		fmt.Println(cycle.Path)
	}
	// Output: [hen egg hen]
}

func ExamplePanicError() {
	l := singleton.New(func(*singleton.Resolver) (int, error) { panic(errors.ErrUnsupported) }, singleton.Named("db"))
	_, err := l.Get(ctx)
	if p, ok := errors.AsType[*singleton.PanicError](err); ok {
		fmt.Println(p.Name, len(p.Stack) > 0)
	}
	fmt.Println(errors.Is(err, errors.ErrUnsupported))
	// Output:
	// db true
	// true
}

func ExampleWaitError() {
	now := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	l := singleton.New(failing(1), singleton.Retrying(singleton.Backoff(time.Second, time.Minute, func() time.Time { return now })))
	l.Get(ctx)
	_, err := l.Get(ctx)
	if wait, ok := errors.AsType[*singleton.WaitError](err); ok {
		fmt.Println("in", wait.Until.Sub(now), "again, after", wait.Err)
	}
	// Output: in 1s again, after failure 1
}
