package orm

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"strings"
)

// A Dialect is what one database and its driver do their own way. Sub-packages make
// them (orm/sqlite); they are values without state, safe for concurrent use. Names a
// Dialect gets are unquoted where the parameter is called name, and quoted SQL where
// it is called ident, table or column.
//
//sqlvet:trusted what a dialect writes is its own words, placeholders and the names it quotes
type Dialect interface {
	// Name is the engine's: "sqlite".
	Name() string
	// Features says what the engine and driver can do.
	Features() Features
	// Quote makes an identifier, or says why the name cannot be one.
	Quote(name string) (string, error)
	// Placeholder appends the n-th parameter, counted from 1: "?" or "$1".
	Placeholder(dst []byte, n int) []byte
	// Column says how a column is declared and how its values travel, or refuses it.
	Column(c ColumnInfo) (ColumnType, error)
	// Upsert is what follows VALUES (…) of an insert that may meet a row. "" is for a
	// dialect that has no such words for leaving the row as it is, and whose transactions
	// survive the error: it is caught.
	Upsert(u Upsert) (string, error)
	// Set is the test whether an expression is one of some values, to follow it: " IN (…)",
	// and its parameters.
	Set(s Set) (text string, args []driver.Value, err error)
	// Begin gives the statements that begin a transaction, or refuses the options.
	Begin(opts TxOptions) ([]string, error)
	// Classify says what an error of the driver means.
	Classify(err error) Class
}

// Features are the constants of a dialect.
//
//sqlvet:trusted they are constants
type Features struct {
	Returning bool // INSERT … RETURNING
	// ReturningUpdate: UPDATE … RETURNING.
	ReturningUpdate bool
	LastInsertID    bool // the driver's result tells the key of a single inserted row
	MaxParams       int  // of one statement
	BatchRows       int  // of one INSERT … VALUES; the best measured
	// Statements is how many prepared statements a connection keeps; 0 is for
	// drivers that keep their own, and for poolers that mix connections up.
	Statements int
	// PlainExec: statements without arguments are sent as text, since not all can be
	// prepared.
	PlainExec bool
	// ErrorsAbort: an error of a statement ends the transaction, or its innermost
	// savepoint, and COMMIT would roll back without an error.
	ErrorsAbort bool
	// Interleaves: other statements may run on a connection while rows are read.
	Interleaves bool
	// FreshBytes: []byte in rows are the caller's to keep.
	FreshBytes bool
	// StrictText: text with NUL or bad UTF-8 is refused, so it is here, with a name.
	StrictText bool
	// TextDecimals: decimals are kept as text and do not sort as numbers.
	TextDecimals bool
	// NoInf: infinities cannot be stored.
	NoInf bool
	// PartialIndexes: CREATE INDEX … WHERE.
	PartialIndexes bool
	// FoldsNames: columns whose names differ only in case are one.
	FoldsNames bool
	// Reserved is how names of the engine's own tables begin, in any case, "" if others
	// may begin so.
	Reserved string
	// EmptyInsert is what follows the table in an insert of no column.
	EmptyInsert string
	// OnlyOffset is the LIMIT that an OFFSET without one needs, "" if none.
	OnlyOffset string
	// LikeEscape is what makes \ the escape of a LIKE, where it is not by default.
	LikeEscape string
	// SumCheck is what an addition ends in that would grow past the integer of a Wide
	// column: an expression of the column, %[1]s, which fails with ClassRange, or is NULL
	// where the column is.
	SumCheck string
	// IsolationLevels that Begin takes beside the default.
	IsolationLevels []sql.IsolationLevel
}

// A Set is the values that an expression is compared with.
type Set struct {
	Type   ColumnType
	Values []driver.Value // as the storage says, at least one, none is NULL
	Not    bool           // none of them
	First  int            // the number of the first parameter
}

// A ColumnInfo is what a dialect is told of a column.
type ColumnInfo struct {
	Table, Name, Field string
	Kind               Kind
	Elem               Kind // of an array
	Bits               int  // of numbers
	Size               int  // of a VARCHAR, 0 for any
	Precision, Scale   int  // of a decimal
	Values             []string
	Key, Auto          bool // part of the key; made by the database
	SoleKey            bool // the only column of the key
	Nullable           bool
	Indexed            bool // part of the key or of an index
	Micros, Text       bool // the tag's wish
}

// A ColumnType is how a dialect keeps a column.
//
//sqlvet:trusted as a Dialect, which makes it
type ColumnType struct {
	SQL   string // the declaration after the name: "INTEGER NOT NULL"
	Type  string // the type alone, for a dialect's own use
	Check string // a constraint that stands behind the default, "CHECK (…)"
	Key   bool   // SQL makes it the primary key, so no constraint has to
	Wide  bool   // an integer column that holds more than the Go type
	Store Storage
	// Cast is a type that a parameter is cast to where it is compared or added, since
	// the engine would take it for another: a string beside a DECIMAL of MySQL is a float.
	Cast string
}

// Storage is the Go type a value has between this package and the driver.
type Storage uint8

// The storages. Reading takes whatever a driver gives that can mean the same.
const (
	_             Storage = iota
	StoreInt              // int64
	StoreUint             // uint64
	StoreFloat            // float64
	StoreBool             // bool
	StoreText             // string
	StoreBytes            // []byte
	StoreTime             // time.Time
	StoreDateTime         // string, UTC, no zone: 2006-01-02 15:04:05.000000
	StoreAny              // what the value's own Valuer gives
)

// An Upsert says what an insert does where a row is already.
type Upsert struct {
	Target  []string // columns of the unique key, quoted
	Set     []string // columns that get the new row's values
	Version string   // column that counts up, or ""
	Table   string   // quoted
	Nothing bool     // leave the row as it is
	Where   string   // what limits the unique index, where it is a partial one
}

// OnConflict is the clause as PostgreSQL and SQLite have it, INSERT … ON CONFLICT.
func (u Upsert) OnConflict() string {
	var b strings.Builder
	b.WriteString("ON CONFLICT (" + strings.Join(u.Target, ", ") + ")")
	if u.Where != "" {
		b.WriteString(" WHERE " + u.Where)
	}
	if u.Nothing {
		b.WriteString(" DO NOTHING")
		return b.String()
	}
	b.WriteString(" DO UPDATE SET ")
	for i, c := range u.Set {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(c + " = excluded." + c)
	}
	if u.Version != "" {
		b.WriteString(", " + u.Version + " = " + u.Table + "." + u.Version + " + 1")
	}
	return b.String()
}

// A Class is what an error means to a caller.
type Class uint8

// The classes of errors.
const (
	ClassOther      Class = iota
	ClassUnique           // two rows with one key
	ClassForeignKey       // a row that does not exist is referred to
	ClassCheck            // a CHECK or NOT NULL
	ClassNotNull
	ClassRetry    // a serialization failure or deadlock: run the transaction again
	ClassBusy     // a lock was not to be had in time
	ClassConnLost // the connection is gone; what it was told may have happened
	ClassPlan     // a kept statement no longer fits the schema: prepare it again
	ClassReadOnly
	ClassTxLost // the engine has rolled the whole transaction back
	ClassNoTx   // a rollback of what the engine has rolled back already
	ClassRange  // a number that does not fit
)

// A Columnar is a Dialect that inserts many rows fastest from one array a column
// (PostgreSQL's unnest).
//
//sqlvet:trusted as a Dialect
type Columnar interface {
	// InsertColumns is the text of an insert with one parameter a column.
	InsertColumns(table string, columns []string, types []ColumnType) string
	// Array makes the parameter of a column. The values may lie in the caller's objects:
	// what keeps them as they are tells a trace by Elements() []driver.Value, to be copied.
	Array(t ColumnType, values []driver.Value) (driver.Value, error)
}

// A ForeignKeyAdder is a Dialect whose engine wants a table to be there before a foreign
// key refers to it, so that one key of a circle is added after the tables.
type ForeignKeyAdder interface {
	// AddForeignKey is a statement that gives a table a foreign key, unless it has one of
	// that name. Table and name are quoted, key is "(…) REFERENCES … (…) …".
	AddForeignKey(table, name, key string) (string, error)
}

// A KeyReserver is a Dialect whose engine lets one transaction write at a time, so
// that keys for many rows can be counted up from the last in use.
//
//sqlvet:trusted as a Dialect
type KeyReserver interface {
	// LastKey is a query for the last key in use, 0 in an empty table.
	LastKey(table, column string) string
}

// A KeyAllocator is a Dialect whose engine hands out keys by themselves, from a sequence
// that any number of transactions share.
//
//sqlvet:trusted as a Dialect
type KeyAllocator interface {
	// AllocateKeys is a query for n new keys; n is its one parameter.
	AllocateKeys(table, column string) (string, error)
}

// A Canceler is a Dialect whose driver leaves the statement running on the server when
// a context ends (MySQL).
type Canceler interface {
	// Identify asks a new connection who it is.
	Identify(ctx context.Context, c driver.Conn) (id any, err error)
	// Cancel ends what that connection is doing, over another one.
	Cancel(ctx context.Context, connector driver.Connector, id any) error
}
