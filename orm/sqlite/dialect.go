package sqlite

import (
	"database/sql"
	"database/sql/driver"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"underhood/internal/constsql"
	"underhood/orm"
)

// A Dialect is SQLite's, 3.41 or later (unhex). It has no state.
type Dialect struct{}

// Name is "sqlite".
func (Dialect) Name() string { return "sqlite" }

// Features are those of the engine as this package opens it.
func (Dialect) Features() orm.Features {
	return orm.Features{
		Returning: true, ReturningUpdate: true, LastInsertID: true,
		MaxParams:  32766, // SQLITE_MAX_VARIABLE_NUMBER since 3.32
		BatchRows:  100,   // measured: 0.77 of one statement of 1000 rows
		Statements: 128, Interleaves: true, FreshBytes: true,
		SumCheck:     "abs(min(%[1]s, -9223372036854775807 - 1))", // the one integer without an absolute value
		TextDecimals: true, PartialIndexes: true,
		FoldsNames: true, Reserved: "sqlite_", // lang_createtable
		EmptyInsert: "DEFAULT VALUES", OnlyOffset: "-1", LikeEscape: ` ESCAPE '\'`,
		IsolationLevels: []sql.IsolationLevel{sql.LevelSerializable},
	}
}

// Quote makes a delimited identifier. SQLite has no limit on its length; 255 is ours.
func (Dialect) Quote(name string) (string, error) { return constsql.Quote(name, '"', 255) }

// Placeholder is a question mark.
func (Dialect) Placeholder(dst []byte, _ int) []byte { return append(dst, '?') }

// Column declares a column so that its affinity changes no value: a decimal in a
// NUMERIC column would become a float.
func (d Dialect) Column(c orm.ColumnInfo) (orm.ColumnType, error) {
	var t orm.ColumnType
	check := ""
	switch c.Kind {
	case orm.KindInt, orm.KindDuration: // the sum of two may be a float
		t = orm.ColumnType{SQL: "INTEGER", Store: orm.StoreInt, Wide: true}
	case orm.KindUint:
		t = orm.ColumnType{SQL: "INTEGER", Store: orm.StoreInt, Wide: true}
		switch {
		case c.Text:
			t = orm.ColumnType{SQL: "TEXT", Store: orm.StoreText}
		case c.Bits == 64 && c.Table != "":
			return t, errors.New("a uint64 does not fit SQLite's integers; say text, or use another type")
		}
	case orm.KindBool:
		t = orm.ColumnType{SQL: "BOOLEAN", Store: orm.StoreInt}
	case orm.KindFloat:
		t = orm.ColumnType{SQL: "REAL", Store: orm.StoreFloat}
	case orm.KindText:
		t = orm.ColumnType{SQL: "TEXT", Store: orm.StoreText}
		if c.Size > 0 {
			check = "length(%s) <= " + strconv.Itoa(c.Size)
		}
	case orm.KindEnum:
		t = orm.ColumnType{SQL: "TEXT", Store: orm.StoreText}
		values := make([]string, len(c.Values))
		for i, v := range c.Values {
			values[i] = "'" + strings.ReplaceAll(v, "'", "''") + "'"
		}
		check = "%s IN (" + strings.ReplaceAll(strings.Join(values, ", "), "%", "%%") + ")"
	case orm.KindDecimal, orm.KindJSON, orm.KindArray:
		t = orm.ColumnType{SQL: "TEXT", Store: orm.StoreText}
	case orm.KindBytes:
		t = orm.ColumnType{SQL: "BLOB", Store: orm.StoreBytes}
	case orm.KindTime:
		// TEXT and not DATETIME, for which the driver would parse and format itself.
		t = orm.ColumnType{SQL: "TEXT", Store: orm.StoreText}
		if c.Micros {
			t = orm.ColumnType{SQL: "INTEGER", Store: orm.StoreInt}
		}
	case orm.KindUUID:
		t = orm.ColumnType{SQL: "BLOB", Store: orm.StoreBytes}
		if c.Text {
			t = orm.ColumnType{SQL: "TEXT", Store: orm.StoreText}
		}
	case orm.KindValuer:
		t = orm.ColumnType{SQL: "BLOB", Store: orm.StoreAny} // the affinity that converts nothing
	default:
		return t, fmt.Errorf("no column type for %s", c.Kind)
	}
	return d.constrain(t, c, check)
}

// constrain adds key, NOT NULL and CHECK.
func (d Dialect) constrain(t orm.ColumnType, c orm.ColumnInfo, check string) (orm.ColumnType, error) {
	if c.Auto && c.SoleKey {
		t.SQL, t.Key = "INTEGER PRIMARY KEY", true // the rowid itself
		return t, nil
	}
	if !c.Nullable {
		t.SQL += " NOT NULL"
	}
	if check != "" {
		ident, err := d.Quote(c.Name)
		if err != nil {
			return t, err
		}
		t.SQL += " CHECK (" + fmt.Sprintf(check, strings.ReplaceAll(ident, "%", "%%")) + ")"
	}
	return t, nil
}

// Upsert is ON CONFLICT.
func (Dialect) Upsert(u orm.Upsert) (string, error) { return u.OnConflict(), nil }

// Set sends all values as one JSON text. Blobs, and text that JSON cannot hold, travel
// in hexadecimal.
func (Dialect) Set(s orm.Set) (string, []driver.Value, error) {
	const (
		plain = "IN (SELECT value FROM json_each(?))"
		text  = "IN (SELECT CAST(unhex(value) AS TEXT) FROM json_each(?))"
		blob  = "IN (SELECT unhex(value) FROM json_each(?))"
	)
	values, form := s.Values, plain
	switch s.Type.Store {
	case orm.StoreBytes:
		form = blob
	case orm.StoreText:
		for _, v := range values {
			if s, ok := v.(string); !ok || !utf8.ValidString(s) || strings.IndexByte(s, 0) >= 0 {
				form = text
			}
		}
	}
	out := make([]byte, 0, 2+16*len(values))
	out = append(out, '[')
	for i, v := range values {
		if i > 0 {
			out = append(out, ',')
		}
		var err error
		if out, err = appendJSON(out, v, form != plain); err != nil {
			return "", nil, err
		}
	}
	word := " "
	if s.Not {
		word = " NOT "
	}
	return word + form, []driver.Value{string(append(out, ']'))}, nil
}

func appendJSON(out []byte, v driver.Value, hexed bool) ([]byte, error) {
	switch v := v.(type) {
	case int64:
		return strconv.AppendInt(out, v, 10), nil
	case float64:
		if math.IsInf(v, 0) {
			return append(out, map[bool]string{true: "9e999", false: "-9e999"}[v > 0]...), nil
		}
		return strconv.AppendFloat(out, v, 'e', -1, 64), nil
	case string:
		if hexed {
			return appendHex(out, []byte(v)), nil
		}
		text, err := json.Marshal(v)
		return append(out, text...), err
	case []byte:
		return appendHex(out, v), nil
	}
	return nil, fmt.Errorf("%w: %T in a set", orm.ErrType, v)
}

func appendHex(out, v []byte) []byte {
	out = append(out, '"')
	out = hex.AppendEncode(out, v)
	return append(out, '"')
}

// Begin takes the write lock at once for a transaction that writes: one that began by
// reading and finds the lock taken could only fail, without any wait
// (SQLITE_BUSY_SNAPSHOT).
func (Dialect) Begin(o orm.TxOptions) ([]string, error) {
	if o.Isolation != sql.LevelDefault && o.Isolation != sql.LevelSerializable {
		return nil, fmt.Errorf("%w: isolation %s; SQLite is serializable", orm.ErrUnsupported, o.Isolation)
	}
	if o.ReadOnly {
		return []string{"BEGIN"}, nil
	}
	return []string{"BEGIN IMMEDIATE"}, nil
}

// LastKey is the greatest rowid in use.
func (Dialect) LastKey(table, column string) string {
	return "SELECT coalesce(max(" + column + "), 0) FROM " + table
}

// Classify reads SQLite's result codes (sqlite.org/rescode.html).
func (Dialect) Classify(err error) orm.Class {
	var coded interface{ Code() int }
	if !errors.As(err, &coded) {
		return orm.ClassOther
	}
	switch coded.Code() {
	case 19 | 8<<8, 19 | 6<<8, 19 | 10<<8: // UNIQUE, PRIMARYKEY, ROWID
		return orm.ClassUnique
	case 19 | 3<<8:
		return orm.ClassForeignKey
	case 19 | 1<<8:
		return orm.ClassCheck
	case 19 | 5<<8:
		return orm.ClassNotNull
	case 5 | 2<<8: // BUSY_SNAPSHOT
		return orm.ClassRetry
	}
	switch coded.Code() & 0xff {
	case 5, 6: // BUSY, LOCKED
		return orm.ClassBusy
	case 8:
		return orm.ClassReadOnly
	case 7, 9, 10, 13: // NOMEM, INTERRUPT, IOERR, FULL
		return orm.ClassTxLost
	case 1:
		if strings.Contains(err.Error(), "no transaction is active") {
			return orm.ClassNoTx
		}
		if strings.Contains(err.Error(), "integer overflow") {
			return orm.ClassRange
		}
	}
	return orm.ClassOther
}
