package bad

import (
	"database/sql"
	"net/http"
	"reflect"

	"corpus/src/constq"
)

// idiom: the generic bypass names the type that cannot be named
func GenericBypass(db *sql.DB, r *http.Request) {
	db.Query(via(constq.New, r.FormValue("sql")).String()) // want "not made of constants"
}

func via[T ~string, R any](f func(T) R, s string) R { return f(T(s)) }

// idiom: the bypass by reflection
func ReflectBypass(db *sql.DB, r *http.Request) {
	f := reflect.ValueOf(constq.New) // want "not made of constants"
	text := reflect.ValueOf(r.FormValue("sql")).Convert(f.Type().In(0))
	db.Query(f.Call([]reflect.Value{text})[0].Interface().(constq.Text).String())
}

// idiom: a constructor as a value
func ConstructorValue(r *http.Request) any {
	make := constq.FromSource // want "not made of constants"
	return make
}

// idiom: a conversion to a constant type
func Conversion(db *sql.DB, r *http.Request) {
	constq.Run(ctx, db, constq.Source(r.FormValue("sql"))) // want "not made of constants"
}

// idiom: the type parameter is given, not inferred
func Instantiated(db *sql.DB, r *http.Request) {
	constq.FromSource(retype[constq.Source](r.FormValue("sql"))) // want "not made of constants"
}

func retype[T ~string](s string) T { return T(s) }
