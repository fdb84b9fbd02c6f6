package postgres

import (
	"database/sql/driver"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgtype"

	"underhood/orm"
)

// InsertColumns unnests one array a column: one text for a batch of any size. The arrays
// are as long as each other, so what stands in the list gives rows in step (manual, 38.5.8);
// unnest of all in FROM would first write them to a tuple store, which takes half as long
// again.
func (d Dialect) InsertColumns(table string, columns []string, types []orm.ColumnType) string {
	var b strings.Builder
	b.WriteString("INSERT INTO " + table + " (" + strings.Join(columns, ", ") + ") SELECT ")
	for i, t := range types {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString("unnest(")
		b.Write(d.Placeholder(nil, i+1))
		b.WriteString("::" + t.Type + "[])")
	}
	return b.String()
}

// Array makes the parameter of an array: the values themselves, which pgx sends in binary
// where it knows how, else the array's text, which the server reads for every type of
// element (manual, 8.15.2).
func (Dialect) Array(t orm.ColumnType, values []driver.Value) (driver.Value, error) {
	switch t.Store {
	case orm.StoreInt, orm.StoreFloat, orm.StoreBool, orm.StoreBytes, orm.StoreTime:
		return array(values), nil
	case orm.StoreText:
		if t.Type == "TEXT" || strings.HasPrefix(t.Type, "VARCHAR") {
			return array(values), nil
		}
	}
	return literal(values)
}

// An array is values that pgx takes one by one (pgtype.ArrayGetter), as they are: a slice
// of their type would have each copied into an interface again.
type array []driver.Value

// Elements are what a trace copies.
func (a array) Elements() []driver.Value { return a }

// Dimensions says that there is one.
func (a array) Dimensions() []pgtype.ArrayDimension {
	return []pgtype.ArrayDimension{{Length: int32(len(a)), LowerBound: 1}}
}

// Index is an element, nil for NULL.
func (a array) Index(i int) any { return a[i] }

// IndexType is not known before: pgx asks each element.
func (a array) IndexType() any { return nil }

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
