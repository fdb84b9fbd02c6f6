package orm

import (
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"reflect"
	"slices"
	"time"
)

// decode stores what a driver gave in the column's field of an object.
func (b *binding) decode(object cell, v driver.Value) error {
	if b.plain {
		if v == nil && b.kind != KindBytes {
			return b.fail("read", ErrNull)
		}
		return b.decodeInner(object.at(b.offset), v)
	}
	c := object
	for _, s := range b.path {
		at := c.at(s.offset)
		if at.pointee().isNil() {
			if v == nil {
				return nil // an embedded struct of NULLs stays nil
			}
			at.point(cellOfValue(reflect.New(s.elem)))
		}
		c = at.pointee()
	}
	return b.decodeField(c.at(b.offset), v)
}

// decodeField stores into a field that may say NULL.
func (b *binding) decodeField(c cell, v driver.Value) error {
	switch b.null {
	case byNull:
		*as[bool](c.at(b.valid)) = v != nil
		if v == nil {
			c.value(b.inner).Elem().SetZero()
			return nil
		}
	case byPtr:
		if v == nil {
			c.point(cell{})
			return nil
		}
		fresh := cellOfValue(reflect.New(b.inner))
		if err := b.decodeInner(fresh, v); err != nil {
			return err
		}
		c.point(fresh)
		return nil
	case never:
		if v == nil && b.path != nil {
			c.value(b.inner).Elem().SetZero()
			return nil
		}
		if v == nil {
			return b.fail("read", ErrNull)
		}
	}
	return b.decodeInner(c, v)
}

// decodeInner stores a value that is not NULL, or one whose type has its own NULL.
func (b *binding) decodeInner(c cell, v driver.Value) error {
	switch b.kind {
	case KindInt:
		if n, ok := v.(int64); ok {
			if b.mem == reflect.Int64 {
				*as[int64](c) = n
				return nil
			}
			return b.storeInt(c, n)
		}
	case KindText:
		if s, ok := v.(string); ok {
			*as[string](c) = s
			return nil
		}
	case KindBool:
		switch v := v.(type) {
		case bool:
			*as[bool](c) = v
			return nil
		case int64:
			*as[bool](c) = v != 0
			return nil
		}
	case KindFloat:
		if f, ok := v.(float64); ok {
			b.storeFloat(c, f)
			return nil
		}
	case KindTime:
		if s, ok := v.(string); ok {
			if t, ok := parseFixed(s); ok {
				*as[time.Time](c) = t
				return nil
			}
		}
	case KindBytes:
		return b.decodeBytes(c, v)
	}
	if err := b.decodeRest(c, v); err != nil {
		return b.fail("read", err)
	}
	return nil
}

func (b *binding) decodeBytes(c cell, v driver.Value) error {
	switch v := v.(type) {
	case nil:
		if b.opts.notNull {
			return b.fail("read", ErrNull)
		}
		*as[[]byte](c) = nil
	case []byte:
		if !b.feat.FreshBytes {
			v = slices.Clone(v)
		}
		if v == nil {
			v = []byte{} // empty, not NULL
		}
		*as[[]byte](c) = v
	case string:
		*as[[]byte](c) = []byte(v)
	default:
		return b.fail("read", typeError(v))
	}
	return nil
}

// decodeRest takes whatever a driver gives that can mean the same.
func (b *binding) decodeRest(c cell, v driver.Value) error {
	switch b.kind {
	case KindInt, KindDuration:
		n, err := toInt(v)
		if err != nil {
			return err
		}
		return b.storeInt(c, n)
	case KindUint:
		n, err := toUint(v)
		if err != nil {
			return err
		}
		return b.storeUint(c, n)
	case KindBool:
		n, err := toInt(v)
		*as[bool](c) = n != 0
		return err
	case KindFloat:
		f, err := toFloat(v)
		b.storeFloat(c, f)
		return err
	case KindTime:
		t, err := toTime(v)
		*as[time.Time](c) = t
		return err
	case KindText, KindEnum:
		return b.decodeText(c, v)
	case KindDecimal:
		return b.decodeDecimal(c, v)
	case KindUUID:
		return decodeUUID(as[[16]byte](c), v)
	case KindJSON, KindArray:
		text, err := toText(v)
		if err != nil {
			return err
		}
		c.value(b.inner).Elem().SetZero()
		return json.Unmarshal([]byte(text), c.value(b.inner).Interface())
	case KindValuer:
		return scanInto(c.value(b.inner), v, b.feat.FreshBytes)
	}
	return fmt.Errorf("%w: kind %s", ErrType, b.kind)
}

func (b *binding) decodeText(c cell, v driver.Value) error {
	s, err := toText(v)
	if err != nil {
		return err
	}
	if b.kind == KindEnum && !slices.Contains(b.values, s) {
		return fmt.Errorf("%w: %q is none of the values of %s", ErrValue, s, b.inner)
	}
	*as[string](c) = s
	return nil
}

// decodeDecimal makes the text canonical again, since a server may have cut zeros.
func (b *binding) decodeDecimal(c cell, v driver.Value) error {
	if b.mem != reflect.String && b.inner != ratType {
		return scanInto(c.value(b.inner), v, b.feat.FreshBytes)
	}
	text, err := decimalText(v)
	if err != nil {
		return err
	}
	if text, err = canonicalDecimal(text, b.opts.precision, b.opts.scale); err != nil {
		return err
	}
	if b.mem == reflect.String {
		*as[string](c) = text
		return nil
	}
	if _, ok := as[big.Rat](c).SetString(text); !ok {
		return fmt.Errorf("%w: %q is no decimal number", ErrValue, text)
	}
	return nil
}

func decodeUUID(u *[16]byte, v driver.Value) (err error) {
	switch v := v.(type) {
	case []byte:
		if len(v) == 16 {
			*u = [16]byte(v)
			return nil
		}
		*u, err = parseUUID(string(v))
	case string:
		*u, err = parseUUID(v)
	case [16]byte:
		*u = v
	default:
		err = typeError(v)
	}
	return err
}

// scanInto hands a value to a Scanner, which may keep it.
func scanInto(ptr reflect.Value, v driver.Value, fresh bool) error {
	s, ok := ptr.Interface().(sql.Scanner)
	if !ok {
		return fmt.Errorf("%w: %s is no Scanner", ErrType, ptr.Type())
	}
	if raw, ok := v.([]byte); ok && !fresh {
		v = slices.Clone(raw)
	}
	if err := s.Scan(v); err != nil {
		if v == nil {
			return errors.Join(ErrNull, err)
		}
		return err
	}
	return nil
}

// storeInt writes an integer as wide as it lies in memory, or says that it does not fit.
func (b *binding) storeInt(c cell, n int64) error {
	fits := true
	switch b.mem {
	case reflect.Int64:
		*as[int64](c) = n
	case reflect.Int:
		*as[int](c) = int(n)
		fits = int64(int(n)) == n
	case reflect.Int32:
		*as[int32](c) = int32(n)
		fits = int64(int32(n)) == n
	case reflect.Int16:
		*as[int16](c) = int16(n)
		fits = int64(int16(n)) == n
	case reflect.Int8:
		*as[int8](c) = int8(n)
		fits = int64(int8(n)) == n
	}
	if !fits {
		return b.fail("read", fmt.Errorf("%w: %d does not fit %s", ErrRange, n, b.inner))
	}
	return nil
}

func (b *binding) storeUint(c cell, n uint64) error {
	fits := true
	switch b.mem {
	case reflect.Uint64:
		*as[uint64](c) = n
	case reflect.Uint:
		*as[uint](c) = uint(n)
		fits = uint64(uint(n)) == n
	case reflect.Uint32:
		*as[uint32](c) = uint32(n)
		fits = uint64(uint32(n)) == n
	case reflect.Uint16:
		*as[uint16](c) = uint16(n)
		fits = uint64(uint16(n)) == n
	case reflect.Uint8:
		*as[uint8](c) = uint8(n)
		fits = uint64(uint8(n)) == n
	}
	if !fits {
		return fmt.Errorf("%w: %d does not fit %s", ErrRange, n, b.inner)
	}
	return nil
}

func (b *binding) storeFloat(c cell, f float64) {
	if b.mem == reflect.Float32 {
		*as[float32](c) = float32(f)
		return
	}
	*as[float64](c) = f
}
