package orm

import (
	"bytes"
	"database/sql/driver"
	"fmt"
	"reflect"
	"time"
)

// An entry is an object of a session and what its row was when it was last seen.
type entry struct {
	v       any // *T
	at      cell
	p       *plan
	state   entryState
	hard    bool           // to be removed, not softly
	expired bool           // to be read again when its row is met
	row     []driver.Value // by column; nil until the row is there
}

type entryState uint8

const (
	pending entryState = iota // added, and not inserted yet
	stored                    // its row is there
	leaving                   // to be deleted
)

// An identity is a table and a key: what makes two rows one. A key that is one integer, as
// most are, is a number; others are text in which different keys differ.
type identity struct {
	m    *model
	n    int64
	text string
}

// identityOf is that of a row.
func identityOf(m *model, key []driver.Value) (identity, error) {
	if len(key) == 1 {
		if n, ok := key[0].(int64); ok {
			return identity{m: m, n: n}, nil
		}
	}
	text, _, err := valueKey(key)
	return identity{m: m, text: text}, err
}

// valueKey is values as text in which different ones differ. ok is false if one is NULL,
// which is equal to nothing, or not known yet.
func valueKey(values []driver.Value) (text string, ok bool, err error) {
	var buf []byte
	for _, v := range values {
		if v == nil || v == (unknown{}) {
			return "", false, nil
		}
		if buf, err = appendKey(buf, v); err != nil {
			return "", false, err
		}
	}
	return string(buf), true, nil
}

// unknown stands for a value that another row, or the database, will give.
type unknown struct{}

// of picks the values of columns.
func of(row []driver.Value, cols []*column) []driver.Value {
	picked := make([]driver.Value, len(cols))
	for i, c := range cols {
		picked[i] = row[c.index]
	}
	return picked
}

// values are the columns of an object as they would be written, the caller's own.
func (p *plan) values(at cell) ([]driver.Value, error) {
	row := make([]driver.Value, len(p.cols))
	for i := range p.cols {
		v, err := p.cols[i].encode(at)
		if err != nil {
			return nil, p.cols[i].fail("write", err)
		}
		row[i] = keep(v)
	}
	return row, nil
}

// changed gives the columns in which an object differs from its row. A version is counted
// and a generated column made by others, so they are no changes.
func (e *entry) changed() ([]*column, error) {
	var cols []*column
	for i := range e.p.cols {
		b := &e.p.cols[i]
		if b.opts.version || b.opts.generated {
			continue
		}
		v, err := b.encode(e.at)
		if err != nil {
			return nil, b.fail("write", err)
		}
		if sameValue(v, e.row[i]) {
			continue
		}
		if b.opts.key {
			return nil, b.fail("write", fmt.Errorf("%w: the key of row %v was changed", ErrContradiction, show(of(e.row, e.p.model.keys))))
		}
		cols = append(cols, b.column)
	}
	return cols, nil
}

// sameValue compares what goes to the driver.
func sameValue(a, b driver.Value) bool {
	switch a := a.(type) {
	case []byte:
		b, ok := b.([]byte)
		return ok && bytes.Equal(a, b)
	case time.Time:
		b, ok := b.(time.Time)
		return ok && a.Equal(b)
	case nil, int64, float64, bool, string, uint64, unknown:
		return a == b
	}
	return reflect.DeepEqual(a, b)
}

// put writes columns of an object.
func (p *plan) put(at cell, cols []*column, values []driver.Value) error {
	for i, c := range cols {
		if err := p.cols[c.index].decode(at, keep(values[i])); err != nil {
			return err
		}
	}
	return nil
}

// back gives an object the values it had in columns that now have others.
func (e *entry) back(row []driver.Value) {
	for i := range e.p.cols {
		if v, err := e.p.cols[i].encode(e.at); err != nil || !sameValue(v, row[i]) {
			_ = e.p.cols[i].decode(e.at, keep(row[i])) // it was there before
		}
	}
}

// links are what the fields of an object hold that Link declared.
func (e *entry) links() []linked {
	all := make([]linked, len(e.p.links))
	for i, l := range e.p.links {
		all[i] = l.get(e.at)
	}
	return all
}

// key is that of the row, or of the object before there is one; nil if it is not known.
func (e *entry) key() []any {
	if e.row != nil {
		return show(of(e.row, e.p.model.keys))
	}
	if e.p.auto != nil && e.p.cols[e.p.auto.index].unset(e.at) {
		return nil
	}
	return e.p.keyValues(e.at)
}

func show(values []driver.Value) []any {
	out := make([]any, len(values))
	for i, v := range values {
		out[i] = v
	}
	return out
}

// String names the row.
func (e *entry) String() string {
	key := e.key()
	switch {
	case key == nil:
		return "a new row of " + e.p.name
	case len(key) == 1:
		return fmt.Sprintf("%s %v", e.p.name, key[0])
	}
	return fmt.Sprintf("%s %v", e.p.name, key)
}

// join takes an object into the session.
func (s *Session) join(e *entry) error {
	if e.row != nil {
		id, err := identityOf(e.p.model, of(e.row, e.p.model.keys))
		if err != nil {
			return err
		}
		s.rows[id] = e
	}
	s.objects[e.v] = e
	s.entries = append(s.entries, e)
	return nil
}

// drop takes an object out. The list of entries is cleaned by who calls it.
func (s *Session) drop(e *entry) {
	delete(s.objects, e.v)
	if e.row == nil {
		return
	}
	if id, err := identityOf(e.p.model, of(e.row, e.p.model.keys)); err == nil && s.rows[id] == e {
		delete(s.rows, id)
	}
}
