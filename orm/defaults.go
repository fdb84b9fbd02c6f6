package orm

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// defaultProblem says why the option default=… is no value of the column's kind. A
// default is for rows that others insert: this package always writes what the field
// holds, so that false and 0 are values.
func (c *column) defaultProblem() string {
	if _, err := c.defaultText(); err != nil {
		return err.Error()
	}
	if c.kind == KindEnum && !slices.Contains(c.values, c.opts.def) {
		return fmt.Sprintf("default=%s is none of %s", c.opts.def, strings.Join(c.values, ", "))
	}
	return ""
}

// defaultText is the default as an SQL literal.
func (c *column) defaultText() (string, error) {
	v := c.opts.def
	bad := fmt.Errorf("default=%s is no %s", v, c.kind)
	switch c.kind {
	case KindInt, KindUint, KindDuration:
		if _, err := strconv.ParseInt(v, 10, 64); err != nil {
			return "", bad
		}
		return v, nil
	case KindFloat:
		if f, err := strconv.ParseFloat(v, 64); err != nil || f != f {
			return "", bad
		}
		return v, nil
	case KindBool:
		on, err := strconv.ParseBool(v)
		if err != nil {
			return "", bad
		}
		if on {
			return "TRUE", nil
		}
		return "FALSE", nil
	case KindDecimal:
		text, err := canonicalDecimal(v, c.opts.precision, c.opts.scale)
		if err != nil {
			return "", err
		}
		return "'" + text + "'", nil
	case KindEnum, KindText:
		if strings.IndexByte(v, 0) >= 0 {
			return "", bad
		}
		return "'" + strings.ReplaceAll(v, "'", "''") + "'", nil
	}
	return "", fmt.Errorf("%s has no default here", c.kind)
}
