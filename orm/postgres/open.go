package postgres

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"underhood/orm"
)

// Open opens a database by its connection string, a URL or key=value pairs, as libpq
// takes them (manual, 34.1.1); a parameter that is none of the connection's own is set in
// each session, as search_path. It connects once, to know that it can. Close closes it.
// The pool has no limit but the server's; set one with the pools that [orm.DB.SQL] gives.
func Open(ctx context.Context, dsn string, opts ...orm.Option) (*orm.DB, error) {
	c, err := Connector(dsn)
	if err != nil {
		return nil, err
	}
	db := orm.New(Dialect{}, c, nil, opts...)
	pool, _ := db.SQL()
	if err := pool.PingContext(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("orm/postgres: open: %w", err), db.Close())
	}
	return db, nil
}

// Connector is what opens the connections, for [orm.New] with something of your own
// around it. Sessions are in UTC, whatever the server's zone is.
func Connector(dsn string) (driver.Connector, error) {
	cfg, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, fmt.Errorf("orm/postgres: %w", err)
	}
	if _, ok := cfg.RuntimeParams["timezone"]; !ok {
		cfg.RuntimeParams["timezone"] = "UTC"
	}
	return stdlib.GetConnector(*cfg), nil
}
