package orm

import (
	"context"
	"database/sql/driver"
)

// A connector makes the pool's connections from the driver's.
type connector struct {
	inner driver.Connector
	d     Dialect
	setup func(ctx context.Context, c driver.Conn) error
}

func (c *connector) Driver() driver.Driver { return c.inner.Driver() }

func (c *connector) Connect(ctx context.Context) (driver.Conn, error) {
	dc, err := c.inner.Connect(ctx)
	if err != nil {
		return nil, err
	}
	own := &conn{Conn: dc, d: c.d, feat: c.d.Features(), from: c}
	if own.feat.Statements > 0 {
		own.stmts = newStmtCache(own.feat.Statements)
	}
	if c.setup != nil {
		err = c.setup(ctx, dc)
	}
	if k, ok := c.d.(Canceler); ok && err == nil {
		own.id, err = k.Identify(ctx, dc)
	}
	if err != nil {
		return nil, also(err, dc.Close())
	}
	return own, nil
}

// What follows is what database/sql asks of a driver's connection, for users of
// [DB.SQL]. A driver without one of these gives up nothing: ErrSkip is the word for it.

// Close ends the statements, then the connection.
func (c *conn) Close() error {
	var err error
	if c.stmts != nil {
		err = c.stmts.close()
	}
	return also(err, c.Conn.Close())
}

func (c *conn) PrepareContext(ctx context.Context, text string) (driver.Stmt, error) {
	return prepareOn(ctx, c.Conn, text)
}

func (c *conn) BeginTx(ctx context.Context, opts driver.TxOptions) (driver.Tx, error) {
	b, ok := c.Conn.(driver.ConnBeginTx)
	if !ok {
		return nil, ErrUnsupported
	}
	return b.BeginTx(ctx, opts)
}

func (c *conn) ExecContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Result, error) {
	if e, ok := c.Conn.(driver.ExecerContext); ok {
		return e.ExecContext(ctx, text, args)
	}
	return nil, driver.ErrSkip
}

func (c *conn) QueryContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Rows, error) {
	if q, ok := c.Conn.(driver.QueryerContext); ok {
		return q.QueryContext(ctx, text, args)
	}
	return nil, driver.ErrSkip
}

func (c *conn) CheckNamedValue(v *driver.NamedValue) error {
	if k, ok := c.Conn.(driver.NamedValueChecker); ok {
		return k.CheckNamedValue(v)
	}
	return driver.ErrSkip
}

func (c *conn) Ping(ctx context.Context) error {
	if p, ok := c.Conn.(driver.Pinger); ok {
		return p.Ping(ctx)
	}
	return nil
}

func (c *conn) ResetSession(ctx context.Context) error {
	if r, ok := c.Conn.(driver.SessionResetter); ok {
		return r.ResetSession(ctx)
	}
	return nil
}

func (c *conn) IsValid() bool {
	if v, ok := c.Conn.(driver.Validator); ok {
		return v.IsValid()
	}
	return true
}
