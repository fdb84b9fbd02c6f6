package bank

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
)

// A Statement is what the database was sent, and what it gave back.
type Statement struct {
	Text    string
	Args    []string // the values beside the text
	Columns []string // of the rows; none for a statement that gives none
	Rows    [][]string
	Err     error
}

// open opens the driver's database at dsn. With a hook, each statement is told where it
// goes over to the driver, so that nothing is told but what is really sent.
func open(dsn string, tell func(Statement)) (*sql.DB, error) {
	db, err := sql.Open("sqlite", dsn)
	if err != nil || tell == nil {
		return db, err
	}
	return sql.OpenDB(tellingConnector{db.Driver(), dsn, tell}), db.Close()
}

type tellingConnector struct {
	driver driver.Driver
	dsn    string
	tell   func(Statement)
}

func (c tellingConnector) Driver() driver.Driver { return c.driver }

func (c tellingConnector) Connect(context.Context) (driver.Conn, error) {
	conn, err := c.driver.Open(c.dsn)
	if err != nil {
		return nil, err
	}
	return &tellingConn{conn, c.tell}, nil
}

// A tellingConn has of a connection what the bank needs: statements without preparation.
type tellingConn struct {
	driver.Conn
	tell func(Statement)
}

// errUntold is for a driver that wants statements prepared, which would pass us by.
var errUntold = errors.New("bank: the driver cannot take a statement with its values")

func (c *tellingConn) ExecContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Result, error) {
	execer, ok := c.Conn.(driver.ExecerContext)
	if !ok {
		return nil, errUntold
	}
	result, err := execer.ExecContext(ctx, text, args)
	c.tell(Statement{Text: text, Args: said(args), Err: err})
	return result, err
}

func (c *tellingConn) QueryContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Rows, error) {
	queryer, ok := c.Conn.(driver.QueryerContext)
	if !ok {
		return nil, errUntold
	}
	s := Statement{Text: text, Args: said(args)}
	rows, err := queryer.QueryContext(ctx, text, args)
	if err != nil {
		s.Err = err
		c.tell(s)
		return nil, err
	}
	s.Columns = rows.Columns()
	return &tellingRows{Rows: rows, said: s, tell: c.tell}, nil
}

func said(args []driver.NamedValue) (all []string) {
	for _, a := range args {
		all = append(all, fmt.Sprint(a.Value))
	}
	return all
}

// tellingRows tell their statement when they are closed, with the rows that were read.
type tellingRows struct {
	driver.Rows
	said Statement
	tell func(Statement)
}

func (r *tellingRows) Next(values []driver.Value) error {
	err := r.Rows.Next(values)
	switch {
	case err == nil:
		row := make([]string, len(values))
		for i, v := range values {
			row[i] = fmt.Sprint(v)
		}
		r.said.Rows = append(r.said.Rows, row)
	case !errors.Is(err, io.EOF):
		r.said.Err = err
	}
	return err
}

func (r *tellingRows) Close() error {
	err := r.Rows.Close()
	r.tell(r.said)
	return err
}
