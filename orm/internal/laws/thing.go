package laws

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"time"

	"underhood/orm"
)

// A Thing is the row of the reference test: what can be NULL, a version, soft delete.
type Thing struct {
	ID      int64
	Name    string
	N       int64
	F       float64
	Flag    bool
	At      time.Time
	Note    sql.Null[string]
	P       *int64
	Gone    sql.Null[time.Time] `orm:",softdelete"`
	Version int64               `orm:",version"`
}

var (
	thingID   = orm.C(func(t *Thing) *int64 { return &t.ID })
	thingName = orm.C(func(t *Thing) *string { return &t.Name })
	thingN    = orm.C(func(t *Thing) *int64 { return &t.N })
	thingF    = orm.C(func(t *Thing) *float64 { return &t.F })
	thingFlag = orm.C(func(t *Thing) *bool { return &t.Flag })
	thingAt   = orm.C(func(t *Thing) *time.Time { return &t.At })
	thingNote = orm.CNull(func(t *Thing) *sql.Null[string] { return &t.Note })
	thingP    = orm.CPtr(func(t *Thing) **int64 { return &t.P })
	thingGone = orm.CNull(func(t *Thing) *sql.Null[time.Time] { return &t.Gone })
)

var names = []string{"", "ada", "Bob", "O'Hara", "100%", "a_b", `back\slash`, "né", "'; DROP TABLE thing; --", "a\"b"}

func randomThing(rng *rand.Rand) Thing {
	t := Thing{
		Name: names[rng.IntN(len(names))], N: rng.Int64N(20) - 10, F: float64(rng.IntN(40)-20) / 8,
		Flag: rng.IntN(2) == 0, At: time.Unix(rng.Int64N(2e9), rng.Int64N(1e9)).UTC(),
	}
	if rng.IntN(2) == 0 {
		t.Note = sql.Null[string]{V: names[rng.IntN(len(names))], Valid: true}
	}
	if rng.IntN(3) > 0 {
		n := rng.Int64N(5)
		t.P = &n
	}
	return t
}

// stored is how a Thing comes back.
func stored(t Thing) Thing {
	t.At = t.At.UTC().Truncate(time.Microsecond)
	if t.P != nil {
		p := *t.P
		t.P = &p
	}
	return t
}

// show makes two things comparable, pointers and all.
func show(t Thing) string {
	p := "nil"
	if t.P != nil {
		p = fmt.Sprint(*t.P)
	}
	return fmt.Sprintf("%d %q %d %v %v %s %v %s %v v%d", t.ID, t.Name, t.N, t.F, t.Flag, t.At.Format(time.RFC3339Nano), t.Note, p, t.Gone, t.Version)
}

// A truth is SQL's: yes, no or unknown.
type truth int8

const (
	no truth = iota
	unknown
	yes
)

func is(b bool) truth {
	if b {
		return yes
	}
	return no
}

// A condition is a predicate both ways.
type condition struct {
	pred orm.Pred[Thing]
	of   func(t Thing) truth
	text string
}

// randomCondition makes a predicate of some depth and its meaning.
func randomCondition(rng *rand.Rand, depth int) condition {
	if depth > 0 && rng.IntN(2) == 0 {
		return compound(rng, depth)
	}
	n, s := rng.Int64N(20)-10, names[rng.IntN(len(names))]
	switch rng.IntN(12) {
	case 0:
		return condition{thingN.Eq(n), func(t Thing) truth { return is(t.N == n) }, fmt.Sprint("n = ", n)}
	case 1:
		return condition{thingN.Between(n, n+4), func(t Thing) truth { return is(t.N >= n && t.N <= n+4) }, fmt.Sprint("n in [", n)}
	case 2:
		return condition{thingName.Eq(s), func(t Thing) truth { return is(t.Name == s) }, "name = " + s}
	case 3:
		return condition{thingName.In(s, "ada"), func(t Thing) truth { return is(t.Name == s || t.Name == "ada") }, "name in " + s}
	case 4:
		return condition{thingName.NotIn(s), func(t Thing) truth { return is(t.Name != s) }, "name not in " + s}
	case 5:
		return condition{thingF.Lt(float64(n) / 8), func(t Thing) truth { return is(t.F < float64(n)/8) }, fmt.Sprint("f < ", n)}
	case 6:
		return condition{thingFlag.Eq(true), func(t Thing) truth { return is(t.Flag) }, "flag"}
	case 7:
		return condition{thingNote.Eq(s), func(t Thing) truth {
			if !t.Note.Valid {
				return unknown
			}
			return is(t.Note.V == s)
		}, "note = " + s}
	case 8:
		return condition{thingNote.IsNull(), func(t Thing) truth { return is(!t.Note.Valid) }, "note is null"}
	case 9:
		return condition{thingP.Ge(2), func(t Thing) truth {
			if t.P == nil {
				return unknown
			}
			return is(*t.P >= 2)
		}, "p >= 2"}
	case 10:
		at := time.Unix(rng.Int64N(2e9), 123456789)
		return condition{thingAt.Le(at), func(t Thing) truth { return is(!t.At.After(at.Truncate(time.Microsecond))) }, "at <= " + at.String()}
	default:
		return condition{thingName.In(), func(Thing) truth { return no }, "name in ()"}
	}
}

func compound(rng *rand.Rand, depth int) condition {
	a, b := randomCondition(rng, depth-1), randomCondition(rng, depth-1)
	switch rng.IntN(3) {
	case 0:
		return condition{orm.And(a.pred, b.pred), func(t Thing) truth { return min(a.of(t), b.of(t)) }, "(" + a.text + " and " + b.text + ")"}
	case 1:
		return condition{orm.Or(a.pred, b.pred), func(t Thing) truth { return max(a.of(t), b.of(t)) }, "(" + a.text + " or " + b.text + ")"}
	default:
		return condition{orm.Not(a.pred), func(t Thing) truth { return yes - a.of(t) }, "not (" + a.text + ")"}
	}
}
