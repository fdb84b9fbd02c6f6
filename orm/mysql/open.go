package mysql

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/go-sql-driver/mysql"

	"underhood/orm"
)

// modes make the server refuse what it would else change (STRICT_ALL_TABLES and the
// rules for dates), and read SQL as others do: "a" is a name, || joins text, and \ is a
// character, so that texts with placeholders are read alike here and there.
var modes = []string{
	"STRICT_ALL_TABLES", "NO_ZERO_DATE", "NO_ZERO_IN_DATE", "ERROR_FOR_DIVISION_BY_ZERO", "NO_ENGINE_SUBSTITUTION",
	"NO_AUTO_VALUE_ON_ZERO", "NO_BACKSLASH_ESCAPES", "ANSI_QUOTES", "PIPES_AS_CONCAT", "ONLY_FULL_GROUP_BY",
}

// Open opens a database by the driver's data source name, user:password@tcp(host:port)/name.
// It connects once, to know that it can. Close closes it. The pool has no limit but the
// server's; set one with the pools that [orm.DB.SQL] gives.
func Open(ctx context.Context, dsn string, opts ...orm.Option) (*orm.DB, error) {
	c, err := Connector(dsn)
	if err != nil {
		return nil, err
	}
	db := orm.New(Dialect{}, c, nil, opts...)
	pool, _ := db.SQL()
	if err := pool.PingContext(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("orm/mysql: open: %w", err), db.Close())
	}
	return db, nil
}

// Connector is what opens the connections, for [orm.New] with something of your own
// around it. What the dialect counts on is set whatever the name says: matched rows are
// counted and not changed ones (clientFoundRows), sessions are in UTC, times are not
// parsed by the driver, which takes the year 0 for 1, and values are never written into
// the text.
func Connector(dsn string) (driver.Connector, error) {
	cfg, err := mysql.ParseDSN(dsn)
	if err != nil {
		return nil, fmt.Errorf("orm/mysql: %w", err)
	}
	cfg.Logger = &mysql.NopLogger{} // what it would log of lost connections comes back as errors
	cfg.ClientFoundRows, cfg.InterpolateParams, cfg.ParseTime, cfg.Loc = true, false, false, time.UTC
	if cfg.Params == nil {
		cfg.Params = map[string]string{}
	}
	cfg.Params["sql_mode"] = "'" + strings.Join(modes, ",") + "'"
	cfg.Params["time_zone"] = "'+00:00'"
	c, err := mysql.NewConnector(cfg)
	if err != nil {
		return nil, fmt.Errorf("orm/mysql: %w", err)
	}
	return c, nil
}
