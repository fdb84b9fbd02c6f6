package mysql

import (
	"database/sql/driver"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"underhood/orm"
)

// mostListed is how many values are parameters of their own. MariaDB makes a sub-query of
// a longer list anyway (in_predicate_conversion_threshold).
const mostListed = 512

// Set lists values, padded to a power of two by the last one, so that there are few
// different texts to prepare; more of them travel as one JSON text.
func (Dialect) Set(s orm.Set) (string, []driver.Value, error) {
	word := " IN ("
	if s.Not {
		word = " NOT IN ("
	}
	if len(s.Values) > mostListed {
		text, arg, err := table(s)
		return word + text + ")", []driver.Value{arg}, err
	}
	n := 1
	for n < len(s.Values) {
		n *= 2
	}
	args := make([]driver.Value, n)
	for i := range args {
		args[i] = s.Values[min(i, len(s.Values)-1)]
	}
	place := "?"
	if s.Type.Cast != "" {
		place = "CAST(? AS " + s.Type.Cast + ")"
	}
	return word + strings.Repeat(place+", ", n-1) + place + ")", args, nil
}

// table is a sub-query over one JSON text. Bytes travel in hexadecimal.
func table(s orm.Set) (text string, arg driver.Value, err error) {
	column, value := s.Type.Type, "j.v"
	switch s.Type.Store {
	case orm.StoreText:
		if s.Type.Cast == "" {
			column += binary
		}
	case orm.StoreBytes:
		column, value = "LONGTEXT", "UNHEX(j.v)"
	}
	out := []byte{'['}
	for i, v := range s.Values {
		if i > 0 {
			out = append(out, ',')
		}
		switch v := v.(type) {
		case int64:
			out = strconv.AppendInt(out, v, 10)
		case uint64:
			out = strconv.AppendUint(out, v, 10)
		case float64:
			out = strconv.AppendFloat(out, v, 'e', -1, 64)
		case string:
			quoted, err := json.Marshal(v)
			if err != nil {
				return "", nil, err
			}
			out = append(out, quoted...)
		case []byte:
			out = append(out, '"')
			out = hex.AppendEncode(out, v)
			out = append(out, '"')
		default:
			return "", nil, fmt.Errorf("%w: %T in a set", orm.ErrType, v)
		}
	}
	text = "SELECT " + value + " FROM JSON_TABLE(?, '$[*]' COLUMNS (v " + column + " PATH '$')) AS j"
	return text, string(append(out, ']')), nil
}
