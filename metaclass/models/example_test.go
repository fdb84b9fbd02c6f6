package models_test

import (
	"errors"
	"fmt"

	"underhood/metaclass"
	"underhood/metaclass/models"
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func Example() {
	w := metaclass.New()
	m := must(models.New(w))
	user := must(w.Class("User", metaclass.Bases(m.Base()),
		metaclass.Attr("name", models.Str().MaxLen(20)),
		metaclass.Attr("age", models.Int().Min(0).Default(18))))

	ann := must(w.CallKw(user, nil, []metaclass.Kw{{Name: "name", Value: "Ann"}}))
	fmt.Println(must(w.Repr(ann)))
	fmt.Println(w.SetAttr(ann, "age", -1))
	_, err := w.CallKw(user, nil, []metaclass.Kw{{Name: "age", Value: "old"}})
	fmt.Println(err)
	// Output:
	// User(name='Ann', age=18)
	// ValueError: User: age must be at least 0
	// ValueError: User: name is missing; age must be int
}

func ExampleNew() {
	w := metaclass.New()
	m := must(models.New(w))
	named := must(w.Class("Named", metaclass.Bases(m.Base()), metaclass.Keyword("abstract", true),
		metaclass.Attr("name", models.Str())))
	must(w.Class("City", metaclass.Bases(named), metaclass.Attr("zip", models.Int())))
	must(w.Class("Street", metaclass.Bases(named)))
	for model := range m.All() {
		fmt.Print(model.Name(), ":")
		for _, f := range model.Fields() {
			fmt.Print(" ", f.Name())
		}
		fmt.Println()
	}
	// Output:
	// City: name zip
	// Street: name
}

func ExampleModel_Columns() {
	w := metaclass.New()
	m := must(models.New(w))
	city := must(w.Class("City", metaclass.Bases(m.Base()),
		metaclass.Attr("name", models.Str()),
		metaclass.Attr("height", models.Float().Optional())))
	for _, c := range models.Of(city).Columns() {
		fmt.Println(c.Name, c.Type, c.Null)
	}
	// Output:
	// name TEXT false
	// height REAL true
}

func ExampleModel_Schema() {
	w := metaclass.New()
	m := must(models.New(w))
	must(w.Class("City", metaclass.Bases(m.Base()), metaclass.Attr("zip", models.Int().Max(99_999))))
	fmt.Println(string(must(m.Model("City").Schema())))
	// Output:
	// {"$schema":"https://json-schema.org/draft/2020-12/schema","title":"City","type":"object","properties":{"zip":{"type":"integer","maximum":99999}},"required":["zip"],"additionalProperties":false}
}

func ExampleNewView() {
	type City struct {
		Name string `py:"name"`
		Zip  *int   `py:"zip"`
	}
	w := metaclass.New()
	m := must(models.New(w))
	class := must(w.Class("City", metaclass.Bases(m.Base()),
		metaclass.Attr("name", models.Str()), metaclass.Attr("zip", models.Int().Optional())))
	view := must(models.NewView[City](models.Of(class)))
	o := must(view.New(City{Name: "Ulm"}))
	if err := o.Set("zip", 89_073); err != nil {
		panic(err)
	}
	city := must(view.Of(o))
	fmt.Println(city.Name, *city.Zip)
	// Output: Ulm 89073
}

func ExampleField_Check() {
	w := metaclass.New()
	m := must(models.New(w))
	even := func(v metaclass.Value) error {
		if v.(int)%2 == 1 {
			return errors.New("must be even")
		}
		return nil
	}
	pair := must(w.Class("Pair", metaclass.Bases(m.Base()), metaclass.Attr("n", models.Int().Check(even))))
	_, err := w.CallKw(pair, nil, []metaclass.Kw{{Name: "n", Value: 3}})
	var bad *models.ValidationError
	fmt.Println(errors.As(err, &bad), bad.Problems)
	// Output: true [{n must be even}]
}
