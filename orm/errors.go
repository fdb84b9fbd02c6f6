package orm

import (
	"errors"
	"fmt"
	"strings"
)

var (
	// ErrNotFound says that the row is not there: for a query of one, an update or a
	// delete by key.
	ErrNotFound = errors.New("orm: no such row")
	// ErrTooMany says that a query of one found more.
	ErrTooMany = errors.New("orm: more than one row")
	// ErrNoCondition says that an update or delete has nothing that selects rows.
	// [Table.All] is how to mean all.
	ErrNoCondition = errors.New("orm: no condition; say All to mean every row")
	// ErrTxDone says that the transaction has ended.
	ErrTxDone = errors.New("orm: the transaction has ended")
	// ErrClosed says that the DB is closed.
	ErrClosed = errors.New("orm: the database is closed")
	// ErrReadOnly says that a write was asked of what only reads.
	ErrReadOnly = errors.New("orm: read-only")
	// ErrOutcomeUnknown says that the connection was lost while a transaction was
	// being committed: it may or may not have happened, and must not be just tried
	// again.
	ErrOutcomeUnknown = errors.New("orm: the connection was lost during commit, so the outcome is unknown")
	// ErrOpenRows says that a transaction was asked for a statement while its rows are
	// being read, by an engine that does one thing at a time on a connection.
	ErrOpenRows = errors.New("orm: rows of this transaction are still being read")
	// ErrUnsupported says that the dialect cannot do it.
	ErrUnsupported = errors.New("orm: not supported by this database")
)

var (
	// ErrUnique says that there is a row with that key already. For it and the next
	// three, errors.As finds the driver's error.
	ErrUnique = errors.New("orm: there is such a row already")
	// ErrForeignKey says that a row that is referred to is not there, or is still
	// referred to.
	ErrForeignKey = errors.New("orm: a row that is referred to is not there")
	// ErrCheck says that a CHECK does not hold.
	ErrCheck = errors.New("orm: a check does not hold")
	// ErrNotNull says that NULL was written where it must not be.
	ErrNotNull = errors.New("orm: NULL where it must not be")
	// ErrRetry says that the transaction lost against another and can be run again.
	ErrRetry = errors.New("orm: lost against another transaction; run it again")
	// ErrBusy says that a lock was not to be had in time.
	ErrBusy = errors.New("orm: the database is locked by another")
	// ErrTxLost says that the engine has rolled the whole transaction back, as SQLite
	// does when the disk is full.
	ErrTxLost = errors.New("orm: the engine has rolled the transaction back")
	// ErrConnLost says that the connection is gone.
	ErrConnLost = errors.New("orm: the connection was lost")
)

var (
	// ErrNull is NULL for a field that has none. It and the next three are what a
	// [ColumnError] is about.
	ErrNull = errors.New("NULL for a field that cannot hold it")
	// ErrRange is a number that does not fit.
	ErrRange = errors.New("out of range")
	// ErrType is a value of another type.
	ErrType = errors.New("wrong type")
	// ErrValue is a value that the column, or the parameter of a call, cannot have.
	ErrValue = errors.New("not a valid value")
)

// A ColumnError says which column a value could not be written to or read from.
type ColumnError struct {
	Op     string // "read" or "write"
	Table  string
	Column string
	Field  string // in Go: "User.Age"
	Err    error
}

// Error names table, column and field.
func (e *ColumnError) Error() string {
	return fmt.Sprintf("orm: %s column %q of %q (%s): %v", e.Op, e.Column, e.Table, e.Field, e.Err)
}

// Unwrap gives the cause: ErrNull, ErrRange and so on.
func (e *ColumnError) Unwrap() error { return e.Err }

// A StaleError says that an object was changed by another since it was read: its
// version is no longer the row's.
type StaleError struct {
	Table string
	Key   []any // of the row
}

// Error names the row.
func (e *StaleError) Error() string {
	return fmt.Sprintf("orm: row %v of %q was changed since it was read", e.Key, e.Table)
}

// An OpError says which operation on which table failed. The errors of this package
// are found in it by errors.Is, those of the driver by errors.As.
type OpError struct {
	Op    string // "insert", "list", …
	Table string
	Err   error
}

// Error names operation and table.
func (e *OpError) Error() string {
	if e.Table == "" {
		return fmt.Sprintf("orm: %s: %s", e.Op, strings.TrimPrefix(e.Err.Error(), "orm: "))
	}
	return fmt.Sprintf("orm: %s %q: %s", e.Op, e.Table, strings.TrimPrefix(e.Err.Error(), "orm: "))
}

// Unwrap gives the cause.
func (e *OpError) Unwrap() error { return e.Err }

// fail makes the error of a column once; inner ones pass.
func (b *binding) fail(op string, err error) error {
	var done *ColumnError
	if errors.As(err, &done) {
		return err
	}
	table := b.model.name
	return &ColumnError{Op: op, Table: table, Column: b.name, Field: b.model.typ.Name() + "." + b.field, Err: err}
}

// errPlan says that a kept statement did not fit the schema any more.
var errPlan = errors.New("orm: the schema has changed under a prepared statement")

// also adds what went wrong on the way out to an error, which else stays as it is.
func also(err, other error) error {
	switch {
	case other == nil:
		return err
	case err == nil:
		return other
	}
	return errors.Join(err, other)
}

// classes are the errors that stand for what a dialect says.
func (c Class) err() error {
	switch c {
	case ClassUnique:
		return ErrUnique
	case ClassForeignKey:
		return ErrForeignKey
	case ClassCheck:
		return ErrCheck
	case ClassNotNull:
		return ErrNotNull
	case ClassRetry:
		return ErrRetry
	case ClassBusy:
		return ErrBusy
	case ClassConnLost:
		return ErrConnLost
	case ClassPlan:
		return errPlan
	case ClassTxLost:
		return ErrTxLost
	case ClassReadOnly:
		return ErrReadOnly
	case ClassRange:
		return ErrRange
	}
	return nil
}

// A classError is a driver's error and what it means.
type classError struct {
	class error
	err   error
}

func (e *classError) Error() string   { return e.class.Error() + ": " + e.err.Error() }
func (e *classError) Unwrap() []error { return []error{e.class, e.err} }
