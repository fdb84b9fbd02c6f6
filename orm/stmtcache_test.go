package orm

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

// A fakeConn counts statements that are open.
type fakeConn struct {
	open, prepared int
}

type fakeStmt struct {
	driver.Stmt
	c *fakeConn
}

func (c *fakeConn) Prepare(string) (driver.Stmt, error) {
	c.open++
	c.prepared++
	return &fakeStmt{c: c}, nil
}
func (c *fakeConn) Close() error              { return nil }
func (c *fakeConn) Begin() (driver.Tx, error) { return nil, errors.ErrUnsupported }

func (s *fakeStmt) Close() error { s.c.open--; return nil }
func (s *fakeStmt) ExecContext(context.Context, []driver.NamedValue) (driver.Result, error) {
	return driver.RowsAffected(1), nil
}

func (s *fakeStmt) QueryContext(context.Context, []driver.NamedValue) (driver.Rows, error) {
	return nil, errors.ErrUnsupported
}

func TestStatementCache(t *testing.T) {
	fake := &fakeConn{}
	c := &conn{Conn: fake, stmts: newStmtCache(3)}
	run := func(text string) {
		t.Helper()
		_, err := c.exec(t.Context(), nil, text, nil)
		require.NoError(t, err)
		require.LessOrEqual(t, fake.open, 3)
	}
	for _, text := range []string{"a", "b", "a", "c", "a", "d", "a"} {
		run(text)
	}
	require.Equal(t, 4, fake.prepared, "a is kept, being used")
	run("b")
	require.Equal(t, 5, fake.prepared, "b was the least recently used")

	// A busy statement is neither run again nor closed.
	busy, err := c.prepare(t.Context(), "a")
	require.NoError(t, err)
	busy.busy = true
	other, err := c.prepare(t.Context(), "a")
	require.NoError(t, err)
	require.NotSame(t, busy, other)
	require.True(t, other.loose)
	require.NoError(t, other.Close())
	for i := range 10 {
		run(fmt.Sprint("x", i))
	}
	require.Contains(t, c.stmts.byText, "a")
	busy.busy = false
	require.NoError(t, c.Close())
	require.Zero(t, fake.open)
}
