package orm

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"slices"
	"strconv"
)

// A Tx is a transaction, or a savepoint in one. It is made by [DB.Tx] and [Tx.Tx] and
// lives as long as their function. It is for one goroutine at a time.
type Tx struct {
	db       *DB
	id       int64
	c        *conn
	sc       *sql.Conn
	opts     TxOptions
	outer    *Tx
	after    []func()
	depth    int   // of savepoints
	lost     error // why the engine has rolled it back already
	finished bool
}

// TxOptions are what a transaction is asked to be.
type TxOptions struct {
	Isolation sql.IsolationLevel // refused if the engine has no such level
	ReadOnly  bool
}

// A TxOption changes a new transaction.
type TxOption func(*TxOptions)

// ReadOnly makes a transaction that only reads. Where there is a pool of readers it is
// on one of those.
func ReadOnly() TxOption { return func(o *TxOptions) { o.ReadOnly = true } }

// Isolation asks for a level.
func Isolation(l sql.IsolationLevel) TxOption { return func(o *TxOptions) { o.Isolation = l } }

// Tx runs a function in a transaction: committed if it returns nil, rolled back if it
// returns an error, panics or ends its goroutine (runtime.Goexit). The error of f comes
// back as it is.
//
// The context limits each statement. One that ends during a statement makes the engine
// roll back, and the transaction is over, even if f goes on with another context. The
// commit itself is not cut short, since then nobody would know; should the connection be
// lost in it, the error is [ErrOutcomeUnknown]. If the engine said that this transaction
// lost against another ([ErrRetry]), that is the error whatever f returns.
//
// f must ask tx and not the DB. What the DB is asked for needs a connection of its own: a
// write waits for the one that writes, which f holds, until its context ends, and for ever
// if it does not; a read sees nothing of what f has written.
//
// It panics if f is nil.
func (db *DB) Tx(ctx context.Context, f func(tx *Tx) error, opts ...TxOption) error {
	if f == nil {
		panic("orm: Tx: the function is nil")
	}
	tx := &Tx{db: db}
	for _, o := range opts {
		o(&tx.opts)
	}
	begin, err := db.d.Begin(tx.opts)
	if err != nil {
		return &OpError{Op: "begin", Err: err}
	}
	l, err := db.borrow(ctx, !tx.opts.ReadOnly)
	if err != nil {
		return &OpError{Op: "begin", Err: err}
	}
	tx.c, tx.sc, tx.id = l.c, l.sc, db.txs.Add(1)
	for _, text := range begin {
		if err := tx.statement(ctx, "begin", text); err != nil {
			return also(err, tx.release(true))
		}
	}
	return tx.run(ctx, f, func() error { return tx.commit(ctx) }, func() error { return tx.rollback(ctx) })
}

// Tx runs a function in a savepoint: what it did is undone if it fails, and the
// transaction goes on. Its functions for after the commit are kept only if it succeeds.
// Options are refused, since a savepoint has none. It panics if f is nil.
func (tx *Tx) Tx(ctx context.Context, f func(tx *Tx) error, opts ...TxOption) error {
	if f == nil {
		panic("orm: Tx: the function is nil")
	}
	if len(opts) > 0 {
		return &OpError{Op: "savepoint", Err: fmt.Errorf("%w: options for a nested transaction", ErrUnsupported)}
	}
	if err := tx.usable(); err != nil {
		return err
	}
	name := tx.savepoint()
	if err := tx.statement(ctx, "savepoint", "SAVEPOINT "+name); err != nil {
		return err
	}
	in := &Tx{db: tx.db, id: tx.id, c: tx.c, opts: tx.opts, outer: tx, depth: tx.depth + 1}
	undo := func() error {
		if tx.root().lost != nil {
			return nil // there is nothing left to undo
		}
		ctx := context.WithoutCancel(ctx)
		if err := tx.statement(ctx, "rollback", "ROLLBACK TO SAVEPOINT "+name); err != nil {
			return err
		}
		return tx.statement(ctx, "release", "RELEASE SAVEPOINT "+name)
	}
	release := func() error {
		if err := tx.statement(context.WithoutCancel(ctx), "release", "RELEASE SAVEPOINT "+name); err != nil {
			return also(err, undo()) // an error that f passed over has ended it
		}
		tx.after = append(tx.after, in.after...)
		return nil
	}
	return in.run(ctx, f, release, undo)
}

// run calls the function and ends the transaction one way or the other. It does not
// recover: a panic goes on when the rollback is done.
func (tx *Tx) run(ctx context.Context, f func(tx *Tx) error, commit, rollback func() error) (err error) {
	returned := false
	defer func() {
		if !returned {
			tx.finished = true
			if tx.outer == nil {
				_ = tx.c.closeRows() // the panic says more
			}
			_ = rollback()
		}
	}()
	err = f(tx)
	returned = true
	if tx.outer == nil {
		err = also(err, tx.c.closeRows())
	}
	lost := tx.root().lost
	if err == nil {
		err = lost
	} else if lost != nil && !errors.Is(err, lost) {
		err = errors.Join(err, lost)
	}
	if err == nil {
		err = ctx.Err()
	}
	tx.finished = true
	if err != nil {
		return also(err, rollback())
	}
	return commit()
}

// closeRows closes what somebody is still reading, by iter.Pull for example: the connection
// goes to others.
func (c *conn) closeRows() error {
	var err error
	for len(c.live) > 0 {
		err = also(err, c.live[0].close())
	}
	return err
}

// AfterCommit has a function called when the outermost transaction is committed, in the
// order of the calls. A savepoint's are forgotten when it is rolled back. The connection
// has been given back by then, so the function may use the DB. Should it panic, the panic
// leaves [DB.Tx]: the transaction stays committed, and the functions after it are not
// called.
//
// It panics if the transaction has ended, since nothing would call the function, and if f
// is nil.
func (tx *Tx) AfterCommit(f func()) {
	if tx.finished {
		panic("orm: AfterCommit: the transaction has ended")
	}
	if f == nil {
		panic("orm: AfterCommit: the function is nil")
	}
	tx.after = append(tx.after, f)
}

// savepoint names the next one by its depth: the innermost of a name counts, and names
// that come again find their statements in the cache.
func (tx *Tx) savepoint() string { return "orm_" + strconv.Itoa(tx.depth+1) }

func (tx *Tx) root() *Tx {
	for tx.outer != nil {
		tx = tx.outer
	}
	return tx
}

func (tx *Tx) usable() error {
	if tx.finished {
		return ErrTxDone
	}
	return tx.root().lost
}

func (tx *Tx) base() *DB { return tx.db }

// number is the transaction's, for events.
func (tx *Tx) number() int64 { return tx.id }

func (tx *Tx) borrow(ctx context.Context, write bool) (lease, error) {
	if ctx == nil {
		return lease{}, errNoContext
	}
	if err := tx.usable(); err != nil {
		return lease{}, err
	}
	if write && tx.opts.ReadOnly {
		return lease{}, ErrReadOnly
	}
	return lease{c: tx.c, tx: tx}, nil
}

// saw looks at an operation's error: some mean that the transaction is gone.
func (tx *Tx) saw(err error) error {
	if err == nil {
		return nil
	}
	root := tx.root()
	gone := errors.Is(err, ErrRetry) || errors.Is(err, errPlan) || errors.Is(err, ErrTxLost) || errors.Is(err, ErrConnLost) || errors.Is(err, driver.ErrBadConn) ||
		errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
	if gone && root.lost == nil {
		root.lost = err
	}
	return err
}

// atomic in a transaction is a savepoint.
func (tx *Tx) atomic(ctx context.Context, c *conn, ev *Event, f func() error) error {
	name := tx.savepoint()
	return enclose(ctx, c, ev, f, []string{"SAVEPOINT " + name}, []string{"RELEASE SAVEPOINT " + name},
		[]string{"ROLLBACK TO SAVEPOINT " + name, "RELEASE SAVEPOINT " + name})
}

func (db *DB) atomic(ctx context.Context, c *conn, ev *Event, f func() error) error {
	begin, err := db.d.Begin(TxOptions{})
	if err != nil {
		return err
	}
	return enclose(ctx, c, ev, f, begin, []string{"COMMIT"}, []string{"ROLLBACK"})
}

// enclose runs f between statements that begin, and those that end it well or undo it.
func enclose(ctx context.Context, c *conn, ev *Event, f func() error, begin, end, undo []string) error {
	for _, text := range begin {
		if _, err := c.exec(ctx, ev, text, nil); err != nil {
			return err
		}
	}
	ended := context.WithoutCancel(ctx)
	done := false
	defer func() {
		if !done {
			_ = c.each(ended, ev, undo) // on the way out already
		}
	}()
	err := f()
	if err == nil {
		if err = c.each(ended, ev, end); lostConn(err) {
			err = errors.Join(ErrOutcomeUnknown, ErrConnLost, err)
		}
	}
	done = true
	if err != nil {
		if undone := c.each(ended, ev, undo); undone != nil && c.d.Classify(undone) != ClassNoTx {
			err = errors.Join(err, undone, ErrConnLost) // nothing may be left open on it
		}
	}
	return err
}

// each runs statements without arguments.
func (c *conn) each(ctx context.Context, ev *Event, texts []string) error {
	for _, text := range texts {
		if _, err := c.exec(ctx, ev, text, nil); err != nil {
			return err
		}
	}
	return nil
}

// statement runs one statement with an event of its own.
func (tx *Tx) statement(ctx context.Context, name, text string) error {
	var ev *Event
	if tx.db.trace != nil {
		ev = &Event{Op: name, Start: tx.db.now()}
	}
	_, err := tx.c.exec(ctx, ev, text, nil)
	if err != nil {
		err = &OpError{Op: name, Err: err}
	}
	if ev != nil {
		tx.db.tell(tx, ev, err)
	}
	return tx.saw(err)
}

func (tx *Tx) commit(ctx context.Context) error {
	err := tx.statement(context.WithoutCancel(ctx), "commit", "COMMIT")
	switch {
	case err == nil:
		err = tx.release(false)
		for _, f := range slices.Clone(tx.after) {
			f()
		}
		return err
	case lostConn(err):
		return errors.Join(ErrOutcomeUnknown, err, tx.release(true))
	}
	return also(err, tx.rollback(ctx))
}

func (tx *Tx) rollback(ctx context.Context) error {
	err := tx.statement(context.WithoutCancel(ctx), "rollback", "ROLLBACK")
	if err != nil && tx.lost != nil {
		// The engine was first, or the connection is gone.
		noTx := tx.db.d.Classify(err) == ClassNoTx
		return tx.release(!noTx)
	}
	return also(err, tx.release(err != nil))
}

// release gives the connection back; a bad one is dropped.
func (tx *Tx) release(bad bool) error {
	tx.finished = true
	if bad {
		return dropConn(tx.sc)
	}
	return tx.sc.Close()
}

func lostConn(err error) bool {
	return errors.Is(err, ErrConnLost) || errors.Is(err, driver.ErrBadConn)
}
