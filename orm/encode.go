package orm

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"reflect"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// encodeInner gives the driver's value of a place that is not NULL.
func (b *binding) encodeInner(c cell) (driver.Value, error) {
	switch b.kind {
	case KindInt:
		if b.mem == reflect.Int64 {
			return inPlace[int64](c), nil
		}
		return loadInt(c, b.mem), nil
	case KindText:
		if b.feat.StrictText {
			if err := strictText(*as[string](c)); err != nil {
				return nil, b.fail("write", err)
			}
		}
		return inPlace[string](c), nil
	case KindBool:
		v := *as[bool](c)
		if b.t.Store == StoreInt {
			if v {
				return int64(1), nil
			}
			return int64(0), nil
		}
		return v, nil
	case KindFloat:
		return b.encodeFloat(c)
	case KindTime:
		return b.encodeTime(*as[time.Time](c))
	case KindDuration:
		return inPlace[int64](c), nil
	case KindBytes:
		if v := *as[[]byte](c); v != nil {
			return v, nil
		}
		return nil, nil // NULL is a value
	}
	v, err := b.encodeRest(c)
	if err != nil {
		return nil, b.fail("write", err)
	}
	return v, nil
}

func (b *binding) encodeRest(c cell) (driver.Value, error) {
	switch b.kind {
	case KindUint:
		return b.encodeUint(loadUint(c, b.mem))
	case KindEnum:
		s := *as[string](c)
		if !slices.Contains(b.values, s) {
			return nil, fmt.Errorf("%w: %q is none of %s", ErrValue, s, strings.Join(b.values, ", "))
		}
		return s, nil
	case KindDecimal:
		return b.encodeDecimal(c)
	case KindUUID:
		if b.t.Store == StoreText {
			return formatUUID(*as[[16]byte](c)), nil
		}
		return slices.Clone(as[[16]byte](c)[:]), nil
	case KindJSON, KindArray:
		if b.kind == KindArray && reflect.Indirect(c.value(b.inner)).IsNil() {
			return "[]", nil
		}
		text, err := json.Marshal(c.value(b.inner).Interface())
		if err != nil {
			return nil, err
		}
		if b.t.Store == StoreBytes {
			return text, nil
		}
		return string(text), nil
	case KindValuer:
		return encodeValuer(c.value(b.inner))
	}
	return nil, fmt.Errorf("%w: kind %s", ErrType, b.kind)
}

// loadInt reads an integer as wide as it lies in memory.
func loadInt(c cell, mem reflect.Kind) int64 {
	switch mem {
	case reflect.Int64:
		return *as[int64](c)
	case reflect.Int:
		return int64(*as[int](c))
	case reflect.Int32:
		return int64(*as[int32](c))
	case reflect.Int16:
		return int64(*as[int16](c))
	default:
		return int64(*as[int8](c))
	}
}

func loadUint(c cell, mem reflect.Kind) uint64 {
	switch mem {
	case reflect.Uint64:
		return *as[uint64](c)
	case reflect.Uint:
		return uint64(*as[uint](c))
	case reflect.Uint32:
		return uint64(*as[uint32](c))
	case reflect.Uint16:
		return uint64(*as[uint16](c))
	default:
		return uint64(*as[uint8](c))
	}
}

func (b *binding) encodeUint(v uint64) (driver.Value, error) {
	switch b.t.Store {
	case StoreText:
		return fmt.Sprintf("%020d", v), nil // as many digits as the greatest has, so text sorts as numbers
	case StoreUint:
		return v, nil
	}
	if v > math.MaxInt64 {
		return nil, fmt.Errorf("%w: %d does not fit a signed integer of 64 bits", ErrRange, v)
	}
	return int64(v), nil
}

// encodeFloat refuses what a database would change: NaN becomes NULL in SQLite.
func (b *binding) encodeFloat(c cell) (driver.Value, error) {
	v := 0.0
	if b.mem == reflect.Float32 {
		v = float64(*as[float32](c))
	} else {
		v = *as[float64](c)
	}
	if math.IsNaN(v) || b.feat.NoInf && math.IsInf(v, 0) {
		return nil, b.fail("write", fmt.Errorf("%w: %v cannot be stored", ErrValue, v))
	}
	if b.mem == reflect.Float64 {
		return inPlace[float64](c), nil
	}
	return v, nil
}

// encodeTime cuts to the microsecond here, because drivers and servers round
// differently.
func (b *binding) encodeTime(t time.Time) (driver.Value, error) {
	switch b.t.Store {
	case StoreInt:
		micros := t.UnixMicro()
		if rest := t.Sub(time.UnixMicro(micros)); rest < 0 || rest >= time.Microsecond {
			return nil, b.fail("write", fmt.Errorf("%w: the year %d in microseconds does not fit 64 bits", ErrRange, t.Year()))
		}
		return micros, nil
	case StoreTime:
		if s := t.Unix() - y2k; s >= math.MaxInt64/1_000_000 || s <= math.MinInt64/1_000_000 {
			return nil, b.fail("write", fmt.Errorf("%w: the year %d in microseconds does not fit 64 bits", ErrRange, t.Year()))
		}
		return t.UTC().Truncate(time.Microsecond), nil
	}
	text, err := formatTime(t)
	if err != nil {
		return nil, b.fail("write", err)
	}
	if b.t.Store == StoreDateTime {
		text = strings.TrimSuffix(text, "Z")
	}
	return text, nil
}

// y2k is the second from which PostgreSQL counts microseconds, and a driver does without a
// look at what it cuts off.
const y2k = 946684800

// encodeDecimal writes exactly scale digits behind the point, so that equal numbers
// are equal text.
func (b *binding) encodeDecimal(c cell) (driver.Value, error) {
	switch {
	case b.mem == reflect.String:
		return canonicalDecimal(*as[string](c), b.opts.precision, b.opts.scale)
	case b.inner == ratType:
		r := as[big.Rat](c)
		text := r.FloatString(b.opts.scale)
		back, _ := new(big.Rat).SetString(text)
		if back.Cmp(r) != 0 {
			return nil, fmt.Errorf("%w: %s has more than %d decimals", ErrRange, r.RatString(), b.opts.scale)
		}
		return canonicalDecimal(text, b.opts.precision, b.opts.scale)
	}
	v, err := encodeValuer(c.value(b.inner))
	if err != nil || v == nil {
		return v, err
	}
	switch v := v.(type) {
	case string:
		return canonicalDecimal(v, b.opts.precision, b.opts.scale)
	case []byte:
		return canonicalDecimal(string(v), b.opts.precision, b.opts.scale)
	case int64:
		return canonicalDecimal(fmt.Sprint(v), b.opts.precision, b.opts.scale)
	}
	return nil, fmt.Errorf("%w: the Valuer of a decimal gives %T, not text", ErrType, v)
}

// encodeValuer asks a Valuer and takes what database/sql would.
func encodeValuer(ptr reflect.Value) (driver.Value, error) {
	v, ok := ptr.Interface().(driver.Valuer)
	if !ok {
		return nil, fmt.Errorf("%w: %s is no Valuer", ErrType, ptr.Type())
	}
	val, err := v.Value()
	if err != nil {
		return nil, err
	}
	if !driver.IsValue(val) {
		return nil, fmt.Errorf("%w: the Valuer gives %T", ErrType, val)
	}
	return val, nil
}

// strictText says what a server would say after the transaction is dead.
func strictText(s string) error {
	if strings.IndexByte(s, 0) >= 0 {
		return fmt.Errorf("%w: text with a NUL", ErrValue)
	}
	if !utf8.ValidString(s) {
		return fmt.Errorf("%w: text that is not UTF-8", ErrValue)
	}
	return nil
}
