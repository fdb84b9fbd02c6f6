package orm

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
)

// A Schema is the set of mapped types that belong together: the tables of one
// database, or of a module's part of it. Types are added by [Register]; it is safe for
// concurrent use.
type Schema struct {
	naming Naming

	mu     sync.RWMutex
	models []*model // in order of registration
	byType map[reflect.Type]*model
}

// A SchemaOption changes a new Schema.
type SchemaOption func(*Schema)

// WithNaming sets how names are made where nothing says them; [SnakeCase] else.
func WithNaming(n Naming) SchemaOption { return func(s *Schema) { s.naming = n } }

// NewSchema makes an empty Schema.
func NewSchema(opts ...SchemaOption) *Schema {
	s := &Schema{naming: SnakeCase, byType: map[reflect.Type]*model{}}
	for _, o := range opts {
		o(s)
	}
	return s
}

// A Table is a mapped struct type: what its objects and rows are to each other, and
// the operations on them. It knows no database; each operation is given one. It is
// immutable and safe for concurrent use.
type Table[T any] struct{ m *model }

// A TableOption says about a table what its fields cannot.
type TableOption[T any] func(*tableSpec) error

type tableSpec struct {
	name  string
	after []func(m *model) error // once the model is there
}

// Name sets the table's name.
func Name[T any](name string) TableOption[T] {
	return func(s *tableSpec) error { s.name = name; return nil }
}

// Register maps a struct type to a table of the schema. It reads the tags once and
// reports every mistake in them, joined; each is a [MappingError]. A type is registered
// once in a schema.
//
// A tag is `orm:"name,option,option=value"`, with "-" for a field that is no column.
// The options are key, auto, version, softdelete, unique, index, size=n, decimal=p.s,
// json, array, micros, text, notnull, default=v, generated, embed and prefix=p; the
// package's comment says what they mean.
func Register[T any](s *Schema, opts ...TableOption[T]) (*Table[T], error) {
	t := reflect.TypeFor[T]()
	spec := &tableSpec{name: s.naming(t.Name())}
	var errs []error
	for i, o := range opts {
		if o == nil {
			errs = append(errs, &MappingError{Type: t.String(), Problem: fmt.Sprintf("option %d of Register is nil", i+1)})
			continue
		}
		errs = append(errs, o(spec))
	}
	if spec.name == "" || strings.IndexByte(spec.name, 0) >= 0 {
		errs = append(errs, &MappingError{Type: t.String(), Problem: fmt.Sprintf("%q is no name of a table", spec.name)})
	}
	m, err := compile(t, spec.name, s.naming, true)
	errs = append(errs, err)
	if m != nil {
		m.fieldIndexes()
		for _, f := range spec.after {
			errs = append(errs, f(m))
		}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.byType[t]; ok {
		return nil, &MappingError{Type: t.String(), Problem: "registered before"}
	}
	for _, o := range s.models {
		if strings.EqualFold(o.name, m.name) { // one name to SQLite, and to MySQL on some systems
			return nil, &MappingError{Type: t.String(), Problem: fmt.Sprintf("table %q is that of %s", o.name, o.typ)}
		}
	}
	m.schema = s
	s.byType[t] = m
	s.models = append(s.models, m)
	return &Table[T]{m}, nil
}

// MustRegister is Register for package variables.
//
// It panics with all that is wrong.
func MustRegister[T any](s *Schema, opts ...TableOption[T]) *Table[T] {
	t, err := Register(s, opts...)
	if err != nil {
		panic(err)
	}
	return t
}

// Name is the table's, unquoted.
func (t *Table[T]) Name() string { return t.m.name }

// model finds a registered type.
func (s *Schema) model(t reflect.Type) (*model, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	m, ok := s.byType[t]
	return m, ok
}

// all are the tables in order of registration.
func (s *Schema) all() []*model {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return append([]*model(nil), s.models...)
}
