// Package pgx has the names of pgx 4 that the corpus needs. It runs nothing.
package pgx

import "context"

type Rows interface{ Close() }

type Row interface{ Scan(dest ...any) error }

type Batch struct{ queued []string }

func (b *Batch) Queue(query string, arguments ...any) { b.queued = append(b.queued, query) }

type Conn struct{}

func (c *Conn) Exec(ctx context.Context, sql string, arguments ...any) ([]byte, error) {
	return nil, nil
}
func (c *Conn) Query(ctx context.Context, sql string, args ...any) (Rows, error) { return nil, nil }
func (c *Conn) QueryRow(ctx context.Context, sql string, args ...any) Row        { return nil }
