package mysql

import (
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/go-sql-driver/mysql"

	"underhood/internal/constsql"
	"underhood/orm"
)

// A Dialect is MariaDB's, 10.6 or later (INSERT … RETURNING, JSON_TABLE). It has no state.
type Dialect struct{}

// Name is "mysql", the protocol's.
func (Dialect) Name() string { return "mysql" }

// Features are those of the server as this package's connections see it.
func (Dialect) Features() orm.Features {
	return orm.Features{
		Returning: true, LastInsertID: true,
		MaxParams:  65535, // a 16-bit count in COM_STMT_PREPARE's answer
		BatchRows:  100,
		Statements: 128, PlainExec: true,
		StrictText: true, NoInf: true, FoldsNames: true,
		EmptyInsert: "() VALUES ()", OnlyOffset: "18446744073709551615",
		LikeEscape:      ` ESCAPE '\'`, // NO_BACKSLASH_ESCAPES takes the default away
		IsolationLevels: []sql.IsolationLevel{sql.LevelReadUncommitted, sql.LevelReadCommitted, sql.LevelRepeatableRead, sql.LevelSerializable},
	}
}

// Quote makes an identifier between backquotes, of 64 bytes at most.
func (Dialect) Quote(name string) (string, error) { return constsql.Quote(name, '`', 64) }

// Placeholder is a question mark.
func (Dialect) Placeholder(dst []byte, _ int) []byte { return append(dst, '?') }

// binary is how text is compared: by its bytes, so that 'a' is neither 'A' nor 'a '.
const binary = " CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin"

// Column declares a column.
func (d Dialect) Column(c orm.ColumnInfo) (orm.ColumnType, error) {
	t, err := columnType(c)
	if err != nil {
		return t, err
	}
	t.SQL = t.Type
	if c.Auto && c.SoleKey {
		t.SQL, t.Key = t.Type+" AUTO_INCREMENT PRIMARY KEY", true
		return t, nil
	}
	if t.Store == orm.StoreText && c.Kind != orm.KindDecimal || c.Kind == orm.KindValuer {
		t.SQL += binary
	}
	if !c.Nullable {
		t.SQL += " NOT NULL"
	}
	if c.Kind == orm.KindEnum {
		ident, err := d.Quote(c.Name)
		if err != nil {
			return t, err
		}
		values := make([]string, len(c.Values))
		for i, v := range c.Values {
			values[i] = "'" + strings.ReplaceAll(v, "'", "''") + "'"
		}
		t.Check = "CHECK (" + ident + " IN (" + strings.Join(values, ", ") + "))"
	}
	return t, nil
}

func columnType(c orm.ColumnInfo) (orm.ColumnType, error) {
	t := func(name string, s orm.Storage) (orm.ColumnType, error) {
		return orm.ColumnType{Type: name, Store: s}, nil
	}
	switch c.Kind {
	case orm.KindInt:
		return t(integer(c.Bits), orm.StoreInt)
	case orm.KindDuration:
		return t("BIGINT", orm.StoreInt)
	case orm.KindUint:
		switch {
		case c.Text:
			return t("VARCHAR(20)", orm.StoreText)
		case c.Bits == 64:
			return t("BIGINT UNSIGNED", orm.StoreUint)
		}
		return t(integer(c.Bits)+" UNSIGNED", orm.StoreInt)
	case orm.KindBool:
		return t("BOOLEAN", orm.StoreInt)
	case orm.KindFloat:
		if c.Bits == 32 {
			return t("FLOAT", orm.StoreFloat)
		}
		return t("DOUBLE", orm.StoreFloat)
	case orm.KindText:
		return t(text(c), orm.StoreText)
	case orm.KindEnum:
		longest := 1
		for _, v := range c.Values {
			longest = max(longest, len(v))
		}
		return t("VARCHAR("+strconv.Itoa(longest)+")", orm.StoreText)
	case orm.KindValuer:
		return t(text(c), orm.StoreAny)
	case orm.KindDecimal:
		if c.Precision > 65 || c.Scale > 38 {
			return orm.ColumnType{}, fmt.Errorf("a decimal has 65 digits and 38 behind the point at most, not %d and %d", c.Precision, c.Scale)
		}
		name := fmt.Sprintf("DECIMAL(%d,%d)", c.Precision, c.Scale)
		return orm.ColumnType{Type: name, Store: orm.StoreText, Cast: name}, nil
	case orm.KindJSON, orm.KindArray:
		return t("LONGTEXT", orm.StoreText)
	case orm.KindBytes:
		if c.Indexed {
			return t("VARBINARY(255)", orm.StoreBytes)
		}
		return t("LONGBLOB", orm.StoreBytes)
	case orm.KindTime:
		if c.Micros {
			return t("BIGINT", orm.StoreInt)
		}
		return t("DATETIME(6)", orm.StoreDateTime)
	case orm.KindUUID:
		if c.Text {
			return t("CHAR(36)", orm.StoreText)
		}
		return t("BINARY(16)", orm.StoreBytes)
	}
	return orm.ColumnType{}, fmt.Errorf("no column type for %s", c.Kind)
}

// text is the type of a string: an index wants one of limited length.
func text(c orm.ColumnInfo) string {
	switch {
	case c.Size > 0:
		return "VARCHAR(" + strconv.Itoa(c.Size) + ")"
	case c.Indexed:
		return "VARCHAR(255)"
	}
	return "LONGTEXT"
}

func integer(bits int) string {
	switch bits {
	case 8:
		return "TINYINT"
	case 16:
		return "SMALLINT"
	case 32:
		return "INT"
	}
	return "BIGINT"
}

// Upsert is ON DUPLICATE KEY UPDATE, which counts every unique index. There are no words
// for leaving a row as it is that do not also hide other errors (IGNORE).
func (Dialect) Upsert(u orm.Upsert) (string, error) {
	if u.Nothing {
		return "", nil
	}
	var set []string
	for _, c := range u.Set {
		set = append(set, c+" = VALUES("+c+")")
	}
	if u.Version != "" {
		set = append(set, u.Version+" = "+u.Table+"."+u.Version+" + 1")
	}
	return "ON DUPLICATE KEY UPDATE " + strings.Join(set, ", "), nil
}

// Begin sets the level of the next transaction and begins it.
func (Dialect) Begin(o orm.TxOptions) ([]string, error) {
	var texts []string
	switch o.Isolation {
	case sql.LevelDefault:
	case sql.LevelReadUncommitted, sql.LevelReadCommitted, sql.LevelRepeatableRead, sql.LevelSerializable:
		texts = append(texts, "SET TRANSACTION ISOLATION LEVEL "+strings.ToUpper(o.Isolation.String()))
	default:
		return nil, fmt.Errorf("%w: isolation %s", orm.ErrUnsupported, o.Isolation)
	}
	if o.ReadOnly {
		return append(texts, "START TRANSACTION READ ONLY"), nil
	}
	return append(texts, "START TRANSACTION"), nil
}

// AddForeignKey needs MariaDB, which has IF NOT EXISTS here; it goes by the index's name.
func (Dialect) AddForeignKey(table, name, key string) (string, error) {
	return "ALTER TABLE " + table + " ADD CONSTRAINT " + name + " FOREIGN KEY IF NOT EXISTS " + name + " " + key, nil
}

// Classify reads the server's error numbers (MariaDB Error Code Reference).
func (Dialect) Classify(err error) orm.Class {
	var my *mysql.MySQLError
	if !errors.As(err, &my) {
		// The driver's word for a connection that broke when something had been sent.
		if errors.Is(err, mysql.ErrInvalidConn) {
			return orm.ClassConnLost
		}
		return orm.ClassOther
	}
	switch my.Number {
	case 1062, 1586:
		return orm.ClassUnique
	case 1216, 1217, 1451, 1452:
		return orm.ClassForeignKey
	case 3819, 4025:
		return orm.ClassCheck
	case 1264, 1690:
		return orm.ClassRange
	case 1048, 1364:
		return orm.ClassNotNull
	case 1213, 1020: // a deadlock; a row that has changed since the snapshot
		return orm.ClassRetry
	case 1205:
		return orm.ClassBusy
	case 1290, 1792:
		return orm.ClassReadOnly
	case 1053, 1927, 2006, 2013:
		return orm.ClassConnLost
	case 1243, 1615:
		return orm.ClassPlan
	case 1305:
		if strings.HasPrefix(my.Message, "SAVEPOINT") {
			return orm.ClassNoTx // a deadlock has rolled everything back
		}
	}
	return orm.ClassOther
}
