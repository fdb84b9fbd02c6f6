package orm

import (
	"database/sql/driver"
	"fmt"
	"reflect"
)

// keyReflected takes a value of the field's type, or an integer that fits it.
func (b *binding) keyReflected(v any) (driver.Value, error) {
	if v == nil {
		return nil, b.fail("compare", ErrNull)
	}
	given := reflect.ValueOf(v)
	own := reflect.New(b.inner).Elem()
	switch {
	case given.Type() == b.inner:
		own.Set(given)
	case b.kind == KindInt && given.CanInt() && !own.OverflowInt(given.Int()):
		own.SetInt(given.Int())
	case b.kind == KindInt && given.CanUint() && given.Uint() < 1<<63 && !own.OverflowInt(int64(given.Uint())):
		own.SetInt(int64(given.Uint()))
	case b.kind == KindUint && given.CanUint() && !own.OverflowUint(given.Uint()):
		own.SetUint(given.Uint())
	case b.kind == KindUint && given.CanInt() && given.Int() >= 0 && !own.OverflowUint(uint64(given.Int())):
		own.SetUint(uint64(given.Int()))
	case (b.kind == KindInt || b.kind == KindUint) && (given.CanInt() || given.CanUint()):
		return nil, b.fail("compare", fmt.Errorf("%w: %v does not fit %s", ErrRange, v, b.inner))
	default:
		return nil, b.fail("compare", fmt.Errorf("%w: it is %s, not %T", ErrType, b.inner, v))
	}
	return b.encodeInner(cellOfValue(own.Addr()))
}

// keyOf encodes the key of an object into the connection's arguments, from the n-th.
func (p *plan) keyOf(object cell, args []driver.NamedValue) error {
	for i, k := range p.keys {
		v, err := k.encode(object)
		if err != nil {
			return err
		}
		args[i].Value = v
	}
	return nil
}

// keyValues are the key of an object, for a message.
func (p *plan) keyValues(object cell) []any {
	var key []any
	for _, k := range p.keys {
		v, err := k.encode(object)
		if err != nil {
			v = err
		}
		key = append(key, keep(v))
	}
	return key
}
