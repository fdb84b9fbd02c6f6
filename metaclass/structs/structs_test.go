package structs_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"underhood/metaclass"
	"underhood/metaclass/structs"
)

// Celsius is a number with a type of its own.
type Celsius float64

// City is held by others.
type City struct {
	Name string
	Zip  int32
}

// Person is the base of User.
type Person struct {
	Name string
	Born int16 `py:"born,readonly"`
	mood string
}

func (p *Person) Greet() string                  { return "I am " + p.Name }
func (p *Person) Rename(to string) error         { return p.rename(to) }
func (p *Person) Mood() string                   { return p.mood }
func (p *Person) Feel(mood string)               { p.mood = mood }
func (p *Person) Older(n int8) (int, error)      { return int(p.Born) - int(n), nil }
func (p *Person) Between(a, b int) bool          { return a <= int(p.Born) && int(p.Born) <= b }
func (p *Person) Join(a, b, c string) string     { return a + b + c }
func (p *Person) Itself() *Person                { return p }
func (p *Person) Nobody() *Person                { return nil }
func (p *Person) Nothing() any                   { return nil }
func (p *Person) Warm(c Celsius) Celsius         { return c + 1 }
func (p *Person) Same(o *Person) bool            { return p == o }
func (p *Person) Panic(what any)                 { panic(what) }
func (p *Person) Count(words []string) int       { return len(words) }
func (p *Person) Tell(of any) any                { return of }
func (p *Person) Big() uint64                    { return 1 << 63 }
func (p *Person) Until() time.Duration           { return time.Second }
func (p *Person) Failing() (int, error)          { return 1, &nameError{p.Name} }
func (p *Person) Town() City                     { return City{"Ulm", 89073} }
func (p *Person) Many(a, b, c, d int) (int, int) { return a + b, c + d }
func (p *Person) Sum(first int, more ...int) (int, error) {
	for _, n := range more {
		first += n
	}
	return first, nil
}

type nameError struct{ name string }

func (e *nameError) Error() string { return "bad name " + e.name }

var errEmpty = errors.New("empty name")

func (p *Person) rename(to string) error {
	if to == "" {
		return fmt.Errorf("rename %s: %w", p.Name, errEmpty)
	}
	p.Name = to
	return nil
}

// User embeds Person as its base, and Stamp besides.
type User struct {
	Person
	Age     int
	Score   float32 `py:"score"`
	Admin   bool
	Tags    []string
	Heat    Celsius
	Any     any
	Err     error
	Home    City
	Work    *City
	Secret  string `py:"-"`
	private int    //nolint:unused // it is there not to become a member
	Stamp
	*Extra
}

func (u *User) Greet() string { return "user " + u.Person.Greet() }

// Stamp is embedded in User, and promoted.
type Stamp struct{ At time.Time }

// Extra is embedded by pointer.
type Extra struct{ Note string }

func personMethods() []structs.Option {
	return []structs.Option{
		structs.Method0((*Person).Greet), structs.Method1((*Person).Rename), structs.Method0((*Person).Mood),
		structs.Proc1((*Person).Feel), structs.Method1Err((*Person).Older), structs.Method2((*Person).Between),
		structs.Method3((*Person).Join), structs.Method0((*Person).Itself), structs.Method0((*Person).Nobody),
		structs.Method0((*Person).Nothing), structs.Method1((*Person).Warm), structs.Method1((*Person).Same),
		structs.Proc1((*Person).Panic), structs.Method1((*Person).Count), structs.Method1((*Person).Tell),
		structs.Method0((*Person).Big), structs.Method0((*Person).Until), structs.Method0Err((*Person).Failing),
		structs.Method0((*Person).Town), structs.Reflect((*Person).Many), structs.Reflect((*Person).Sum),
	}
}

// registered makes the classes of City, Person and User.
func registered(t testing.TB) (w *metaclass.World, person, user *metaclass.Class) {
	t.Helper()
	w = metaclass.New()
	_, err := structs.Register[City](w)
	require.NoError(t, err)
	person, err = structs.Register[Person](w, personMethods()...)
	require.NoError(t, err)
	user, err = structs.Register[User](w, structs.Base(person), structs.Method0((*User).Greet))
	require.NoError(t, err)
	return w, person, user
}

func object(t testing.TB, c *metaclass.Class, args ...metaclass.Value) *metaclass.Object {
	t.Helper()
	v, err := c.New(args...)
	require.NoError(t, err)
	o, ok := v.(*metaclass.Object)
	require.True(t, ok)
	return o
}

func TestMembers(t *testing.T) {
	_, _, user := registered(t)
	o := object(t, user, "Ann", 1990, 35, 1.5, true)
	u, err := metaclass.As[*User](o)
	require.NoError(t, err)
	require.Equal(t, &User{Person: Person{Name: "Ann", Born: 1990}, Age: 35, Score: 1.5, Admin: true}, u)

	at := time.Unix(1, 0)
	u.At = at
	for name, want := range map[string]metaclass.Value{
		"Name": "Ann", "born": 1990, "Age": 35, "score": 1.5, "Admin": true, "Tags": []string(nil), "Heat": 0.0,
		"Any": metaclass.None, "Err": metaclass.None, "Work": metaclass.None, "At": at, "Home": &u.Home,
	} {
		got, err := o.Get(name)
		require.NoError(t, err, name)
		require.Equal(t, want, got, name)
	}
	for _, hidden := range []string{"mood", "private", "Secret", "Born", "Score"} {
		_, err := o.Get(hidden)
		require.ErrorContains(t, err, "'User' object has no attribute '"+hidden+"'")
	}

	work := &City{"Bonn", 53111}
	tags := metaclass.NewList("a", "b")
	for name, v := range map[string]metaclass.Value{
		"Name": "Bob", "Age": 7, "score": 2, "Admin": false, "Tags": tags, "Heat": 36.6, "Any": "x", "Err": errEmpty, "Work": work,
		"Home": City{"Ulm", 1},
	} {
		if name == "Home" {
			v = &City{"Ulm", 1}
		}
		require.NoError(t, o.Set(name, v), name)
	}
	require.Equal(t, &User{
		Person: Person{Name: "Bob", Born: 1990}, Age: 7, Score: 2, Tags: []string{"a", "b"}, Heat: 36.6, Any: "x", Err: errEmpty,
		Work: work, Home: City{"Ulm", 1}, Stamp: Stamp{at},
	}, u)
}

func TestMemberRefusals(t *testing.T) {
	w, _, user := registered(t)
	o := object(t, user, "Ann", 1990)
	tests := []struct {
		name  string
		value metaclass.Value // nil deletes
		want  string
	}{
		{"Name", 1, "TypeError: attribute 'Name' must be str, not int"},
		{"born", 1, "AttributeError: attribute 'born' of 'Person' objects is not writable"},
		{"Age", "x", "TypeError: 'str' object cannot be interpreted as an integer"},
		{"Age", 1.5, "TypeError: 'float' object cannot be interpreted as an integer"},
		{"score", "x", "TypeError: must be real number, not str"},
		{"Admin", 1, "TypeError: attribute 'Admin' must be bool, not int"},
		{"Tags", metaclass.NewList(1), "TypeError: attribute 'Tags' must be []string, not list"},
		{"Work", 1, "TypeError: attribute 'Work' must be City, not int"},
		{"Home", metaclass.None, "TypeError: attribute 'Home' must be City, not NoneType"},
		{"Err", 1, "TypeError: attribute 'Err' must be error, not int"},
		{"Name", nil, "TypeError: can't delete attribute 'Name': a field of string always has a value"},
		{"Note", "x", "AttributeError: 'User' object has no attribute 'Note': the embedded pointer is nil"},
		{"nothing", 1, "AttributeError: 'User' object has no attribute 'nothing'"},
	}
	for _, tt := range tests {
		before, _ := metaclass.As[*User](o)
		was := *before
		var err error
		if tt.value == nil {
			err = o.Delete(tt.name)
		} else {
			err = o.Set(tt.name, tt.value)
		}
		require.EqualError(t, err, tt.want)
		require.Equal(t, was, *before, tt.name)
	}
	require.NoError(t, o.Set("Work", &City{}))
	require.NoError(t, o.Delete("Work"))
	work, err := o.Get("Work")
	require.NoError(t, err)
	require.Equal(t, metaclass.None, work)

	home, err := o.Get("Home")
	require.NoError(t, err)
	err = w.SetAttr(home, "Zip", int64(1<<40))
	require.EqualError(t, err, "OverflowError: Python int too large to convert to Go int32")
	require.Equal(t, "OverflowError", metaclass.Kind(err))
	require.NoError(t, w.SetAttr(home, "Zip", 7), "a struct inside is reached in place")
	u, _ := metaclass.As[*User](o)
	require.Equal(t, int32(7), u.Home.Zip)
}

// The words are those CPython has for methods and types written in C: list.append,
// list.clear, isinstance, str.removeprefix, str.replace, datetime.date.
func TestRefusedCalls(t *testing.T) {
	w, person, user := registered(t)
	o := object(t, user, "Ann", 1990)
	a := func(args ...metaclass.Value) []metaclass.Value { return args }
	tests := []struct {
		method string
		args   []metaclass.Value
		kw     []metaclass.Kw
		want   string
	}{
		{"Mood", a(1), nil, "Person.Mood() takes no arguments (1 given)"},
		{"Rename", a(), nil, "Person.Rename() takes exactly one argument (0 given)"},
		{"Rename", a("x", "y"), nil, "Person.Rename() takes exactly one argument (2 given)"},
		{"Rename", a(1), nil, "Rename() argument must be str, not int"},
		{"Rename", a(), []metaclass.Kw{{Name: "to", Value: "x"}}, "Person.Rename() takes no keyword arguments"},
		{"Between", a(1), nil, "Between expected 2 arguments, got 1"},
		{"Between", a(1, 2, 3), nil, "Between expected 2 arguments, got 3"},
		{"Between", a(1, "x"), nil, "'str' object cannot be interpreted as an integer"},
		{"Join", a("a", "b", 1), nil, "Join() argument 3 must be str, not int"},
		{"Join", a("a"), nil, "Join expected 3 arguments, got 1"},
		{"Warm", a("x"), nil, "must be real number, not str"},
		{"Same", a(1), nil, "Same() argument must be Person, not int"},
		{"Count", a(1), nil, "Count() argument must be []string, not int"},
		{"Many", a(1), nil, "Many expected 4 arguments, got 1"},
		{"Many", a(1, 2, 3, "x"), nil, "'str' object cannot be interpreted as an integer"},
		{"Sum", a(), nil, "Sum expected at least 1 argument, got 0"},
		{"Sum", a(1, 2, "x"), nil, "'str' object cannot be interpreted as an integer"},
	}
	for _, tt := range tests {
		f, err := o.Get(tt.method)
		require.NoError(t, err)
		_, err = w.CallKw(f, tt.args, tt.kw)
		require.EqualError(t, err, "TypeError: "+tt.want, tt.method)
		if tt.kw == nil {
			_, err = o.Call(tt.method, tt.args...)
			require.EqualError(t, err, "TypeError: "+tt.want, tt.method)
		}
	}
	_, err := person.Call("Rename", 1, "x")
	require.EqualError(t, err, "TypeError: descriptor 'Rename' for 'Person' objects doesn't apply to a 'int' object")
	_, err = person.Call("Rename")
	require.EqualError(t, err, "TypeError: unbound method Person.Rename() needs an argument")
	_, err = person.Call("Sum", 1, "x")
	require.EqualError(t, err, "TypeError: descriptor 'Sum' for 'Person' objects doesn't apply to a 'int' object")
	_, err = user.Call("Greet", object(t, person, "Bob"))
	require.EqualError(t, err, "TypeError: descriptor 'Greet' for 'User' objects doesn't apply to a 'Person' object")
}

func TestResults(t *testing.T) {
	_, _, user := registered(t)
	o := object(t, user, "Ann", 1990)
	p, err := structs.As[Person](o)
	require.NoError(t, err)
	tests := []struct {
		method string
		args   []metaclass.Value
		want   metaclass.Value
	}{
		{"Greet", nil, "user I am Ann"},
		{"Feel", []metaclass.Value{"well"}, metaclass.None},
		{"Mood", nil, "well"},
		{"Rename", []metaclass.Value{"Eve"}, metaclass.None},
		{"Older", []metaclass.Value{10}, 1980},
		{"Between", []metaclass.Value{1, 3000}, true},
		{"Join", []metaclass.Value{"a", "b", "c"}, "abc"},
		{"Nobody", nil, metaclass.None},
		{"Nothing", nil, metaclass.None},
		{"Warm", []metaclass.Value{20}, 21.0},
		{"Warm", []metaclass.Value{Celsius(20)}, 21.0},
		{"Same", []metaclass.Value{o}, true},
		{"Same", []metaclass.Value{p}, true},
		{"Same", []metaclass.Value{metaclass.None}, false},
		{"Count", []metaclass.Value{metaclass.Tuple{"a", "b"}}, 2},
		{"Count", []metaclass.Value{[]string{"a"}}, 1},
		{"Tell", []metaclass.Value{metaclass.None}, metaclass.None},
		{"Big", nil, uint64(1 << 63)},
		{"Until", nil, int(time.Second)},
		{"Town", nil, &City{"Ulm", 89073}},
		{"Many", []metaclass.Value{1, 2, 3, 4}, metaclass.Tuple{3, 7}},
		{"Sum", []metaclass.Value{1, 2, 3}, 6},
		{"Sum", []metaclass.Value{true}, 1},
	}
	for _, tt := range tests {
		got, err := o.Call(tt.method, tt.args...)
		require.NoError(t, err, tt.method)
		require.Equal(t, tt.want, got, tt.method)
	}
	self, err := o.Call("Itself")
	require.NoError(t, err)
	require.Same(t, p, self, "Itself returns the Person inside, which is another thing than the User")
}

func TestReceiverIsSelf(t *testing.T) {
	_, person, _ := registered(t)
	o := object(t, person, "Ann", 1990)
	self, err := o.Call("Itself")
	require.NoError(t, err)
	require.Same(t, o, self)
}

func TestInit(t *testing.T) {
	w, _, user := registered(t)
	v, err := w.CallKw(user, []metaclass.Value{"Ann"}, []metaclass.Kw{{Name: "Age", Value: 3}, {Name: "born", Value: 5}})
	require.NoError(t, err)
	u, err := metaclass.As[*User](v)
	require.NoError(t, err)
	require.Equal(t, &User{Person: Person{Name: "Ann", Born: 5}, Age: 3}, u)
	tests := []struct {
		args []metaclass.Value
		kw   []metaclass.Kw
		want string
	}{
		{make([]metaclass.Value, 16), nil, "User() takes at most 15 arguments (16 given)"},
		{nil, []metaclass.Kw{{Name: "x", Value: 1}}, "'x' is an invalid keyword argument for User()"},
		{[]metaclass.Value{"a"}, []metaclass.Kw{{Name: "Name", Value: "b"}}, "argument for User() given by name ('Name') and position (1)"},
		{[]metaclass.Value{"a", "b"}, nil, "'str' object cannot be interpreted as an integer"},
	}
	for _, tt := range tests {
		for i := range tt.args {
			if tt.args[i] == nil {
				tt.args[i] = metaclass.None
			}
		}
		_, err := w.CallKw(user, tt.args, tt.kw)
		require.EqualError(t, err, "TypeError: "+tt.want)
	}
	o := object(t, user, "Ann", 1990, 3)
	f, err := o.Get("__init__")
	require.NoError(t, err)
	_, err = w.Call(f, "Bob", 1, "x")
	require.Error(t, err)
	u, _ = metaclass.As[*User](o)
	require.Equal(t, &User{Person: Person{Name: "Ann", Born: 1990}, Age: 3}, u, "an __init__ that fails leaves the fields alone")
}

func TestSubclassOfStruct(t *testing.T) {
	w, person, user := registered(t)
	admin, err := w.Class("Admin", metaclass.Bases(user),
		metaclass.Method("Greet", func(c *metaclass.Call) (metaclass.Value, error) {
			v, err := c.CallSuper("Greet")
			if err != nil {
				return nil, err
			}
			return fmt.Sprint(v, ", sir"), nil
		}))
	require.NoError(t, err)
	o := object(t, admin, "Ann", 1990)
	got, err := o.Call("Greet")
	require.NoError(t, err)
	require.Equal(t, "user I am Ann, sir", got)
	got, err = w.CallSuper(user, o, "Greet")
	require.NoError(t, err)
	require.Equal(t, "I am Ann", got)
	site := metaclass.NewSite("Greet")
	for _, want := range []struct {
		of   *metaclass.Object
		text string
	}{{o, "user I am Ann, sir"}, {object(t, user, "Bob"), "user I am Bob"}, {object(t, person, "Eve"), "I am Eve"}} {
		text, err := structs.Call0[string](site, want.of)
		require.NoError(t, err)
		require.Equal(t, want.text, text)
	}
	u, err := metaclass.As[*User](o)
	require.NoError(t, err)
	p, err := structs.As[Person](o)
	require.NoError(t, err)
	require.Same(t, &u.Person, p)
	_, err = metaclass.As[*Person](o)
	require.Error(t, err, "the instance was made with a User")
	_, err = structs.As[City](o)
	require.Error(t, err)

	require.NoError(t, o.Set("nick", "annie"), "an instance of a class made in the world has a dict")
	require.Equal(t, []metaclass.Value{"nick"}, o.Dict().Keys())
	is, err := w.IsInstance(o, person)
	require.NoError(t, err)
	require.True(t, is)
	require.Equal(t, "Admin User Person object", mroNames(admin))
}

func mroNames(c *metaclass.Class) string {
	var names []string
	for _, c := range c.MRO() {
		names = append(names, c.Name())
	}
	return strings.Join(names, " ")
}

func TestLayouts(t *testing.T) {
	w, person, user := registered(t)
	city := w.TypeOf(&City{})
	require.Equal(t, "City", city.Name())
	_, err := w.Class("Both", metaclass.Bases(city, person))
	require.EqualError(t, err, "TypeError: multiple bases have instance lay-out conflict")
	_, err = w.Class("Fine", metaclass.Bases(person, user))
	require.ErrorContains(t, err, "Cannot create a consistent method resolution")
	_, err = w.Class("Fine", metaclass.Bases(user, person))
	require.NoError(t, err)
	o := object(t, person, "Ann")
	require.ErrorContains(t, w.SetAttr(o, "__class__", user), "object layout differs")
	require.ErrorContains(t, w.SetAttr(o, "__class__", city), "object layout differs")
	for _, of := range []*metaclass.Class{w.Object(), person} {
		f, err := of.Get("__new__")
		require.NoError(t, err)
		_, err = w.Call(f, user)
		require.EqualError(t, err, fmt.Sprintf("TypeError: %s.__new__(User) is not safe, use User.__new__()", of.Name()))
	}
}

func TestGoPointerIsInstance(t *testing.T) {
	w, person, _ := registered(t)
	p := &Person{Name: "Ann"}
	require.Same(t, person, w.TypeOf(p))
	got, err := w.CallMethod(p, "Greet")
	require.NoError(t, err)
	require.Equal(t, "I am Ann", got)
	require.NoError(t, w.SetAttr(p, "Name", "Bob"))
	require.Equal(t, "Bob", p.Name)
	require.EqualError(t, w.SetAttr(p, "x", 1), "AttributeError: 'Person' object has no attribute 'x'")
	o, err := person.NewNative(p)
	require.NoError(t, err)
	got, err = o.Call("Greet")
	require.NoError(t, err)
	require.Equal(t, "I am Bob", got)
	_, err = person.NewNative("no person")
	require.EqualError(t, err, "TypeError: NewNative of Person needs a *structs_test.Person, not string")
	_, err = w.GetAttr((*Person)(nil), "Name")
	require.ErrorContains(t, err, "doesn't apply")
}

func TestErrorsComeOut(t *testing.T) {
	w, person, _ := registered(t)
	sub, err := w.Class("Sub", metaclass.Bases(person), metaclass.Method("Rename", func(c *metaclass.Call) (metaclass.Value, error) {
		return c.CallSuper("Rename", c.Args[1])
	}))
	require.NoError(t, err)
	o := object(t, sub, "Ann")
	_, err = o.Call("Rename", "")
	require.ErrorIs(t, err, errEmpty)
	require.Equal(t, "Exception", metaclass.Kind(err))
	_, err = structs.Call1[metaclass.NoneType](metaclass.NewSite("Rename"), o, "")
	require.ErrorIs(t, err, errEmpty)
	_, err = o.Call("Failing")
	var named *nameError
	require.ErrorAs(t, err, &named)
	require.Equal(t, "Ann", named.name)

	_, err = o.Call("Panic", "help")
	var panicked *metaclass.PanicError
	require.ErrorAs(t, err, &panicked)
	require.Equal(t, "help", panicked.Value)
	require.Contains(t, string(panicked.Stack), "(*Person).Panic")
	_, err = o.Call("Panic", errEmpty)
	require.ErrorIs(t, err, errEmpty)
	_, err = structs.Call1[metaclass.NoneType, any](metaclass.NewSite("Panic"), o, "typed")
	require.ErrorAs(t, err, &panicked)
	require.Equal(t, "typed", panicked.Value)
	require.Contains(t, string(panicked.Stack), "(*Person).Panic")
}

func TestRegisterRefuses(t *testing.T) {
	w, person, _ := registered(t)
	type twice struct {
		A int `py:"x"`
		B int `py:"x"`
	}
	type badTag struct {
		A int `py:"x,writeonly"`
	}
	type plain struct{ N int }
	count := len(subclassesOf(w.Object()))
	tests := []struct {
		name string
		do   func() (*metaclass.Class, error)
		want string
	}{
		{"again", func() (*metaclass.Class, error) { return structs.Register[Person](w) }, "the world has a class for *structs_test.Person already"},
		{"no struct", func() (*metaclass.Class, error) { return structs.Register[Celsius](w) }, "structs_test.Celsius: it is no struct"},
		{"names", func() (*metaclass.Class, error) { return structs.Register[twice](w) }, `field B would be "x", which is taken`},
		{"tag", func() (*metaclass.Class, error) { return structs.Register[badTag](w) }, `field A: tag py has "writeonly", which is not readonly`},
		{"base", func() (*metaclass.Class, error) { return structs.Register[plain](w, structs.Base(person)) }, "first field does not embed the struct of its base Person"},
		{"base no struct", func() (*metaclass.Class, error) { return structs.Register[plain](w, structs.Base(w.Object())) }, "its base object is no registered struct"},
		{"receiver", func() (*metaclass.Class, error) { return structs.Register[plain](w, structs.Method0((*Person).Greet)) }, "method Greet: its receiver is *structs_test.Person, not *structs_test.plain"},
		{"literal", func() (*metaclass.Class, error) { return structs.Register[plain](w, structs.Proc0(func(*plain) {})) }, "a function without a name needs Method.Named"},
		{"nil", func() (*metaclass.Class, error) { return structs.Register[plain](w, structs.Proc0[*plain](nil)) }, "the function is nil"},
		{"no func", func() (*metaclass.Class, error) { return structs.Register[plain](w, structs.Reflect(1)) }, "needs a function"},
		{"field and method", func() (*metaclass.Class, error) {
			return structs.Register[plain](w, structs.Proc0(func(*plain) {}).Named("N"))
		}, `would be "N", which is taken`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, err := tt.do()
			require.Nil(t, c)
			require.ErrorIs(t, err, structs.ErrRegister)
			require.ErrorContains(t, err, tt.want)
			require.Len(t, subclassesOf(w.Object()), count, "nothing has changed")
		})
	}
	_, err := structs.Register[plain](w, structs.Names(strings.ToLower), structs.Name("Plain"), structs.Doc("plain it is"),
		structs.Proc1(func(p *plain, n int) { p.N = n * 2 }).Named("__init__"),
		structs.Method0(func(p *plain) int { return p.N }).Named("__len__"))
	require.NoError(t, err)
	c := w.TypeOf(&plain{})
	o := object(t, c, 4)
	n, err := w.Len(o)
	require.NoError(t, err)
	require.Equal(t, 8, n)
	text, err := w.Repr(c)
	require.NoError(t, err)
	require.Equal(t, "<class 'structs_test.Plain'>", text)
	doc, err := c.Get("__doc__")
	require.NoError(t, err)
	require.Equal(t, "plain it is", doc)
	v, err := o.Get("n")
	require.NoError(t, err)
	require.Equal(t, 8, v)
}

func subclassesOf(c *metaclass.Class) (all []*metaclass.Class) {
	for s := range c.Subclasses() {
		all = append(all, s)
	}
	return all
}

func TestReport(t *testing.T) {
	w := metaclass.New()
	var r structs.Report
	_, err := structs.Register[Person](w, append(personMethods(), structs.ReportTo(&r))...)
	require.NoError(t, err)
	require.Equal(t, "method Many func(int, int, int, int) (int, int): reflected (4 arguments)\n"+
		"method Sum func(int, ...int) (int, error): reflected (variadic)\n", r.Reflected().String())
	require.Contains(t, r.String(), "field  born int16: typed\n")
	require.Contains(t, r.String(), "method Rename func(string) error: typed\n")
}

func TestTypedCalls(t *testing.T) {
	w, person, _ := registered(t)
	o := object(t, person, "Ann", 1990)
	between := metaclass.NewSite("Between")
	ok, err := structs.Call2[bool](between, o, 1, 3000)
	require.NoError(t, err)
	require.True(t, ok)
	ok, err = structs.Call2[bool](between, o, int8(1), uint16(3000)) // of other types: converted
	require.NoError(t, err)
	require.True(t, ok)
	_, err = structs.Call2[bool](between, o, "x", 1)
	require.EqualError(t, err, "TypeError: 'str' object cannot be interpreted as an integer")
	_, err = structs.Call2[string](between, o, 1, 2)
	require.ErrorContains(t, err, "TypeError: Between() returned a value of another type")
	born, err := structs.Call1[int16](metaclass.NewSite("Older"), o, int8(1))
	require.NoError(t, err)
	require.Equal(t, int16(1989), born)
	same, err := structs.Call1[bool](metaclass.NewSite("Same"), o, (*Person)(nil))
	require.NoError(t, err)
	require.False(t, same)

	// A program replaces a method; the typed call follows.
	require.NoError(t, person.Set("Greet", metaclass.Func1("Greet", func(metaclass.Value) (metaclass.Value, error) { return "patched", nil })))
	greet := metaclass.NewSite("Greet")
	text, err := structs.Call0[string](greet, o)
	require.NoError(t, err)
	require.Equal(t, "patched", text)
	raw, err := structs.Call0[string](greet, object(t, person, "Bob"))
	require.NoError(t, err)
	require.Equal(t, "patched", raw)
	_ = w
}

type deep struct{ obj *metaclass.Object }

func (d *deep) Down() (int, error) { return structs.Call0[int](metaclass.NewSite("Down"), d.obj) }

func TestEndlessTypedRecursion(t *testing.T) {
	w := metaclass.New(metaclass.WithStackLimit(1 << 20))
	c, err := structs.Register[deep](w, structs.Method0Err((*deep).Down))
	require.NoError(t, err)
	o := object(t, c)
	d, err := metaclass.As[*deep](o)
	require.NoError(t, err)
	d.obj = o
	_, err = o.Call("Down")
	var deepest *metaclass.RecursionError
	require.ErrorAs(t, err, &deepest)
}

func TestAllocations(t *testing.T) {
	_, person, user := registered(t)
	o := object(t, user, "Ann", 90)
	base := object(t, person, "Ann", 90)
	greet, between, name, rename := metaclass.NewSite("Itself"), metaclass.NewSite("Between"), metaclass.NewSite("born"), metaclass.NewSite("Rename")
	title := metaclass.NewSite("Mood")
	tests := map[string]func(){
		"call by name":           func() { _, _ = base.Call("Itself") },
		"call by name, 1":        func() { _, _ = base.Call("Rename", "Eve") },
		"call by name, 2":        func() { _, _ = base.Call("Between", 1, 200) },
		"inherited, by name":     func() { _, _ = o.Call("Rename", "Eve") },
		"call by site":           func() { _, _ = greet.Call0(base) },
		"call by site, 1":        func() { _, _ = rename.Call1(base, "Eve") },
		"call by site, 2":        func() { _, _ = between.Call2(o, 1, 200) },
		"typed call":             func() { _, _ = structs.Call0[string](title, o) },
		"typed call, 1":          func() { _, _ = structs.Call1[metaclass.NoneType](rename, o, "Eve") },
		"typed call, 2":          func() { _, _ = structs.Call2[bool](between, o, 1, 100_000) },
		"field":                  func() { _, _ = o.Get("born") },
		"field by site":          func() { _, _ = name.Get(o) },
		"field set":              func() { _ = o.Set("Age", 7) },
		"pointer field":          func() { _, _ = o.Get("Work") },
		"struct inside in place": func() { _, _ = o.Get("Home") },
	}
	for what, f := range tests {
		require.Zero(t, testing.AllocsPerRun(100, f), what)
	}
}

type account struct {
	mu      sync.Mutex
	balance int
}

func (a *account) Deposit(n int) int {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.balance += n
	return a.balance
}

func TestConcurrentUse(t *testing.T) {
	w := metaclass.New()
	c, err := structs.Register[account](w, structs.Method1((*account).Deposit))
	require.NoError(t, err)
	o := object(t, c)
	site := metaclass.NewSite("Deposit")
	var wg sync.WaitGroup
	const workers, rounds = 4, 200
	for range workers {
		wg.Go(func() {
			for range rounds {
				_, _ = o.Call("Deposit", 1)
				_, _ = site.Call1(o, 1)
				_, _ = structs.Call1[int](site, o, 1)
			}
		})
	}
	wg.Go(func() { // meanwhile the world changes around them
		for i := range rounds {
			_ = c.Set("note", i)
			if sub, err := w.Class("Sub", metaclass.Bases(c)); err == nil {
				_, _ = sub.New()
			}
		}
	})
	wg.Go(func() { // and other structs are registered on top
		type savings struct{ account }
		if _, err := structs.Register[savings](w, structs.Base(c)); err != nil {
			t.Error(err)
		}
	})
	wg.Wait()
	total, err := o.Call("Deposit", 0)
	require.NoError(t, err)
	require.Equal(t, 3*workers*rounds, total)
}

// TestDifferences pins the rows of the table in the package comment that no other test
// does.
func TestDifferences(t *testing.T) {
	w, person, _ := registered(t)
	require.NoError(t, person.Set("note", 1))
	method, err := person.Get("Greet")
	require.NoError(t, err)
	require.Equal(t, "function", w.TypeOf(method).Name())
	member, err := person.Get("Name")
	require.NoError(t, err)
	require.Equal(t, "getset_descriptor", w.TypeOf(member).Name())
	text, err := w.Repr(method)
	require.NoError(t, err)
	require.Contains(t, text, "<function Person.Greet at ")
}
