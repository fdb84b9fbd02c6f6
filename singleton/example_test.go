package singleton_test

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"underhood/singleton"
)

// A config is what the examples have one of.
type config struct{ path string }

// settings is set once, before main.
var settings = singleton.Must(load("app.conf"))

func load(path string) (*config, error) { return &config{path}, nil }

func ExampleMust() {
	fmt.Println(settings.path)
	defer func() { fmt.Println("it fails:", recover()) }()
	singleton.Must(0, errors.New("no such file"))
	// Output:
	// app.conf
	// it fails: no such file
}

// newConfig looks like any constructor, and is not: what its second caller says
// counts for nothing.
func ExampleGuard() {
	var guard singleton.Guard[config]
	newConfig := func(path string) *config {
		return guard.New(func() *config { return &config{path} })
	}
	a, b := newConfig("a.conf"), newConfig("b.conf")
	fmt.Println(a == b, b.path)
	// Output: true a.conf
}

func ExampleGuard_New() {
	var guard singleton.Guard[config]
	func() {
		defer func() { fmt.Println("panic:", recover()) }()
		guard.New(func() *config { panic("no such file") })
	}()
	fmt.Println(guard.New(func() *config { return &config{"a.conf"} }).path)
	// Output:
	// panic: no such file
	// a.conf
}

func ExampleOf() {
	type testing config // another type, another instance
	a := singleton.Of(func() *config { return &config{"app.conf"} })
	b := singleton.Of(func() *config { return &config{"other.conf"} })
	c := singleton.Of(func() *testing { return &testing{"test.conf"} })
	fmt.Println(a == b, a.path, c.path)
	// Output: true app.conf test.conf
}

func ExampleOfIn() {
	var mine singleton.Registry
	it := singleton.OfIn(&mine, func() *config { return &config{"mine.conf"} })
	fmt.Println(it.path)
	// Output: mine.conf
}

func ExampleRegistry() {
	var one, two singleton.Registry
	newConfig := func() *config { return new(config) }
	a := singleton.OfIn(&one, newConfig)
	fmt.Println(a == singleton.OfIn(&one, newConfig))
	fmt.Println(a == singleton.OfIn(&two, newConfig))
	// Output:
	// true
	// false
}

func ExampleWrap() {
	n := 0
	conf := singleton.Wrap(func() (*config, error) {
		n++
		return nil, fmt.Errorf("attempt %d", n)
	})
	_, first := conf()
	_, second := conf()
	fmt.Println(first)
	fmt.Println(second)
	// Output:
	// attempt 1
	// attempt 1
}

func ExampleHolder() {
	conf := singleton.NewHolder(func(path string) *config { return &config{path} })
	fmt.Println(conf.Peek())
	fmt.Println(conf.Call("a.conf").path)
	fmt.Println(conf.Call("b.conf").path, "still")
	conf.Reset()
	fmt.Println(conf.Call("b.conf").path)
	// Output:
	// <nil>
	// a.conf
	// a.conf still
	// b.conf
}

func ExampleNewHolder() {
	conf := singleton.NewHolder(func(path string) *config { return &config{path} })
	fmt.Println(conf.Call("a.conf").path)
	// Output: a.conf
}

// apart runs get in two goroutines, whose constructors wait for each other: both have
// looked before either has stored.
func apart(get func(meet func()) *config) (a, b *config) {
	var met, done sync.WaitGroup
	met.Add(2)
	meet := func() { met.Done(); met.Wait() }
	done.Go(func() { a = get(meet) })
	done.Go(func() { b = get(meet) })
	done.Wait()
	return a, b
}

func ExampleNaive() {
	var n singleton.Naive[config]
	a, b := apart(func(meet func()) *config {
		return n.New(func() *config { meet(); return new(config) })
	})
	fmt.Println("the same:", a == b)
	// Output: the same: false
}

func ExampleNaiveWrap() {
	var met sync.WaitGroup
	met.Add(2)
	get := singleton.NaiveWrap(func() *config { met.Done(); met.Wait(); return &config{"a.conf"} })
	a, b := apart(func(func()) *config { return get() })
	fmt.Println("the same:", a == b)
	// Output: the same: false
}

func ExampleNaiveHolder() {
	h := singleton.NaiveHolder[func(), config]{Construct: func(meet func()) *config { meet(); return &config{"a.conf"} }}
	a, b := apart(h.Call)
	fmt.Println("the same:", a == b)
	// Output: the same: false
}

func ExampleNaiveOf() {
	var all singleton.NaiveRegistry
	a, b := apart(func(meet func()) *config {
		return singleton.NaiveOf(&all, func() *config { meet(); return new(config) })
	})
	fmt.Println("the same:", a == b)
	// Output: the same: false
}

func ExampleNaiveRegistry() {
	var all singleton.NaiveRegistry
	newConfig := func() *config { return new(config) }
	a, b := singleton.NaiveOf(&all, newConfig), singleton.NaiveOf(&all, newConfig)
	fmt.Println("one after the other it seems to work:", a == b)
	// Output: one after the other it seems to work: true
}

// A database is what most singletons are.
type database struct{ name string }

func (db *database) Close() error { fmt.Println("closing", db.name); return nil }

func openDB(*singleton.Resolver) (*database, error) {
	fmt.Println("opening")
	return &database{"db"}, nil
}

// This is the whole use of it: a package variable, and a Get wherever it is needed.
func Example() {
	DB := singleton.New(openDB, singleton.OnClose((*database).Close))

	db, err := DB.Get(context.Background()) // opened by the first who asks
	fmt.Println(db.name, err)
	again, err := DB.Get(context.Background()) // one atomic load for the rest
	fmt.Println(again == db, err)
	// Output:
	// opening
	// db <nil>
	// true <nil>
}

// This is what to do instead, mostly: make it in main, once, and pass it.
func Example_instead() {
	handler := func(db *database) string { return "handled with " + db.name }

	db, err := openDB(nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(handler(db))
	// Output:
	// opening
	// handled with db
}
