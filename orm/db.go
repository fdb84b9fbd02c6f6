package orm

import (
	"context"
	"crypto/rand"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"sync/atomic"
	"time"
)

// A DB is a database: pools of connections, one that writes and one that reads where
// the engine gains by it, else one for both. Sub-packages open one (orm/sqlite). It is
// safe for concurrent use, and Close ends it.
type DB struct {
	d      Dialect
	feat   Features
	writer *sql.DB
	reader *sql.DB     // the writer, if there is one pool
	plans  memo[*plan] // by *model
	shapes memo[*plan] // by reflect.Type, of results that are no tables
	txs    atomic.Int64
	options
}

type options struct {
	trace func(Event)
	now   func() time.Time
	rand  io.Reader
	setup func(ctx context.Context, c driver.Conn) error
}

// An Option changes a new DB.
type Option func(*options)

// WithTrace sets a hook that is told every operation when it has ended, by the
// goroutine that asked for it, which waits. Without a hook nothing is noted.
func WithTrace(hook func(Event)) Option { return func(o *options) { o.trace = hook } }

// WithClock sets what tells the time for soft deletes, UUIDs and traces; time.Now else.
func WithClock(now func() time.Time) Option { return func(o *options) { o.now = now } }

// WithRand sets the source of random bits of UUIDs; crypto/rand else. It is read by
// several goroutines at once.
func WithRand(r io.Reader) Option { return func(o *options) { o.rand = r } }

// WithSetup sets what is done with every new connection before it is used.
func WithSetup(f func(ctx context.Context, c driver.Conn) error) Option {
	return func(o *options) { o.setup = f }
}

// New makes a DB of a dialect and a driver's connector. reader is nil where one pool
// does both. It opens no connection. Sub-packages call it; it is for a driver that has
// none here.
func New(d Dialect, writer, reader driver.Connector, opts ...Option) *DB {
	db := &DB{d: d, feat: d.Features(), options: options{now: time.Now, rand: rand.Reader}}
	for _, o := range opts {
		o(&db.options)
	}
	db.writer = sql.OpenDB(&connector{writer, d, db.setup})
	db.reader = db.writer
	if reader != nil {
		db.reader = sql.OpenDB(&connector{reader, d, db.setup})
	}
	return db
}

// SQL gives the pools of database/sql, to set their limits or ask for their
// statistics. They are the same where there is one. They are the DB's to close.
func (db *DB) SQL() (writer, reader *sql.DB) { return db.writer, db.reader }

// Dialect gives the dialect.
func (db *DB) Dialect() Dialect { return db.d }

// Close closes all connections once they are idle. It waits for what is running.
func (db *DB) Close() error {
	err := db.writer.Close()
	if db.reader != db.writer {
		err = also(err, db.reader.Close())
	}
	return err
}

// plan gives the model's plan, made at its first use.
func (db *DB) plan(m *model) (*plan, error) {
	if p, ok := db.plans.get(m); ok {
		return p, nil
	}
	p, err := newPlan(m, db.d)
	if err != nil {
		return nil, err
	}
	return db.plans.put(m, p), nil
}

// A Runner is what operations run on: a [DB], each by itself, or a [Tx].
type Runner interface {
	base() *DB
	// borrow gives a connection and whom to give it back to.
	borrow(ctx context.Context, write bool) (lease, error)
	// atomic runs statements of which all happen or none.
	atomic(ctx context.Context, c *conn, ev *Event, f func() error) error
}

func (db *DB) base() *DB { return db }

// baseOf is the database that a caller's Runner runs on, if it is one.
func baseOf(r Runner) (*DB, error) {
	var db *DB
	switch r := r.(type) {
	case nil:
	case *DB:
		db = r
	case *Tx:
		if r != nil {
			db = r.db
		}
	default:
		db = r.base()
	}
	if db == nil || db.d == nil {
		return nil, fmt.Errorf("%w: the Runner is nil, or was opened by nothing", ErrValue)
	}
	return db, nil
}

var errNoContext = fmt.Errorf("%w: the context is nil", ErrValue)

// A lease is a connection while it is used. Its *sql.Conn pins the connection to it, so
// that what Raw gave stays its own until it is given back.
type lease struct {
	c  *conn
	sc *sql.Conn // nil in a transaction, which keeps it
	tx *Tx
}

func (db *DB) borrow(ctx context.Context, write bool) (lease, error) {
	if ctx == nil { // database/sql would panic with its pool locked
		return lease{}, errNoContext
	}
	pool := db.reader
	if write {
		pool = db.writer
	}
	sc, err := pool.Conn(ctx)
	if err != nil {
		if errors.Is(err, sql.ErrConnDone) || err.Error() == "sql: database is closed" {
			err = ErrClosed
		}
		return lease{}, err
	}
	l := lease{sc: sc}
	if err := sc.Raw(func(dc any) error {
		var ok bool
		if l.c, ok = dc.(*conn); !ok {
			return ErrUnsupported
		}
		return nil
	}); err != nil {
		return lease{}, also(err, sc.Close())
	}
	return l, nil
}

// giveBack returns the connection, or drops it if the error says that it is lost.
func (l lease) giveBack(err error) error {
	if l.sc == nil {
		return l.tx.saw(err)
	}
	if lostConn(err) {
		return also(err, dropConn(l.sc))
	}
	return also(err, l.sc.Close())
}

// dropConn has database/sql close a connection in place of keeping it.
func dropConn(sc *sql.Conn) error {
	err := sc.Raw(func(any) error { return driver.ErrBadConn })
	if errors.Is(err, driver.ErrBadConn) {
		err = nil
	}
	if closed := sc.Close(); !errors.Is(closed, sql.ErrConnDone) {
		err = also(err, closed)
	}
	return err
}

// An op is an operation under way.
type op struct {
	ctx  context.Context
	r    Runner
	name string
	p    *plan
	ev   *Event
	c    *conn
}

// A task is what an operation does with a connection, and what it does before it has one
// and after it has given it back: hooks, which may ask the same DB for something, must not
// hold its only connection.
type task struct {
	before, do, after func(o *op) error
	write             bool
}

// run does what needs a connection and nothing else.
func run(ctx context.Context, r Runner, name string, m *model, write bool, do func(o *op) error) error {
	return runTask(ctx, r, name, m, task{do: do, write: write})
}

// runTask gives an operation a plan, a connection and an event, and its error a name.
func runTask(ctx context.Context, r Runner, name string, m *model, t task) error {
	p, err := planOn(r, m)
	if err != nil {
		return &OpError{Op: name, Table: m.name, Err: err}
	}
	return runPlan(ctx, r, name, p, t)
}

// planOn gives the model's plan on the database of a caller's Runner.
func planOn(r Runner, m *model) (*plan, error) {
	db, err := baseOf(r)
	if err != nil {
		return nil, err
	}
	return db.plan(m)
}

// runPlan is runTask for what has a plan.
func runPlan(ctx context.Context, r Runner, name string, p *plan, t task) error {
	db := r.base()
	o := op{ctx: ctx, r: r, name: name, p: p}
	if db.trace != nil {
		o.ev = &Event{Op: name, Table: p.name, Start: db.now()}
	}
	err := o.run(t)
	if err != nil {
		err = &OpError{Op: name, Table: p.name, Err: err}
	}
	if o.ev != nil {
		db.tell(r, o.ev, err)
	}
	return err
}

// run tries once more when nothing has happened: the connection was dead before anything
// was sent (driver.ErrBadConn), or a kept statement no longer fits the schema. A
// transaction is over by then, and says so.
func (o *op) run(t task) error {
	if t.before != nil {
		if err := t.before(o); err != nil {
			return err
		}
	}
	err := o.attempt(t.write, t.do)
	if errors.Is(err, driver.ErrBadConn) && !errors.Is(err, ErrConnLost) || errors.Is(err, errPlan) {
		err = o.attempt(t.write, t.do)
	}
	if err != nil || t.after == nil {
		return err
	}
	return t.after(o)
}

func (o *op) attempt(write bool, f func(o *op) error) error {
	l, err := o.r.borrow(o.ctx, write)
	if err != nil {
		return err
	}
	o.c = l.c
	done := false
	defer func() {
		if !done { // a panic, or Goexit, of a hook
			_ = l.giveBack(nil) // on the way out already
		}
	}()
	err = f(o)
	done = true
	return l.giveBack(err)
}

// tell ends an event and hands it out.
func (db *DB) tell(r Runner, ev *Event, err error) {
	ev.Err = err
	ev.Duration = db.now().Sub(ev.Start)
	if tx, ok := r.(interface{ number() int64 }); ok {
		ev.Tx = tx.number()
	}
	db.trace(*ev)
}
