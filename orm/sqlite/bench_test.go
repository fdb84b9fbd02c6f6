package sqlite_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"underhood/orm"
	"underhood/orm/sqlite"
)

// Event is the row that is measured: seven columns of the usual types.
type Event struct {
	ID      int64
	Name    string
	Email   string
	Age     int64
	Score   float64
	Active  bool
	Created time.Time
}

var eventID = orm.C(func(e *Event) *int64 { return &e.ID })

const (
	rawInsert = "INSERT INTO event (name, email, age, score, active, created) VALUES (?, ?, ?, ?, ?, ?)"
	rawSelect = "SELECT id, name, email, age, score, active, created FROM event"
)

// A bed is one table in memory twice: for hand-written database/sql that passes SQL
// text, and for this package.
type bed struct {
	raw    *sql.DB
	db     *orm.DB
	events *orm.Table[Event]
	n      int
}

func newBed(tb testing.TB, rows int) *bed {
	tb.Helper()
	ctx := context.Background()
	raw, err := sql.Open("sqlite", ":memory:")
	require.NoError(tb, err)
	raw.SetMaxOpenConns(1)
	_, err = raw.Exec("CREATE TABLE event (id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL, age INTEGER NOT NULL, score REAL NOT NULL, active BOOLEAN NOT NULL, created DATETIME NOT NULL)")
	require.NoError(tb, err)
	s := orm.NewSchema()
	events := orm.MustRegister[Event](s)
	db, err := sqlite.Open(ctx, ":memory:")
	require.NoError(tb, err)
	tb.Cleanup(func() { require.NoError(tb, raw.Close()); require.NoError(tb, db.Close()) })
	require.NoError(tb, s.Create(ctx, db))
	b := &bed{raw: raw, db: db, events: events}
	if rows > 0 {
		all := b.rows(rows)
		require.NoError(tb, events.Insert(ctx, db, all...))
		for _, e := range all {
			require.NoError(tb, b.rawInsert(ctx, raw, e))
		}
	}
	return b
}

func (b *bed) row() *Event {
	b.n++
	return &Event{
		Name: fmt.Sprintf("name %d", b.n), Email: fmt.Sprintf("user%d@example.org", b.n), Age: int64(b.n % 90),
		Score: float64(b.n) / 3, Active: b.n%2 == 0, Created: time.Unix(1.7e9+int64(b.n), 123456000).UTC(),
	}
}

func (b *bed) rows(n int) []*Event {
	all := make([]*Event, n)
	for i := range all {
		all[i] = b.row()
	}
	return all
}

type execer interface {
	ExecContext(ctx context.Context, text string, args ...any) (sql.Result, error)
}

func (b *bed) rawInsert(ctx context.Context, x execer, e *Event) error {
	res, err := x.ExecContext(ctx, rawInsert, e.Name, e.Email, e.Age, e.Score, e.Active, e.Created)
	if err == nil {
		e.ID, err = res.LastInsertId()
	}
	return err
}

func (b *bed) rawGet(ctx context.Context, id int64) (*Event, error) {
	var e Event
	err := b.raw.QueryRowContext(ctx, rawSelect+" WHERE id = ?", id).Scan(&e.ID, &e.Name, &e.Email, &e.Age, &e.Score, &e.Active, &e.Created)
	return &e, err
}

func (b *bed) rawList(ctx context.Context) ([]Event, error) {
	rows, err := b.raw.QueryContext(ctx, rawSelect)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // Err says it
	var all []Event
	for rows.Next() {
		var e Event
		if err := rows.Scan(&e.ID, &e.Name, &e.Email, &e.Age, &e.Score, &e.Active, &e.Created); err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	return all, rows.Err()
}

func (b *bed) rawBatch(ctx context.Context, all []*Event) error {
	text := []byte("INSERT INTO event (name, email, age, score, active, created) VALUES ")
	args := make([]any, 0, 6*len(all))
	for i, e := range all {
		if i > 0 {
			text = append(text, ',')
		}
		text = append(text, "(?, ?, ?, ?, ?, ?)"...)
		args = append(args, e.Name, e.Email, e.Age, e.Score, e.Active, e.Created)
	}
	_, err := b.raw.ExecContext(ctx, string(text), args...)
	return err
}

// A duel is one task both ways.
type duel struct {
	name string
	rows int
	raw  func(ctx context.Context, b *bed) error
	ours func(ctx context.Context, b *bed) error
}

var duels = []duel{
	{
		"insert", 0,
		func(ctx context.Context, b *bed) error { return b.rawInsert(ctx, b.raw, b.row()) },
		func(ctx context.Context, b *bed) error { return b.events.Insert(ctx, b.db, b.row()) },
	},
	{
		"get", 1000,
		func(ctx context.Context, b *bed) error { _, err := b.rawGet(ctx, 500); return err },
		func(ctx context.Context, b *bed) error { _, err := b.events.Get(ctx, b.db, 500); return err },
	},
	{
		"where", 1000,
		func(ctx context.Context, b *bed) error { _, err := b.rawGet(ctx, 500); return err },
		func(ctx context.Context, b *bed) error {
			_, err := b.events.Where(eventID.Eq(500)).One(ctx, b.db)
			return err
		},
	},
	{
		"update", 1000,
		func(ctx context.Context, b *bed) error {
			e := b.row()
			e.ID = 500
			_, err := b.raw.ExecContext(ctx, "UPDATE event SET name = ?, email = ?, age = ?, score = ?, active = ?, created = ? WHERE id = ?",
				e.Name, e.Email, e.Age, e.Score, e.Active, e.Created, e.ID)
			return err
		},
		func(ctx context.Context, b *bed) error {
			e := b.row()
			e.ID = 500
			return b.events.Update(ctx, b.db, e)
		},
	},
	{
		"batch1000", 0,
		func(ctx context.Context, b *bed) error { return b.rawBatch(ctx, b.rows(1000)) },
		func(ctx context.Context, b *bed) error { return b.events.Insert(ctx, b.db, b.rows(1000)...) },
	},
	{
		"tx10", 0,
		func(ctx context.Context, b *bed) error {
			tx, err := b.raw.BeginTx(ctx, nil)
			for range 10 {
				if err == nil {
					err = b.rawInsert(ctx, tx, b.row())
				}
			}
			if err == nil {
				err = tx.Commit()
			}
			return err
		},
		func(ctx context.Context, b *bed) error {
			return b.db.Tx(ctx, func(tx *orm.Tx) error {
				for range 10 {
					if err := b.events.Insert(ctx, tx, b.row()); err != nil {
						return err
					}
				}
				return nil
			})
		},
	},
	{
		"list10k", 10000,
		func(ctx context.Context, b *bed) error { _, err := b.rawList(ctx); return err },
		func(ctx context.Context, b *bed) error { _, err := b.events.All().List(ctx, b.db); return err },
	},
}

func BenchmarkDuels(b *testing.B) {
	ctx := context.Background()
	for _, d := range duels {
		for _, impl := range []string{"raw", "orm"} {
			b.Run(fmt.Sprintf("case=%s/impl=%s", d.name, impl), func(b *testing.B) {
				bed := newBed(b, d.rows)
				run := d.raw
				if impl == "orm" {
					run = d.ours
				}
				b.ReportAllocs()
				for b.Loop() {
					require.NoError(b, run(ctx, bed))
				}
			})
		}
	}
}

// TestRatios prints, with UNDERHOOD_RATIOS=1, how long we take for each task divided by
// what hand-written code takes, in interleaved rounds, and the allocations of both.
func TestRatios(t *testing.T) {
	if os.Getenv("UNDERHOOD_RATIOS") == "" {
		t.Skip("UNDERHOOD_RATIOS is not set: it measures, and asserts nothing")
	}
	ctx := context.Background()
	for _, d := range duels {
		best := [2]time.Duration{1 << 60, 1 << 60}
		var allocs [2]float64
		reps := 2000
		if d.rows == 10000 || d.name == "batch1000" {
			reps = 10
		}
		for range 7 {
			for i, run := range []func(context.Context, *bed) error{d.raw, d.ours} {
				bed := newBed(t, d.rows)
				require.NoError(t, run(ctx, bed))
				start := time.Now()
				for range reps {
					require.NoError(t, run(ctx, bed))
				}
				best[i] = min(best[i], time.Since(start)/time.Duration(reps))
				allocs[i] = testing.AllocsPerRun(3, func() { require.NoError(t, run(ctx, bed)) })
			}
		}
		t.Logf("%-10s %.2f  (%v / %v)  allocations %.0f / %.0f", d.name, float64(best[1])/float64(best[0]), best[1], best[0], allocs[1], allocs[0])
	}
}
