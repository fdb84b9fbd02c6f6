package sqlite

import (
	"cmp"
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"net/url"
	"runtime"
	"strings"
	"time"

	"modernc.org/sqlite"

	"underhood/orm"
)

// A Config is how a database is opened. The zero Config is what [Open] uses.
type Config struct {
	Readers     int           // connections that read, beside the one that writes; 0 is one a processor, 2 at least
	BusyTimeout time.Duration // how long to wait for another process's lock; 0 is 5 s
	ReadOnly    bool          // the file must be there, and is not written
}

// Open opens a file, which is made if it is not there; ":memory:" is a database of its
// own, gone when it is closed. Close closes it.
//
// A file is in WAL mode, foreign keys are enforced, and a lock of another process is
// waited for. One connection writes, since SQLite has one writer at a time and waiting in
// a queue is better than polling a lock; others read beside it, and cannot write
// (query_only). A database in memory has one connection, because it would be another
// database for each.
func Open(ctx context.Context, path string, opts ...orm.Option) (*orm.DB, error) {
	return OpenConfig(ctx, path, Config{}, opts...)
}

// OpenConfig is Open with a Config.
func OpenConfig(ctx context.Context, path string, cfg Config, opts ...orm.Option) (*orm.DB, error) {
	memory := path == ":memory:"
	if memory && cfg.ReadOnly {
		return nil, fmt.Errorf("%w: a read-only database in memory", orm.ErrUnsupported)
	}
	writer, err := Connector(path, cfg)
	if err != nil {
		return nil, err
	}
	readers := cmp.Or(cfg.Readers, max(2, runtime.GOMAXPROCS(0)))
	var db *orm.DB
	if memory || cfg.ReadOnly {
		db = orm.New(Dialect{}, writer, nil, opts...)
	} else {
		reader, err := sqlite.NewConnector(dsn(path, cfg, true))
		if err != nil {
			return nil, fmt.Errorf("orm/sqlite: %w", err)
		}
		db = orm.New(Dialect{}, writer, reader, opts...)
	}
	w, r := db.SQL()
	r.SetMaxOpenConns(readers)
	r.SetMaxIdleConns(readers)
	if !cfg.ReadOnly {
		w.SetMaxOpenConns(1)
		w.SetMaxIdleConns(1)
	}
	// The writer first: it makes the file and its mode.
	if err := w.PingContext(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("orm/sqlite: open %s: %w", path, err), db.Close())
	}
	return db, nil
}

// Connector is what opens the connections that write, for [orm.New] with something of
// your own around it.
func Connector(path string, cfg Config) (driver.Connector, error) {
	if strings.HasPrefix(path, "file:") || strings.IndexByte(path, 0) >= 0 || path == "" {
		return nil, fmt.Errorf("orm/sqlite: %q is no path of a file; :memory: is for a database without one", path)
	}
	c, err := sqlite.NewConnector(dsn(path, cfg, cfg.ReadOnly))
	if err != nil {
		return nil, fmt.Errorf("orm/sqlite: %w", err)
	}
	return c, nil
}

// dsn names the file for the driver, with what every connection is told first.
func dsn(path string, cfg Config, readOnly bool) string {
	q := url.Values{}
	q.Add("_pragma", fmt.Sprintf("busy_timeout(%d)", cmp.Or(cfg.BusyTimeout, 5*time.Second).Milliseconds()))
	q.Add("_pragma", "foreign_keys(1)")
	q.Set("_dqs", "0") // or "no_such_column" would be a string
	switch {
	case cfg.ReadOnly:
		q.Set("mode", "ro")
	case readOnly:
		q.Add("_pragma", "query_only(1)")
	case path != ":memory:":
		q.Add("_pragma", "journal_mode(WAL)")
	}
	if path == ":memory:" {
		return "file::memory:?" + q.Encode()
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()
}
