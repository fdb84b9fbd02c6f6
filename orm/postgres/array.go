package postgres

import (
	"database/sql/driver"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"

	"underhood/orm"
)

// InsertColumns unnests one array a column: one text for a batch of any size.
func (d Dialect) InsertColumns(table string, columns []string, types []orm.ColumnType) string {
	var b strings.Builder
	b.WriteString("INSERT INTO " + table + " (" + strings.Join(columns, ", ") + ") SELECT * FROM unnest(")
	for i, t := range types {
		if i > 0 {
			b.WriteString(", ")
		}
		b.Write(d.Placeholder(nil, i+1))
		b.WriteString("::" + t.Type + "[]")
	}
	b.WriteString(")")
	return b.String()
}

// Array makes the parameter of an array: a slice that pgx sends in binary where it knows
// how, else the array's text, which the server reads for every type of element
// (manual, 8.15.2).
func (Dialect) Array(t orm.ColumnType, values []driver.Value) (driver.Value, error) {
	switch t.Store {
	case orm.StoreInt:
		if all, ok := slice[int64](values); ok {
			return all, nil
		}
	case orm.StoreFloat:
		if all, ok := slice[float64](values); ok {
			return all, nil
		}
	case orm.StoreTime:
		if all, ok := slice[time.Time](values); ok {
			return all, nil
		}
	case orm.StoreText:
		if all, ok := slice[string](values); ok && t.Type == "TEXT" {
			return all, nil
		}
	}
	return literal(values)
}

// slice is the values as what they are, if none is NULL.
func slice[V any](values []driver.Value) ([]V, bool) {
	all := make([]V, len(values))
	for i, v := range values {
		var ok bool
		if all[i], ok = v.(V); !ok {
			return nil, false
		}
	}
	return all, true
}

// literal is an array as text.
func literal(values []driver.Value) (string, error) {
	out := make([]byte, 0, 2+16*len(values))
	out = append(out, '{')
	for i, v := range values {
		if i > 0 {
			out = append(out, ',')
		}
		switch v := v.(type) {
		case nil:
			out = append(out, "NULL"...)
		case int64:
			out = strconv.AppendInt(out, v, 10)
		case float64:
			out = strconv.AppendFloat(out, v, 'g', -1, 64)
		case bool:
			out = strconv.AppendBool(out, v)
		case time.Time:
			text, err := timestamp(v)
			if err != nil {
				return "", err
			}
			out = append(append(append(out, '"'), text...), '"')
		case []byte:
			out = append(out, `"\\x`...)
			out = hex.AppendEncode(out, v)
			out = append(out, '"')
		case string:
			out = appendQuoted(out, v)
		default:
			return "", fmt.Errorf("%w: %T in an array", orm.ErrType, v)
		}
	}
	return string(append(out, '}')), nil
}

// appendQuoted quotes an element.
func appendQuoted(out []byte, s string) []byte {
	out = append(out, '"')
	for i := range len(s) {
		if s[i] == '"' || s[i] == '\\' {
			out = append(out, '\\')
		}
		out = append(out, s[i])
	}
	return append(out, '"')
}

// timestamp writes a time as PostgreSQL does, which has no year 0 before 1 AD.
func timestamp(t time.Time) (string, error) {
	t = t.UTC()
	year, suffix := t.Year(), ""
	if year <= 0 {
		year, suffix = 1-year, " BC"
	}
	if year > 294276 || suffix != "" && year > 4713 {
		return "", fmt.Errorf("%w: the year %d", orm.ErrRange, t.Year())
	}
	return fmt.Sprintf("%04d", year) + t.Format("-01-02 15:04:05.999999+00") + suffix, nil
}
