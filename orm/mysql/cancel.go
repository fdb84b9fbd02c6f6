package mysql

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/go-sql-driver/mysql"

	"underhood/orm"
)

// killWait is how long to try to reach the server for a KILL.
const killWait = 5 * time.Second

// Identify asks for the connection's number.
func (Dialect) Identify(ctx context.Context, c driver.Conn) (any, error) {
	q, ok := c.(driver.QueryerContext)
	if !ok {
		return nil, fmt.Errorf("%w: a driver without QueryContext", orm.ErrUnsupported)
	}
	rows, err := q.QueryContext(ctx, "SELECT CONNECTION_ID()", nil)
	if err != nil {
		return nil, err
	}
	dest := make([]driver.Value, 1)
	err = errors.Join(rows.Next(dest), rows.Close())
	if err != nil {
		return nil, err
	}
	switch id := dest[0].(type) {
	case int64:
		return uint64(id), nil
	case uint64:
		return id, nil
	case []byte:
		return strconv.ParseUint(string(id), 10, 64)
	}
	return nil, fmt.Errorf("%w: the connection's number is %T", orm.ErrType, dest[0])
}

// Cancel kills the query over another connection. The driver has dropped the first one by
// then, which the server does not see before the query ends.
func (Dialect) Cancel(ctx context.Context, connector driver.Connector, id any) (err error) {
	n, ok := id.(uint64)
	if !ok {
		return fmt.Errorf("%w: %T is no connection's number", orm.ErrType, id)
	}
	ctx, stop := context.WithTimeout(ctx, killWait)
	defer stop()
	c, err := connector.Connect(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.Close()) }()
	x, ok := c.(driver.ExecerContext)
	if !ok {
		return fmt.Errorf("%w: a driver without ExecContext", orm.ErrUnsupported)
	}
	_, err = x.ExecContext(ctx, "KILL QUERY "+strconv.FormatUint(n, 10), nil)
	var my *mysql.MySQLError
	if errors.As(err, &my) && my.Number == 1094 { // it is gone already
		err = nil
	}
	return err
}
