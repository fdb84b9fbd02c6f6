package postgres_test

import (
	"context"
	"database/sql"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"underhood/orm"
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

const rawSelect = "SELECT id, name, email, age, score, active, created FROM event"

func rows(n int) []*Event {
	all := make([]*Event, n)
	for i := range all {
		all[i] = &Event{
			Name: fmt.Sprintf("name %d", i), Email: fmt.Sprintf("user%d@example.org", i), Age: int64(i % 90),
			Score: float64(i) / 3, Active: i%2 == 0, Created: time.Unix(1.7e9+int64(i), 123456000).UTC(),
		}
	}
	return all
}

func rawGet(ctx context.Context, pool *sql.DB, id int64) (*Event, error) {
	var e Event
	err := pool.QueryRowContext(ctx, rawSelect+" WHERE id = $1", id).Scan(&e.ID, &e.Name, &e.Email, &e.Age, &e.Score, &e.Active, &e.Created)
	return &e, err
}

func rawList(ctx context.Context, pool *sql.DB) ([]Event, error) {
	rows, err := pool.QueryContext(ctx, rawSelect)
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

func rawBatch(ctx context.Context, pool *sql.DB, all []*Event) error {
	text := []byte("INSERT INTO event (name, email, age, score, active, created) VALUES ")
	args := make([]any, 0, 6*len(all))
	for i, e := range all {
		if i > 0 {
			text = append(text, ',')
		}
		n := len(args)
		text = fmt.Appendf(text, "($%d, $%d, $%d, $%d, $%d, $%d)", n+1, n+2, n+3, n+4, n+5, n+6)
		args = append(args, e.Name, e.Email, e.Age, e.Score, e.Active, e.Created)
	}
	_, err := pool.ExecContext(ctx, string(text), args...)
	return err
}

// BenchmarkRatio gives this package's time over that of database/sql by hand, over the
// same pool, in turns; the fastest of each.
func BenchmarkRatio(b *testing.B) {
	ctx := context.Background()
	db := open(b)
	schema := orm.NewSchema()
	events := orm.MustRegister[Event](schema)
	require.NoError(b, schema.Create(ctx, db))
	pool, _ := db.SQL()
	require.NoError(b, events.Insert(ctx, db, rows(10_000)...))
	batch := func(insert func(all []*Event) error) func() error {
		return func() error {
			if _, err := events.Where(eventID.Gt(10_000)).Delete(ctx, db); err != nil {
				return err
			}
			return insert(rows(1000))
		}
	}
	for _, d := range []struct {
		name      string
		raw, ours func() error
	}{
		{"get", func() error { _, err := rawGet(ctx, pool, 77); return err }, func() error { _, err := events.Get(ctx, db, 77); return err }},
		{"list10k", func() error { _, err := rawList(ctx, pool); return err }, func() error { _, err := events.All().List(ctx, db); return err }},
		{"batch1000", batch(func(all []*Event) error { return rawBatch(ctx, pool, all) }), batch(func(all []*Event) error { return events.Insert(ctx, db, all...) })},
	} {
		b.Run(d.name, func(b *testing.B) {
			best := [2]time.Duration{time.Hour, time.Hour}
			for b.Loop() {
				for i, f := range []func() error{d.raw, d.ours} {
					start := time.Now()
					if err := f(); err != nil {
						b.Fatal(err)
					}
					best[i] = min(best[i], time.Since(start))
				}
			}
			b.ReportMetric(float64(best[1])/float64(best[0]), "ratio")
		})
	}
}
