package orm

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// A place is where a struct lies in the object that is mapped.
type place struct {
	path   string
	steps  []step
	offset uintptr
	field  string // Go names on the way, each with a dot
	prefix string // of column names
	alias  string // part of a join
	depth  int    // of embedding, for Go's promotion rules
}

// into is the place of a struct in a field, behind a pointer or not.
func (p place) into(f reflect.StructField, t tag) place {
	in := place{path: p.path, steps: p.steps, offset: p.offset + f.Offset, field: p.field + f.Name + ".", prefix: p.prefix + t.prefix, alias: p.alias, depth: p.depth}
	if f.Anonymous {
		in.depth++ // named ones have names of their own, so nothing is promoted
		in.field = p.field
	}
	if f.Type.Kind() == reflect.Pointer {
		in.path += strconv.FormatUint(uint64(in.offset), 10) + ">"
		in.steps = append(slices.Clip(in.steps), step{in.offset, f.Type.Elem()})
		in.offset = 0
	}
	return in
}

// A fieldWalk collects a type's columns and all its mistakes.
type fieldWalk struct {
	m      *model
	naming Naming
	found  []candidate
	errs   []error
}

// A candidate is a column that a shallower field of the same name may hide.
type candidate struct {
	*column
	goName string // as promoted
	depth  int
}

func (w *fieldWalk) fail(field, format string, args ...any) {
	w.errs = append(w.errs, &MappingError{Type: w.m.typ.String(), Field: field, Problem: fmt.Sprintf(format, args...)})
}

// walk looks at the fields of a struct type. seen are the types it is in.
func (w *fieldWalk) walk(t reflect.Type, at place, seen []reflect.Type) {
	if slices.Contains(seen, t) {
		w.fail(strings.TrimSuffix(at.field, "."), "embeds itself")
		return
	}
	seen = append(slices.Clip(seen), t)
	for f := range t.Fields() {
		g, problems := parseTag(f)
		for _, why := range problems {
			w.fail(at.field+f.Name, "%s", why)
		}
		switch {
		case g.skip, f.Type.Implements(relatedType) && !g.present:
		case w.embeds(f, g):
			if f.Anonymous && !f.IsExported() && f.Type.Kind() == reflect.Pointer {
				w.fail(at.field+f.Name, "an embedded pointer to an unexported type cannot be set")
				continue
			}
			inner := f.Type
			if inner.Kind() == reflect.Pointer {
				inner = inner.Elem()
			}
			w.walk(inner, at.into(f, g), seen)
		case !f.IsExported():
			if g.present {
				w.fail(at.field+f.Name, "has a tag but is not exported")
			}
		case g.embed:
			w.fail(at.field+f.Name, "embed wants a struct, not %s", f.Type)
		default:
			w.add(f, g, at)
		}
	}
}

// embeds reports whether a field's own fields are columns.
func (w *fieldWalk) embeds(f reflect.StructField, g tag) bool {
	t := f.Type
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || !f.Anonymous && (!g.embed || !f.IsExported()) || g.json {
		return false
	}
	_, _, why := kindOf(t, tag{})
	return why != "" && !isNull(t)
}

// add makes the column of a field.
func (w *fieldWalk) add(f reflect.StructField, g tag, at place) {
	c := &column{
		model: w.m, field: at.field + f.Name, alias: at.alias, path: at.steps, offset: at.offset + f.Offset,
		typ: f.Type, opts: g,
	}
	c.name = at.prefix + cmp.Or(g.name, w.naming(f.Name))
	c.inner, c.null, c.valid = unwrap(f.Type)
	if g.json && c.null == byPtr {
		c.inner, c.null = f.Type, never // a nil pointer is the JSON null
	}
	if strings.IndexByte(c.name, 0) >= 0 {
		w.fail(c.field, "the name %q has a NUL", c.name)
	}
	var why string
	if c.kind, c.bits, why = kindOf(c.inner, g); why != "" {
		w.fail(c.field, "%s", why)
		return
	}
	c.mem = c.inner.Kind()
	if c.null == never && (c.kind == KindBytes || c.kind == KindValuer || c.kind == KindDecimal && c.mem == reflect.Struct && c.inner != ratType) {
		c.null = byValue
	}
	switch c.kind {
	case KindEnum:
		if c.values, why = enumValues(c.inner); why != "" {
			w.fail(c.field, "%s", why)
		}
	case KindArray:
		if c.elem, _, why = kindOf(c.inner.Elem(), tag{}); why != "" {
			w.fail(c.field, "array: %s", why)
		}
	}
	if why := c.optionProblem(); why != "" {
		w.fail(c.field, "%s", why)
	}
	w.found = append(w.found, candidate{c, f.Name, at.depth})
	w.m.byField[fieldKey{at.path, c.offset, f.Type}] = c
}

// optionProblem says which option does not fit the column's kind.
func (c *column) optionProblem() string {
	o := c.opts
	switch {
	case o.micros && c.kind != KindTime:
		return fmt.Sprintf("option \"micros\" is for times, not %s", c.kind)
	case o.text && c.kind != KindUUID && !(c.kind == KindUint && c.bits == 64):
		return fmt.Sprintf("option \"text\" is for uint64 and UUIDs, not %s", c.kind)
	case o.size > 0 && c.kind != KindText:
		return fmt.Sprintf("option \"size\" is for strings, not %s", c.kind)
	case o.notNull && c.null != byValue:
		return fmt.Sprintf("option \"notnull\" is for []byte and Valuers; a plain %s is not NULL anyway", c.inner)
	case o.hasDef:
		return c.defaultProblem()
	}
	return ""
}

// settle applies Go's promotion rules: of fields with one name the shallowest counts;
// two at the same depth are a mistake, where Go would make the name ambiguous. Then
// no two columns may have one name.
func (w *fieldWalk) settle() {
	for _, c := range w.found {
		hidden := slices.ContainsFunc(w.found, func(o candidate) bool {
			return c.depth > 0 && o.depth < c.depth && o.field == c.field && o.alias == c.alias
		})
		if hidden {
			for key, other := range w.m.byField {
				if other == c.column {
					delete(w.m.byField, key)
				}
			}
			continue
		}
		key := c.name
		if c.alias != "" {
			key = c.alias + "." + c.name
		}
		if first, ok := w.m.byName[key]; ok {
			w.fail(c.field, "column %q is that of %s, too", c.name, first.field)
			continue
		}
		c.index = len(w.m.cols)
		w.m.cols = append(w.m.cols, c.column)
		w.m.byName[key] = c.column
	}
	if len(w.m.cols) == 0 && len(w.errs) == 0 {
		w.fail("", "has no columns")
	}
}
