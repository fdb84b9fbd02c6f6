package structs_test

import (
	"errors"
	"fmt"

	"underhood/metaclass"
	"underhood/metaclass/structs"
)

// Account is what the examples register.
type Account struct {
	Owner   string
	Balance int `py:"balance,readonly"`
}

var errAmount = errors.New("amount must be positive")

// Deposit adds to the balance.
func (a *Account) Deposit(n int) (int, error) {
	if n <= 0 {
		return 0, errAmount
	}
	a.Balance += n
	return a.Balance, nil
}

// Title is how the account is called.
func (a *Account) Title() string { return a.Owner + "'s account" }

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func Example() {
	w := metaclass.New()
	account := must(structs.Register[Account](w, structs.Method1Err((*Account).Deposit)))
	a := must(account.New("Ann")).(*metaclass.Object)
	fmt.Println(a.Call("Deposit", 100))

	_, err := a.Call("Deposit", -1)
	fmt.Println(err, errors.Is(err, errAmount))
	_, err = a.Call("Deposit", "much")
	fmt.Println(err)

	p := must(metaclass.As[*Account](a))
	fmt.Println(p.Owner, p.Balance)
	// Output:
	// 100 <nil>
	// amount must be positive true
	// TypeError: 'str' object cannot be interpreted as an integer
	// Ann 100
}

// A class of the world overrides a Go method and calls it by super.
func ExampleRegister() {
	w := metaclass.New()
	account := must(structs.Register[Account](w, structs.Method0((*Account).Title)))
	shared := must(w.Class("Shared", metaclass.Bases(account),
		metaclass.Method("Title", func(c *metaclass.Call) (metaclass.Value, error) {
			title, err := c.CallSuper("Title")
			return fmt.Sprint(title, ", shared"), err
		})))
	s := must(shared.New("Ann")).(*metaclass.Object)
	fmt.Println(s.Call("Title"))
	fmt.Println(w.CallMethod(&Account{Owner: "Bob"}, "Title"))
	// Output:
	// Ann's account, shared <nil>
	// Bob's account <nil>
}

func ExampleMethod_Named() {
	w := metaclass.New()
	account := must(structs.Register[Account](w,
		structs.Proc1(func(a *Account, owner string) { a.Owner = "Dr " + owner }).Named("__init__"),
		structs.Method0((*Account).Title).Named("__str__")))
	fmt.Println(w.Str(must(account.New("Ann"))))
	// Output: Dr Ann's account <nil>
}

// The call is of Go's own types from end to end.
func ExampleCall1() {
	deposit := metaclass.NewSite("Deposit")
	account := must(structs.Register[Account](metaclass.New(), structs.Method1Err((*Account).Deposit)))
	a := must(account.New("Ann"))
	balance, err := structs.Call1[int](deposit, a, 100)
	fmt.Println(balance+1, err)
	// Output: 101 <nil>
}

func ExampleCall0() {
	account := must(structs.Register[Account](metaclass.New(), structs.Method0((*Account).Title)))
	fmt.Println(structs.Call0[string](metaclass.NewSite("Title"), must(account.New("Ann"))))
	// Output: Ann's account <nil>
}

func ExampleCall2() {
	move := func(a *Account, n int, to *Account) bool {
		a.Balance, to.Balance = a.Balance-n, to.Balance+n
		return true
	}
	account := must(structs.Register[Account](metaclass.New(), structs.Method2(move).Named("move")))
	from, to := must(account.New("Ann", 10)), &Account{}
	fmt.Println(structs.Call2[bool](metaclass.NewSite("move"), from, 3, to))
	fmt.Println(to.Balance)
	// Output:
	// true <nil>
	// 3
}

// Savings is an Account, in Go by embedding and in the world by derivation.
type Savings struct {
	Account
	Rate float64
}

func ExampleBase() {
	w := metaclass.New()
	account := must(structs.Register[Account](w, structs.Method0((*Account).Title)))
	savings := must(structs.Register[Savings](w, structs.Base(account)))
	s := must(savings.New("Ann", 100, 2)).(*metaclass.Object)
	fmt.Println(s.Call("Title"))
	fmt.Println(w.IsInstance(s, account))
	// Output:
	// Ann's account <nil>
	// true <nil>
}

func ExampleAs() {
	w := metaclass.New()
	account := must(structs.Register[Account](w))
	savings := must(structs.Register[Savings](w, structs.Base(account)))
	s := must(savings.New("Ann", 100, 2))
	fmt.Println(must(structs.As[Account](s)).Owner, must(structs.As[Savings](s)).Rate)
	// Output: Ann 2
}

func ExampleReportTo() {
	var report structs.Report
	total := func(a *Account, more ...int) int { return a.Balance + len(more) }
	must(structs.Register[Account](metaclass.New(), structs.ReportTo(&report),
		structs.Method0((*Account).Title), structs.Reflect(total).Named("total")))
	fmt.Print(report)
	fmt.Println(len(report.Reflected()))
	// Output:
	// field  Owner string: typed
	// field  balance int: typed
	// method Title func() string: typed
	// method total func(...int) int: reflected (variadic)
	// 1
}

func ExampleNames() {
	lower := func(name string) string { return string(name[0]|0x20) + name[1:] }
	account := must(structs.Register[Account](metaclass.New(), structs.Names(lower), structs.Name("account"), structs.Doc("It holds money."),
		structs.Method0((*Account).Title)))
	a := must(account.New("Ann")).(*metaclass.Object)
	fmt.Println(a.Call("title"))
	fmt.Println(a.Get("owner"))
	fmt.Println(account.Get("__doc__"))
	// Output:
	// Ann's account <nil>
	// Ann <nil>
	// It holds money. <nil>
}

func ExampleReflect() {
	split := func(a *Account, n int) (int, int) { return a.Balance / n, a.Balance % n }
	account := must(structs.Register[Account](metaclass.New(), structs.Reflect(split).Named("split")))
	fmt.Println(must(account.New("Ann", 7)).(*metaclass.Object).Call("split", 2))
	// Output: [3 1] <nil>
}

func ExampleOverflowError() {
	type Small struct{ N int8 }
	small := must(structs.Register[Small](metaclass.New()))
	_, err := small.New(200)
	var too *structs.OverflowError
	fmt.Println(errors.As(err, &too), err)
	// Output: true OverflowError: Python int too large to convert to Go int8
}
