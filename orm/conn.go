package orm

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// A conn is a connection of the driver with what this package keeps beside it: its
// prepared statements, and room for arguments and rows. It is what the pool of
// database/sql holds, so that all of it lives and ends with the connection. Operations
// reach it below database/sql, which would copy and convert every value.
type conn struct {
	driver.Conn
	d     Dialect
	feat  Features
	from  *connector
	stmts *stmtCache // nil if the driver keeps its own
	args  []driver.NamedValue
	vals  []driver.Value
	dest  []driver.Value
	live  []*rowset // being read
	id    any       // for a Canceler
	// aborted is the error since which the engine ignores everything up to a rollback.
	aborted error
}

// prepare gives a statement from the cache, or a new one.
func (c *conn) prepare(ctx context.Context, text string) (*stmt, error) {
	if s := c.stmts.get(text); s != nil {
		return s, nil
	}
	ds, err := prepareOn(ctx, c.Conn, text)
	if err != nil {
		return nil, err
	}
	s := &stmt{Stmt: ds, text: text}
	var ok1, ok2 bool
	s.query, ok1 = ds.(driver.StmtQueryContext)
	s.execer, ok2 = ds.(driver.StmtExecContext)
	if !ok1 || !ok2 {
		return nil, errors.Join(fmt.Errorf("%w: a driver whose statements take no context", ErrUnsupported), ds.Close())
	}
	return s, c.stmts.put(s)
}

func prepareOn(ctx context.Context, dc driver.Conn, text string) (driver.Stmt, error) {
	if p, ok := dc.(driver.ConnPrepareContext); ok {
		return p.PrepareContext(ctx, text)
	}
	return dc.Prepare(text)
}

// room gives the connection's list of arguments, for as many as wanted. It is used
// until the statement has begun.
func (c *conn) room(n int) []driver.NamedValue {
	if cap(c.args) < n {
		c.args = make([]driver.NamedValue, n)
		for i := range c.args {
			c.args[i].Ordinal = i + 1
		}
	}
	return c.args[:n]
}

// forget drops the arguments when the driver has seen them: they may lie in objects of
// the caller's, which they would keep and which will change.
func (c *conn) forget(args []driver.NamedValue) {
	for i := range args {
		args[i].Value = nil
	}
}

// named puts values into the connection's list of arguments.
func (c *conn) named(values []driver.Value) []driver.NamedValue {
	args := c.room(len(values))
	for i, v := range values {
		args[i].Value = v
	}
	return args
}

// exec runs a statement that gives no rows.
func (c *conn) exec(ctx context.Context, ev *Event, text string, args []driver.NamedValue) (driver.Result, error) {
	if err := c.mayRun(); err != nil {
		return nil, err
	}
	defer c.forget(args)
	if c.aborted != nil && text == "COMMIT" {
		return nil, &classError{ErrTxLost, c.aborted}
	}
	res, err := c.execOnce(ctx, text, args)
	if err == nil && (strings.HasPrefix(text, "ROLLBACK") || strings.HasPrefix(text, "BEGIN")) {
		c.aborted = nil
	}
	if err != nil && c.stmts != nil && c.d.Classify(err) == ClassPlan {
		if s := c.stmts.get(text); s != nil {
			err = also(err, c.stmts.drop(s))
		}
	}
	if ev != nil {
		var n int64
		if res != nil {
			n, _ = res.RowsAffected() // only for show
		}
		ev.sent(text, args, n)
	}
	return res, c.explain(ctx, err)
}

func (c *conn) execOnce(ctx context.Context, text string, args []driver.NamedValue) (driver.Result, error) {
	if c.stmts == nil || c.feat.PlainExec && len(args) == 0 {
		e, ok := c.Conn.(driver.ExecerContext)
		if !ok {
			return nil, fmt.Errorf("%w: a driver without ExecContext", ErrUnsupported)
		}
		return e.ExecContext(ctx, text, args)
	}
	s, err := c.prepare(ctx, text)
	if err != nil {
		return nil, err
	}
	res, err := s.execer.ExecContext(ctx, args)
	if s.loose {
		err = also(err, s.Close())
	}
	return res, err
}

// query runs a statement that gives rows, which must be closed.
func (c *conn) query(ctx context.Context, ev *Event, text string, args []driver.NamedValue) (*rowset, error) {
	if err := c.mayRun(); err != nil {
		return nil, err
	}
	defer c.forget(args)
	ev.sent(text, args, 0)
	rs := &rowset{c: c, ctx: ctx, ev: ev}
	var err error
	if c.stmts == nil {
		q, ok := c.Conn.(driver.QueryerContext)
		if !ok {
			return nil, fmt.Errorf("%w: a driver without QueryContext", ErrUnsupported)
		}
		rs.Rows, err = q.QueryContext(ctx, text, args)
	} else if rs.s, err = c.prepare(ctx, text); err == nil {
		rs.Rows, err = rs.s.query.QueryContext(ctx, args)
		switch {
		case err == nil:
			rs.s.busy = true
		case c.d.Classify(err) == ClassPlan && !rs.s.loose:
			err = also(err, c.stmts.drop(rs.s))
		case rs.s.loose:
			err = also(err, rs.s.Close())
		}
	}
	if err != nil {
		return nil, c.explain(ctx, err)
	}
	c.live = append(c.live, rs)
	// Columns before Next: ncruces panics otherwise.
	rs.width = len(rs.Rows.Columns())
	if rs.dest, c.dest = c.dest, nil; cap(rs.dest) < rs.width {
		rs.dest = make([]driver.Value, rs.width)
	}
	rs.dest = rs.dest[:rs.width]
	return rs, nil
}

// mayRun refuses a second statement where the engine does one at a time.
func (c *conn) mayRun() error {
	if len(c.live) > 0 && !c.feat.Interleaves {
		return ErrOpenRows
	}
	return nil
}

// explain says what an error means, and stops what a context's end left running.
func (c *conn) explain(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if c.feat.ErrorsAbort && c.aborted == nil {
		c.aborted = err
	}
	if ctx.Err() != nil {
		if k, ok := c.d.(Canceler); ok && c.id != nil {
			err = errors.Join(err, k.Cancel(context.WithoutCancel(ctx), c.from.inner, c.id))
		}
		if !errors.Is(err, ctx.Err()) {
			err = errors.Join(ctx.Err(), err)
		}
		return err
	}
	if errors.Is(err, driver.ErrBadConn) {
		return err
	}
	if class := c.d.Classify(err).err(); class != nil {
		return &classError{class, err}
	}
	return err
}

// A rowset is rows being read: driver.Rows and the statement they hold.
type rowset struct {
	driver.Rows
	c     *conn
	ctx   context.Context
	ev    *Event
	s     *stmt
	dest  []driver.Value
	width int
	n     int64

	closed bool
}

// next reads a row into dest; ok is false behind the last one.
func (r *rowset) next() (ok bool, err error) {
	if r.closed {
		return false, ErrTxDone
	}
	if r.ctx.Done() != nil {
		if err := r.ctx.Err(); err != nil {
			return false, err
		}
	}
	switch err := r.Rows.Next(r.dest); {
	case err == nil:
		r.n++
		return true, nil
	case errors.Is(err, io.EOF):
		return false, nil
	case errors.Is(err, driver.ErrBadConn):
		return false, &classError{ErrConnLost, err} // rows were read, so it is not as if nothing had been sent
	default:
		return false, r.c.explain(r.ctx, err)
	}
}

// close gives statement and room back. It is called once more by who reads rows whose
// transaction has ended.
func (r *rowset) close() error {
	if r.closed {
		return nil
	}
	r.closed = true
	err := r.Rows.Close()
	r.c.live = slices.DeleteFunc(r.c.live, func(o *rowset) bool { return o == r })
	clear(r.dest)
	r.c.dest = r.dest
	if r.s != nil {
		r.s.busy = false
		if r.s.loose {
			err = also(err, r.s.Close())
		}
	}
	if r.ev != nil {
		r.ev.Rows += r.n
		r.ev.Statements[len(r.ev.Statements)-1].Rows = r.n
	}
	return r.c.explain(r.ctx, err)
}
