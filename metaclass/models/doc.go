// Package models declares data by classes of a [metaclass.World], as Django's and
// Pydantic's models do, and is the worked example of metaclass programming: it uses
// nothing but the hooks that every program has.
//
//	m, err := models.New(w)
//	user, err := w.Class("User", metaclass.Bases(m.Base()),
//		metaclass.Attr("name", models.Str().MaxLen(20)),
//		metaclass.Attr("age", models.Int().Min(0).Default(18)))
//	ann, err := w.CallKw(user, nil, []metaclass.Kw{{Name: "name", Value: "Ann"}})
//
// # How it works
//
// A class statement asks its metaclass for a namespace, runs the body in it, and calls
// the metaclass. Five hooks on that way make models of classes, and each does one
// thing:
//
//	hook                      when                        does
//	ModelMeta.__prepare__     before the body             gives a dict whose __setitem__ refuses a field declared twice
//	ModelMeta.__new__         after the body              refuses names that the hooks need, while there is no class
//	Field.__set_name__        in type.__new__             tells a field its name, and checks its default
//	Model.__init_subclass__   in type.__new__, at last    gathers the fields along the MRO; registers the model
//	Field.__set__             at every assignment         checks the value
//
// The order is what matters. Only the namespace sees a name bound twice; a class body
// that has run has forgotten it. Fields know their names when __init_subclass__ runs,
// because __set_name__ comes before it; and the new class has its MRO by then, so that
// inherited fields can be found by walking it. Nothing looks at types or names after
// that: an instance is made by going through a list.
//
// A field is half a descriptor: it has __set__ and no __get__. Assignments are
// checked, and reads find the value in the instance's dict, as fast as any attribute.
//
// # Rules
//
//   - The fields of bases come first, from the end of the MRO, in the order of their
//     declaration. A field declared anew keeps its place; a name bound to anything else
//     is no field any more (TestInheritance).
//   - An instance is made of keyword arguments. All that is wrong is reported at once,
//     as a [ValidationError], and nothing is set then (TestAllProblemsAtOnce). A method
//     clean(self) has the last word.
//   - abstract=True, a keyword of the class statement, makes a model to be derived from
//     only: no instances, no entry in the registry.
//   - A declaration that contradicts itself, or does not fit its type, is an error of the
//     class statement (TestContradictions).
//   - A model's name is registered once. A class statement that fails registers nothing
//     (TestBadDeclarations).
//
// What is declared can be had in other forms: [Model.Schema] for JSON, [Model.Columns]
// for a table, and [View] for Go structs.
//
// # Cost
//
// Making an instance checks each value and stores it once. Against a validator that
// walks the tags of a struct by package reflect, see BenchmarkValidate.
//
// Sources: PEP 487 (__set_name__, __init_subclass__), PEP 3115 (__prepare__), Python's
// Descriptor HowTo Guide.
package models
