package orm

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"runtime"
	"slices"

	"underhood/bench/harness"
)

// opener opens a store on an engine, with empty tables.
type opener[M any] func(ctx context.Context, e *engine) (store[M], error)

// A step makes a store ready for one sample, and gives the work to be timed and what
// says afterwards what came of it.
type step[M any] func(ctx context.Context, s store[M], e *engine, n int) (work func() error, answer func() (string, error), err error)

// works are the cases of a store on engines, of which the first is SQLite.
func works[M any](open opener[M], engines ...*engine) map[string]harness.Work {
	if len(engines) == 0 {
		engines = []*engine{&sqliteEngine, &postgresEngine}
	}
	all := map[string]harness.Work{}
	for _, e := range engines {
		for name, step := range map[string]step[M]{
			"insert": insertStep[M], "batch1000": batchStep[M], "tx10": transactionStep[M],
		} {
			all[e.prefix+name] = step.work(open, e, false)
		}
		for name, step := range map[string]step[M]{
			"get": getStep[M], "update": updateStep[M],
			"list10k": listStep[M], "filter50": filterStep[M], "rel100x10": relatedStep[M],
		} {
			all[e.prefix+name] = step.work(open, e, true)
		}
	}
	all["sqlite_stream1m"] = streamed(open, engines[0])
	return all
}

// only keeps cases.
func only(works map[string]harness.Work, names ...string) map[string]harness.Work {
	maps.DeleteFunc(works, func(name string, _ harness.Work) bool { return !slices.Contains(names, name) })
	return works
}

// without leaves cases out that a store cannot do.
func without(works map[string]harness.Work, names ...string) map[string]harness.Work {
	for _, name := range names {
		delete(works, name)
	}
	return works
}

// work opens the store, fills it if the step needs that, and does a part of the step once, so that caches are
// warm and statements prepared when the clock first runs.
func (step step[M]) work(open opener[M], e *engine, filled bool) harness.Work {
	return func(p harness.Params) (harness.Run, error) {
		ctx := context.Background()
		s, err := open(ctx, e)
		if err != nil {
			return harness.Run{}, err
		}
		once := func(n int) (harness.Sample, error) {
			work, answer, err := step(ctx, s, e, n)
			if err != nil {
				return harness.Sample{}, err
			}
			sample := harness.Measure(func() { err = work() })
			if err != nil {
				return harness.Sample{}, err
			}
			sample.Answer, err = answer()
			return sample, err
		}
		if filled {
			err = e.seed(ctx, s.db())
		}
		if err == nil {
			_, err = once(max(1, p.Size/20))
		}
		if err != nil {
			s.close()
			return harness.Run{}, err
		}
		return harness.Run{Sample: func() (harness.Sample, error) { return once(p.Size) }, Close: s.close}, nil
	}
}

// models are the objects of new users.
func models[M any](s store[M], first, n int) []M {
	ms := make([]M, n)
	for i, u := range makeUsers(first, n) {
		ms[i] = s.model(u)
	}
	return ms
}

// written is the answer of what writes: the table, and the ids that the objects have.
func written[M any](ctx context.Context, s store[M], e *engine, ms []M) func() (string, error) {
	return func() (string, error) {
		table, err := e.look(ctx, s.db(), "%")
		ids := int64(0)
		for i := range ms {
			ids += s.plain(&ms[i]).ID
		}
		return fmt.Sprintf("%s, ids %d", table, ids), err
	}
}

func insertStep[M any](ctx context.Context, s store[M], e *engine, n int) (work func() error, answer func() (string, error), err error) {
	ms := models(s, 1, n)
	return func() error {
		for i := range ms {
			if err := s.insert(ctx, &ms[i]); err != nil {
				return err
			}
		}
		return nil
	}, written(ctx, s, e, ms), e.clear(ctx, s.db())
}

func batchStep[M any](ctx context.Context, s store[M], e *engine, n int) (work func() error, answer func() (string, error), err error) {
	const rows = 1000
	batches := chunks(models(s, 1, n*rows), rows)
	return func() error {
		for _, ms := range batches {
			if err := s.batch(ctx, ms); err != nil {
				return err
			}
		}
		return nil
	}, written[M](ctx, s, e, nil), e.clear(ctx, s.db())
}

func transactionStep[M any](ctx context.Context, s store[M], e *engine, n int) (work func() error, answer func() (string, error), err error) {
	const rows = 10
	ms := models(s, 1, n*rows)
	return func() error {
		for _, ten := range chunks(ms, rows) {
			if err := s.transaction(ctx, ten); err != nil {
				return err
			}
		}
		return nil
	}, written(ctx, s, e, ms), e.clear(ctx, s.db())
}

// someID goes through the ids of the users seeded, here and there.
func someID(i int) int64 { return int64(i)*7919%usersSeeded + 1 }

func getStep[M any](ctx context.Context, s store[M], _ *engine, n int) (work func() error, answer func() (string, error), err error) {
	got := make([]*M, n)
	return func() error {
			for i := range got {
				m, err := s.get(ctx, someID(i))
				if err != nil {
					return err
				}
				got[i] = m
			}
			return nil
		}, func() (string, error) {
			users := make([]user, n)
			for i, m := range got {
				users[i] = s.plain(m)
			}
			return digest(users), nil
		}, nil
}

func updateStep[M any](ctx context.Context, s store[M], e *engine, n int) (work func() error, answer func() (string, error), err error) {
	seeded := makeUsers(1, usersSeeded)
	ms := make([]M, n)
	for i := range ms {
		id := someID(i)
		u := changed(seeded[id-1])
		u.ID = id
		ms[i] = s.model(u)
	}
	return func() error {
			for i := range ms {
				if err := s.update(ctx, &ms[i]); err != nil {
					return err
				}
			}
			return nil
		}, func() (string, error) {
			return e.look(ctx, s.db(), changedNames)
		}, execAll(ctx, s.db(), e.tidy)
}

func listStep[M any](ctx context.Context, s store[M], _ *engine, n int) (work func() error, answer func() (string, error), err error) {
	return repeated(n, func() (found, error) { return s.list(ctx) }, byID)
}

func filterStep[M any](ctx context.Context, s store[M], _ *engine, n int) (work func() error, answer func() (string, error), err error) {
	return repeated(n, func() (found, error) { return s.filter(ctx, filterAge) }, func(all []user) []user { return all })
}

func relatedStep[M any](ctx context.Context, s store[M], _ *engine, n int) (work func() error, answer func() (string, error), err error) {
	return repeated(n, func() (found, error) { return s.related(ctx, authors) }, byID)
}

// repeated reads the same n times, which must give the same.
func repeated(n int, read func() (found, error), order func([]user) []user) (work func() error, answer func() (string, error), err error) {
	results := make([]found, n)
	return func() (err error) {
			for i := range results {
				if results[i], err = read(); err != nil {
					return err
				}
			}
			return nil
		}, func() (string, error) {
			first := digest(order(results[0]()))
			for _, result := range results[1:] {
				if again := digest(order(result())); again != first {
					return "", fmt.Errorf("read %s, and then %s", first, again)
				}
			}
			return first, nil
		}, nil
}

// errStreams says that users are missing from a stream.
var errStreams = errors.New("not all users were streamed")

// quickStream is how many are streamed in a quick run.
const quickStream = 20_000

// streamed is the case of a stream so long that it must not lie in memory. What is told
// as bytes is by how much the heap in use grew between the first row and the fullest
// moment, in a run before those that are timed.
func streamed[M any](open opener[M], e *engine) harness.Work {
	return func(p harness.Params) (harness.Run, error) {
		ctx := context.Background()
		s, err := open(ctx, e)
		if err != nil {
			return harness.Run{}, err
		}
		rows := p.Size
		if p.Quick {
			rows = min(rows, quickStream)
		}
		if err := e.fill(ctx, s.db(), rows); err != nil {
			s.close()
			return harness.Run{}, err
		}
		growth, err := heapGrowth(ctx, s, rows)
		if err != nil {
			s.close()
			return harness.Run{}, err
		}
		return harness.Run{Close: s.close, Sample: func() (harness.Sample, error) {
			n, ages := 0, int64(0)
			var failed error
			sample := harness.Measure(func() {
				failed = s.stream(ctx, func(m *M) error {
					n++
					ages += s.plain(m).Age
					return nil
				})
			})
			sample.Answer, sample.Bytes = fmt.Sprintf("%d users, ages %d", n, ages), &growth
			return sample, failed
		}}, nil
	}
}

// heapGrowth streams all rows and looks at the heap now and then.
func heapGrowth[M any](ctx context.Context, s store[M], rows int) (int64, error) {
	const looks = 20
	inUse := func() int64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return int64(m.HeapAlloc)
	}
	n, first, most := 0, int64(0), int64(0)
	err := s.stream(ctx, func(*M) error {
		switch n++; {
		case n == 1:
			first = inUse()
		case n%max(1, rows/looks) == 0:
			most = max(most, inUse())
		}
		return nil
	})
	if err == nil && n != rows {
		err = fmt.Errorf("%w: %d of %d", errStreams, n, rows)
	}
	return max(0, most-first), err
}
