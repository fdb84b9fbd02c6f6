package orm

import (
	"database/sql/driver"
	"fmt"
	"math"
	"strconv"
	"time"
)

// What drivers give for one and the same value differs: a bool is an int64 here, bytes
// are text there, a sum is a float. These take what means the same and nothing else.

func typeError(v driver.Value) error { return fmt.Errorf("%w: the database gave %T", ErrType, v) }

func toInt(v driver.Value) (int64, error) {
	switch v := v.(type) {
	case int64:
		return v, nil
	case uint64:
		if v > math.MaxInt64 {
			return 0, fmt.Errorf("%w: %d", ErrRange, v)
		}
		return int64(v), nil
	case bool:
		if v {
			return 1, nil
		}
		return 0, nil
	case float64:
		// 1<<63 is a float, and the first that does not fit.
		if v != math.Trunc(v) || v < math.MinInt64 || v >= math.MaxInt64 {
			return 0, fmt.Errorf("%w: %v is no integer", ErrRange, v)
		}
		return int64(v), nil
	case []byte:
		return toInt(string(v))
	case string:
		n, err := strconv.ParseInt(v, 10, 64)
		if err != nil {
			return 0, fmt.Errorf("%w: %q is no integer", ErrValue, v)
		}
		return n, nil
	}
	return 0, typeError(v)
}

func toUint(v driver.Value) (uint64, error) {
	switch v := v.(type) {
	case uint64:
		return v, nil
	case []byte:
		return toUint(string(v))
	case string:
		n, err := strconv.ParseUint(v, 10, 64)
		if err != nil {
			return 0, fmt.Errorf("%w: %q is no unsigned integer", ErrValue, v)
		}
		return n, nil
	}
	n, err := toInt(v)
	if err == nil && n < 0 {
		return 0, fmt.Errorf("%w: %d is negative", ErrRange, n)
	}
	return uint64(n), err
}

func toFloat(v driver.Value) (float64, error) {
	switch v := v.(type) {
	case float64:
		return v, nil
	case float32:
		return float64(v), nil
	case int64:
		return float64(v), nil
	case []byte:
		return toFloat(string(v))
	case string:
		f, err := strconv.ParseFloat(v, 64)
		if err != nil {
			return 0, fmt.Errorf("%w: %q is no number", ErrValue, v)
		}
		return f, nil
	}
	return 0, typeError(v)
}

func toTime(v driver.Value) (time.Time, error) {
	switch v := v.(type) {
	case time.Time:
		return v.UTC().Truncate(time.Microsecond), nil
	case int64:
		return time.UnixMicro(v).UTC(), nil
	case []byte:
		return parseTime(string(v))
	case string:
		return parseTime(v)
	}
	return time.Time{}, typeError(v)
}

func toText(v driver.Value) (string, error) {
	switch v := v.(type) {
	case string:
		return v, nil
	case []byte:
		return string(v), nil
	}
	return "", typeError(v)
}

// decimalText takes no float: what was a decimal is not one any more.
func decimalText(v driver.Value) (string, error) {
	if n, ok := v.(int64); ok {
		return strconv.FormatInt(n, 10), nil
	}
	return toText(v)
}
