package models

import (
	"errors"
	"fmt"
	"math"

	"underhood/metaclass"
)

// declare checks once what the declaration says, and puts the default and the choices into
// the field's type.
func (f *Field) declare() error {
	if f.declared {
		return nil
	}
	numeric := f.kind == integer || f.kind == number
	switch {
	case f.wrong != "":
		return errors.New(f.wrong)
	case f.min != nil && !numeric:
		return fmt.Errorf("Min is for numbers, not %s", f.kind)
	case f.max != nil && !numeric:
		return fmt.Errorf("Max is for numbers, not %s", f.kind)
	case f.min != nil && f.max != nil && !(*f.min <= *f.max):
		return fmt.Errorf("Min %v is above Max %v", *f.min, *f.max)
	case f.longest != 0 && f.kind != text:
		return fmt.Errorf("MaxLen is for str, not %s", f.kind)
	case f.longest < 0:
		return fmt.Errorf("MaxLen %d is negative", f.longest)
	}
	choices := make([]metaclass.Value, len(f.choices))
	for i, c := range f.choices {
		v, _, ok := f.convert(c)
		if !ok {
			return fmt.Errorf("OneOf has %v, which must be %s", c, f.kind)
		}
		choices[i] = v
	}
	if f.choices != nil {
		f.choices = choices
	}
	if f.initial != nil {
		v, err := f.clean(f.initial)
		if err != nil {
			return fmt.Errorf("its default %w", err)
		}
		f.initial = v
	}
	f.declared = true
	return nil
}

// atLeast compares an integer with a limit without rounding it, and others by their size.
func atLeast(v metaclass.Value, size, limit float64) bool {
	n, ok := v.(int)
	if !ok {
		return size >= limit
	}
	return limit <= math.MinInt64 || limit < -math.MinInt64 && int64(n) >= int64(math.Ceil(limit))
}

func atMost(v metaclass.Value, size, limit float64) bool {
	n, ok := v.(int)
	if !ok {
		return size <= limit
	}
	return limit >= -math.MinInt64 || limit >= math.MinInt64 && int64(n) <= int64(math.Floor(limit))
}
