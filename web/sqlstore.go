package web

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// A Dialect is how a database wants its SQL.
type Dialect uint8

// The dialects of [NewSQLStore].
const (
	SQLite     Dialect = iota + 1 // 3.24 or later
	PostgreSQL                    // 9.5 or later
	MySQL                         // 5.7 or later, and MariaDB
)

// A SQLStore keeps sessions in a table of a database, through database/sql: the
// driver is the program's. Safe for concurrent use, by several processes too.
type SQLStore struct {
	db                                *sql.DB
	dialect                           Dialect
	table                             string
	load, insert, update, drop, sweep string
}

var tableName = regexp.MustCompile(`^[a-zA-Z_][a-zA-Z0-9_]{0,62}$`)

// NewSQLStore makes a store of a table, whose name is of ASCII letters, digits and
// underscores. The database stays the caller's to close. The table is made by
// [SQLStore.Create], or by a migration that makes the same.
func NewSQLStore(db *sql.DB, dialect Dialect, table string) (*SQLStore, error) {
	switch {
	case db == nil:
		return nil, fmt.Errorf("%w: no database", ErrBadOption)
	case dialect < SQLite || dialect > MySQL:
		return nil, fmt.Errorf("%w: no dialect is %d", ErrBadOption, dialect)
	case !tableName.MatchString(table):
		return nil, fmt.Errorf("%w: no table is named %q", ErrBadOption, table)
	}
	s := &SQLStore{db: db, dialect: dialect, table: table}
	s.load = s.text("SELECT data, version, begun, expires FROM ? WHERE id = ?")
	s.insert = s.text("INSERT INTO ? (id, data, version, begun, expires) VALUES (?, ?, 1, ?, ?) ON CONFLICT (id) DO NOTHING")
	if dialect == MySQL {
		s.insert = s.text("INSERT IGNORE INTO ? (id, data, version, begun, expires) VALUES (?, ?, 1, ?, ?)")
	}
	s.update = s.text("UPDATE ? SET data = ?, version = version + 1, expires = ? WHERE id = ? AND version = ?")
	s.drop = s.text("DELETE FROM ? WHERE id = ? AND (version = ? OR ? = 0)")
	s.sweep = s.text("DELETE FROM ? WHERE expires <= ?")
	return s, nil
}

// text puts the table for the first question mark, and numbers the others where the
// dialect wants it. No value ever becomes text.
func (s *SQLStore) text(query string) string {
	query = strings.Replace(query, "?", s.table, 1)
	if s.dialect != PostgreSQL {
		return query
	}
	var b strings.Builder
	n := 0
	for _, r := range query {
		if r == '?' {
			n++
			b.WriteString("$" + strconv.Itoa(n) + map[bool]string{true: "::bigint"}[n == 3 && strings.HasPrefix(query, "DELETE")])
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// Create makes the table, unless it is there.
func (s *SQLStore) Create(ctx context.Context) error {
	blob := map[Dialect]string{SQLite: "BLOB", PostgreSQL: "BYTEA", MySQL: "LONGBLOB"}[s.dialect]
	_, err := s.db.ExecContext(ctx, "CREATE TABLE IF NOT EXISTS "+s.table+" (id CHAR(64) PRIMARY KEY, data "+blob+
		" NOT NULL, version BIGINT NOT NULL, begun BIGINT NOT NULL, expires BIGINT NOT NULL)")
	return s.wrap("create", err)
}

// Sweep removes what has expired, and returns how many records that were. Nothing
// else does unless they are asked for: call it every few minutes.
func (s *SQLStore) Sweep(ctx context.Context, now time.Time) (int64, error) {
	result, err := s.db.ExecContext(ctx, s.sweep, now.Unix())
	if err != nil {
		return 0, s.wrap("sweep", err)
	}
	return result.RowsAffected()
}

// Load returns the record of a key, or [ErrNoRecord].
func (s *SQLStore) Load(ctx context.Context, key string) (Record, error) {
	var r Record
	var version, begun, expires int64
	err := s.db.QueryRowContext(ctx, s.load, key).Scan(&r.Data, &version, &begun, &expires)
	if errors.Is(err, sql.ErrNoRows) {
		return r, ErrNoRecord
	}
	r.Version, r.Begun, r.Expires = uint64(version), time.Unix(begun, 0), time.Unix(expires, 0)
	return r, s.wrap("load", err)
}

// Save writes a record over the version it names, or returns [ErrConflict].
func (s *SQLStore) Save(ctx context.Context, key string, r Record) error {
	if r.Data == nil {
		r.Data = []byte{} // which is not NULL
	}
	expires := r.Expires.Add(time.Second - 1).Unix()
	if r.Version == 0 {
		result, err := s.db.ExecContext(ctx, s.insert, key, r.Data, r.Begun.Unix(), expires)
		return s.hit("insert", result, err)
	}
	result, err := s.db.ExecContext(ctx, s.update, r.Data, expires, key, int64(r.Version))
	return s.hit("update", result, err)
}

// Delete removes a record of a version, or of any with version 0. It returns
// [ErrConflict] or [ErrNoRecord].
func (s *SQLStore) Delete(ctx context.Context, key string, version uint64) error {
	result, err := s.db.ExecContext(ctx, s.drop, key, int64(version), int64(version))
	err = s.hit("delete", result, err)
	if errors.Is(err, ErrConflict) { // or it is not there
		if _, err := s.Load(ctx, key); err != nil {
			return err
		}
	}
	return err
}

// hit tells from the number of rows whether the version was the one expected.
func (s *SQLStore) hit(what string, result sql.Result, err error) error {
	if err != nil {
		return s.wrap(what, err)
	}
	n, err := result.RowsAffected()
	if err == nil && n == 0 {
		return ErrConflict
	}
	return s.wrap(what, err)
}

func (s *SQLStore) wrap(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("web: session table %s: %s: %w", s.table, what, err)
}
