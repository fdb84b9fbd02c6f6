package main

import (
	"context"
	"crypto/rand"
	"database/sql/driver"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	lesson "underhood/internal/lessons/orm"
	"underhood/internal/show"
	"underhood/orm"
	"underhood/orm/mysql"
	"underhood/orm/postgres"
	"underhood/orm/sqlite"
)

// tape records on SQLite, or on the server that -dsn names.
func tape(ctx context.Context, choice show.Choice) (show.Tape, error) {
	dsn, ok := choice.Options["dsn"]
	if !ok {
		return lesson.Choose(sqlite.Open)(ctx, choice)
	}
	s, err := serverOf(dsn)
	if err != nil {
		return nil, &show.InputError{File: "-dsn", Err: err}
	}
	return s.scratch(ctx, func(ctx context.Context, open lesson.Opener) (show.Tape, error) {
		return lesson.Choose(open)(ctx, choice)
	})
}

// A server is where a DSN leads, and how a place of one's own is made there.
type server struct {
	dsn                 string
	open                lesson.Opener
	create, enter, drop string // statements, of a name
}

var errForm = errors.New("this is neither PostgreSQL's postgres://user@host/database, or host=… user=…, nor MariaDB's user:password@tcp(host:port)/database")

var (
	postgresForm = regexp.MustCompile(`^(postgres(ql)?://|\s*[a-z_]+\s*=)`)
	mysqlForm    = regexp.MustCompile(`^([^/]*@)?(tcp|tcp6|unix)\([^)]*\)/`)
)

// serverOf chooses the driver by the form of a DSN. The error does not repeat it: there may
// be a password in it.
func serverOf(dsn string) (server, error) {
	switch {
	case postgresForm.MatchString(dsn):
		return server{dsn, postgres.Open, "CREATE SCHEMA %s", "SET search_path TO %s", "DROP SCHEMA %s CASCADE"}, nil
	case mysqlForm.MatchString(dsn):
		return server{dsn, mysql.Open, "CREATE DATABASE %s", "USE %s", "DROP DATABASE %s"}, nil
	}
	return server{}, errForm
}

// dropWait is how long to wait for the server to drop the place.
const dropWait = 10 * time.Second

// scratch makes a schema, or database, of a name that nobody has, in which play's databases
// are, and drops it in any case, be it that the user has had enough.
func (s server) scratch(ctx context.Context, play func(ctx context.Context, open lesson.Opener) (show.Tape, error)) (t show.Tape, err error) {
	db, err := s.open(ctx, s.dsn)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	pool, _ := db.SQL()
	name := "underhood_orm_" + strings.ToLower(rand.Text()[:12])
	// A creation that is cut short may have happened, so this goes on if the user quits.
	last := context.WithoutCancel(ctx)
	if _, err := pool.ExecContext(last, fmt.Sprintf(s.create, name)); err != nil {
		return nil, fmt.Errorf("a place of its own cannot be made: %w", err)
	}
	defer func() {
		ctx, stop := context.WithTimeout(last, dropWait)
		defer stop()
		if _, dropped := pool.ExecContext(ctx, fmt.Sprintf(s.drop, name)); dropped != nil {
			err = errors.Join(err, fmt.Errorf("%s is left behind: %w", name, dropped))
		}
	}()
	return play(ctx, func(ctx context.Context, _ string, opts ...orm.Option) (*orm.DB, error) {
		return s.open(ctx, s.dsn, append(opts, orm.WithSetup(func(ctx context.Context, c driver.Conn) error {
			x, ok := c.(driver.ExecerContext)
			if !ok {
				return orm.ErrUnsupported
			}
			_, err := x.ExecContext(ctx, fmt.Sprintf(s.enter, name), nil)
			return err
		}))...)
	})
}
