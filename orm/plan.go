package orm

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
)

// A plan is a model in a dialect: how each value travels, and the texts of statements
// that do not change. It is made at the first use of a type on a DB and kept; only
// texts are added.
type plan struct {
	*model
	d       Dialect
	feat    Features
	table   string // quoted
	cols    []binding
	keys    []*binding
	list    string       // "a", "b", "c" of all columns
	texts   memo[string] // statements by name
	updates byText[*change]
	sets    atomic.Int32 // that were met
	from    string       // the table, or the tables of a join
	selCut  string       // SELECT … FROM …
	// fromArgs are the arguments in from.
	fromArgs []driver.Value
	inserts  insertPlan
}

// A binding is a column in a dialect.
type binding struct {
	*column
	ident string
	t     ColumnType
	feat  *Features
	plain bool // no NULL and no pointer on the way: a fixed offset from the object
}

func newPlan(m *model, d Dialect) (*plan, error) {
	p := &plan{model: m, d: d, feat: d.Features()}
	var errs []error
	var err error
	if m.name != "" {
		if p.table, err = d.Quote(m.name); err != nil {
			return nil, &MappingError{Type: m.typ.String(), Problem: err.Error()}
		}
		if err := p.namesFit(); err != nil {
			return nil, err
		}
	}
	p.cols = make([]binding, len(m.cols))
	names := make([]string, len(m.cols))
	for i, c := range m.cols {
		b := &p.cols[i]
		*b = binding{column: c, feat: &p.feat, plain: c.null == never && c.path == nil}
		b.ident, err = d.Quote(c.name)
		if c.alias != "" && err == nil {
			var part string
			part, err = d.Quote(c.alias)
			b.ident = part + "." + b.ident
		}
		if err == nil {
			b.t, err = d.Column(m.info(c))
			if !m.table {
				err = nil // what is only read needs no declaration
			}
		}
		if err != nil {
			errs = append(errs, &MappingError{Type: m.typ.String(), Field: c.field, Problem: err.Error()})
			continue
		}
		names[i] = b.ident
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	for _, k := range m.keys {
		p.keys = append(p.keys, &p.cols[k.index])
	}
	p.list = strings.Join(names, ", ")
	p.from = p.table
	if m.join != nil {
		if err := p.joinTables(); err != nil {
			return nil, err
		}
	}
	p.selCut = "SELECT " + p.list + " FROM " + p.from
	if m.table {
		p.inserts = p.planInserts()
	}
	return p, nil
}

// namesFit says which names an engine takes for its own, or for one.
func (p *plan) namesFit() error {
	own := len(p.feat.Reserved)
	if own > 0 && len(p.name) >= own && strings.EqualFold(p.name[:own], p.feat.Reserved) {
		return &MappingError{Type: p.typ.String(), Problem: fmt.Sprintf("table %q: names that begin with %s are the engine's own", p.name, p.feat.Reserved)}
	}
	var errs []error
	seen := map[string]*column{}
	for _, c := range p.model.cols {
		key := strings.ToLower(c.name)
		if first, ok := seen[key]; ok && p.feat.FoldsNames {
			errs = append(errs, &MappingError{Type: p.typ.String(), Field: c.field, Problem: fmt.Sprintf("column %q is that of %s, too: the engine does not mind case", c.name, first.field)})
		}
		seen[key] = c
	}
	return errors.Join(errs...)
}

// info tells a dialect about a column.
func (m *model) info(c *column) ColumnInfo {
	return ColumnInfo{
		Table: m.name, Name: c.name, Field: c.field, Kind: c.kind, Elem: c.elem, Bits: c.bits, Size: c.opts.size,
		Precision: c.opts.precision, Scale: c.opts.scale, Values: c.values,
		Key: c.opts.key, Auto: m.auto == c, SoleKey: len(m.keys) == 1 && c.opts.key,
		Nullable: c.nullable(), Indexed: c.opts.key || m.indexed(c), Micros: c.opts.micros, Text: c.opts.text,
	}
}

// text gives a statement that is made once for a name.
func (p *plan) text(name string, write func() string) string {
	if t, ok := p.texts.get(name); ok {
		return t
	}
	return p.texts.put(name, write())
}

// encode gives the value of a column of an object.
func (b *binding) encode(object cell) (driver.Value, error) {
	if b.plain {
		return b.encodeInner(object.at(b.offset))
	}
	c := object
	for _, s := range b.path {
		if c = c.at(s.offset).pointee(); c.isNil() {
			return nil, nil // NULL is a value
		}
	}
	return b.encodeField(c.at(b.offset))
}

// encodeField gives the value of a field, NULL or not.
func (b *binding) encodeField(c cell) (driver.Value, error) {
	switch b.null {
	case byNull:
		if !*as[bool](c.at(b.valid)) {
			return nil, nil // NULL is a value
		}
	case byPtr:
		if c = c.pointee(); c.isNil() {
			return nil, nil // NULL is a value
		}
	}
	return b.encodeInner(c)
}
