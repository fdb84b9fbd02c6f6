package orm

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
)

// A model is what is known of a mapped type: compiled once, at registration, and never
// changed. It knows no dialect; see plan.
type model struct {
	typ      reflect.Type
	name     string // of the table
	table    bool   // rather than the shape of a result or a join
	cols     []*column
	byField  map[fieldKey]*column
	byName   map[string]*column
	keys     []*column
	auto     *column // the generated integer key, if any
	keysHere bool    // keys that are made here and not by the database
	version  *column
	soft     *column
	hooks    hookSet
	indexes  []index
	foreign  []foreign
	links    []link
	schema   *Schema   // of a table
	join     *joinSpec // of a join's row
}

// A column is one field.
type column struct {
	model  *model
	name   string // in the database
	field  string // in Go, with the embedded structs it is in: "Address.City"
	alias  string // the part of a join it is in
	index  int
	path   []step  // pointer embeds on the way
	offset uintptr // from there
	typ    reflect.Type
	inner  reflect.Type // without sql.Null or pointer
	null   nullness
	valid  uintptr // offset of Valid
	kind   Kind
	bits   int
	mem    reflect.Kind // how the value lies in memory
	opts   tag
	values []string // of an enum
	elem   Kind     // of an array
}

// A step goes through an embedded pointer.
type step struct {
	offset uintptr
	elem   reflect.Type
}

// A fieldKey finds a column by where a selector's pointer points. The type tells a
// struct from its first field, which begins at the same place.
type fieldKey struct {
	path   string // the pointer embeds on the way, by their offsets
	offset uintptr
	typ    reflect.Type
}

// nullable reports whether the column may hold NULL.
func (c *column) nullable() bool {
	return c.null == byNull || c.null == byPtr || len(c.path) > 0 || c.null == byValue && !c.opts.notNull
}

// written reports whether inserts and whole updates write it.
func (c *column) written() bool { return !c.opts.generated }

// compile makes the model of a struct type. All mistakes are found, and joined.
func compile(t reflect.Type, name string, naming Naming, isTable bool) (*model, error) {
	m := &model{typ: t, name: name, table: isTable, byField: map[fieldKey]*column{}, byName: map[string]*column{}}
	if t.Kind() != reflect.Struct {
		return nil, &MappingError{Type: t.String(), Problem: "not a struct"}
	}
	w := &fieldWalk{m: m, naming: naming}
	w.walk(t, place{}, nil)
	w.settle()
	if isTable {
		w.roles()
		var problems []string
		m.hooks, problems = hooksOf(t)
		for _, p := range problems {
			w.fail("", "%s", p)
		}
	}
	if len(w.errs) > 0 {
		return nil, errors.Join(w.errs...)
	}
	return m, nil
}

// roles finds the columns with a part to play, and what is wrong with them.
func (w *fieldWalk) roles() {
	m := w.m
	for _, c := range m.cols {
		if c.opts.key {
			m.keys = append(m.keys, c)
		}
	}
	if len(m.keys) == 0 {
		if i := slices.IndexFunc(m.cols, func(c *column) bool { return c.field == "ID" && c.null == never }); i >= 0 {
			c := m.cols[i]
			c.opts.key, c.opts.auto = true, c.opts.auto || c.kind == KindInt || c.kind == KindUint
			m.keys = append(m.keys, c)
		}
	}
	if len(m.keys) == 0 && len(w.errs) == 0 {
		w.fail("", "no key: mark its fields with the option key, or name one ID")
	}
	for _, c := range m.cols {
		for _, why := range c.roleProblems(len(m.keys)) {
			w.fail(c.field, "%s", why)
		}
		switch {
		case c.opts.auto && c.kind == KindUUID:
			m.keysHere = true
		case c.opts.auto:
			m.auto = c
		case c.opts.version && m.version != nil:
			w.fail(c.field, "a second version, after %s", m.version.field)
		case c.opts.version:
			m.version = c
		case c.opts.soft && m.soft != nil:
			w.fail(c.field, "a second softdelete, after %s", m.soft.field)
		case c.opts.soft:
			m.soft = c
		}
	}
}

// roleProblems says what is wrong with a column's options, keys being the number of
// columns of the key.
func (c *column) roleProblems(keys int) (problems []string) {
	wrong := func(bad bool, format string, args ...any) {
		if bad {
			problems = append(problems, fmt.Sprintf(format, args...))
		}
	}
	o := c.opts
	integer := c.kind == KindInt || c.kind == KindUint
	wrong(o.key && c.nullable(), "a key cannot be NULL")
	wrong(o.key && (o.version || o.soft || o.generated), "a key cannot be version, softdelete or generated")
	wrong(o.auto && !o.key, "auto is for keys")
	wrong(o.auto && !integer && c.kind != KindUUID, "auto is for integers and UUIDs, not %s", c.kind)
	wrong(o.auto && integer && keys > 1, "auto is for a key of one column")
	wrong(o.version && (c.kind != KindInt || c.nullable()), "version wants an integer that cannot be NULL, not %s", c.typ)
	wrong(o.soft && (c.kind != KindTime || c.null == never), "softdelete wants an sql.Null[time.Time] or *time.Time, not %s", c.typ)
	wrong(o.generated && (o.version || o.soft), "generated cannot be version or softdelete")
	wrong(o.key && !c.kind.ordered(), "%s cannot be a key", c.kind)
	return problems
}

// A MappingError is one mistake in the mapping of a type, found at registration.
type MappingError struct {
	Type    string // the Go type
	Field   string // empty for the type as a whole
	Problem string
}

// Error names type and field.
func (e *MappingError) Error() string {
	if e.Field == "" {
		return fmt.Sprintf("orm: %s: %s", e.Type, e.Problem)
	}
	return fmt.Sprintf("orm: %s.%s: %s", e.Type, e.Field, e.Problem)
}
