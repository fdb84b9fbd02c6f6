package orm

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"sync/atomic"
)

// A Session is a unit of work with an identity map: it has one object for one row, notes
// what becomes of it, and writes all of that in one go, in an order that foreign keys allow.
// Tables are used through it by [Table.In]:
//
//	s := orm.NewSession(db)
//	ada, err := painters.In(s).Get(ctx, 1)
//	ada.Name = "Ada L."
//	err = pictures.In(s).Add(&Picture{Title: "Light", Painter: orm.To(ada)})
//	err = s.Flush(ctx)
//
// Changes are found by comparing each object's columns with those of its row when it was
// last read or written, so objects are plain structs, and only columns that differ are
// written. The other side of that: an object that nobody else holds must not be let go, or
// its changes would be lost. A session therefore keeps all of its objects until they are
// removed, [Objects.Detach] or [Session.Clear]; it is meant to live as long as one piece of
// work, such as a request. Rows that are only looked at are better read without one.
//
// Nothing is written before [Session.Flush], and nothing read that was not asked for. By
// default a query does not flush either, so it sees the rows and not what is still to be
// written ([WithAutoFlush]).
//
// A Session is for one goroutine at a time. A call while another is under way is
// [ErrSessionBusy], from another goroutine as from a hook of an object being flushed. While
// the function of [Session.Tx] runs, a call of another goroutine is taken for one of its own.
type Session struct {
	r       transactor
	auto    bool
	busy    atomic.Bool
	entries []*entry // in the order they came
	objects map[any]*entry
	rows    map[identity]*entry
	models  map[reflect.Type]*model
	depth   int // of Tx
	undo    []undo
}

// A transactor is a Runner in which a transaction can begin: all of them are.
type transactor interface {
	Runner
	Tx(ctx context.Context, f func(tx *Tx) error, opts ...TxOption) error
}

var (
	// ErrSessionBusy says that a session was used by two at a time: by two goroutines, or
	// by the hook of an object that it is flushing.
	ErrSessionBusy = errors.New("orm: the session is in use")
	// ErrNotInSession says that a session was asked about an object that it does not have,
	// or that one of its objects refers to such an object.
	ErrNotInSession = errors.New("orm: an object that is not in the session")
	// ErrContradiction says that what an object refers to and its columns disagree, or
	// that its key was changed.
	ErrContradiction = errors.New("orm: the object contradicts itself")
)

// A SessionOption changes a new Session.
type SessionOption func(*Session)

// WithAutoFlush has the session flush before it asks the database for anything, so that
// queries see what was changed; but not before [Objects.Refresh], which drops changes. On a [DB] each flush is a transaction of its own, so it is
// of use in one ([Session.Tx]).
func WithAutoFlush() SessionOption { return func(s *Session) { s.auto = true } }

// NewSession makes a session on a [DB], where each flush is a transaction, or on a [Tx],
// where it is a savepoint. One on a Tx ends with that, and does not see it be rolled back;
// [Session.Tx] does.
//
// It panics if r is nil.
func NewSession(r Runner, opts ...SessionOption) *Session {
	t, ok := r.(transactor)
	if _, err := baseOf(r); !ok || err != nil {
		panic("orm: NewSession: the Runner is nil, or was opened by nothing")
	}
	s := &Session{r: t, models: map[reflect.Type]*model{}}
	s.empty()
	for _, o := range opts {
		o(s)
	}
	return s
}

func (s *Session) empty() {
	s.entries, s.objects, s.rows = nil, map[any]*entry{}, map[identity]*entry{}
}

// Len is how many objects the session has. It and [Objects.Has] are not for use beside a
// call under way, and cannot say so.
func (s *Session) Len() int { return len(s.objects) }

// Clear lets go of all objects. What was not flushed is not written.
func (s *Session) Clear() error {
	if !s.enter() {
		return ErrSessionBusy
	}
	defer s.leave()
	s.empty()
	return nil
}

// Plan says what [Session.Flush] would do now, without sending anything. The error is one
// that Flush would have before it sends anything.
func (s *Session) Plan() (*FlushPlan, error) {
	if !s.enter() {
		return nil, ErrSessionBusy
	}
	defer s.leave()
	w, err := s.work()
	if err != nil {
		return nil, &OpError{Op: "flush", Err: err}
	}
	steps, err := w.order()
	if err != nil {
		return nil, &OpError{Op: "flush", Err: err}
	}
	return w.plan(steps), nil
}

// Flush writes what has changed: added objects are inserted, several in a statement where
// the order and the engine allow it (MariaDB's keys come back one by one), changed columns
// updated and removed objects deleted, a statement each. It is one transaction, or a
// savepoint in one, of which all happens or nothing. A foreign key has no index of its own on
// SQLite and PostgreSQL: without an [Index], the engine reads the whole table that refers to
// a row for each row that is deleted.
//
// Rows come after the rows they refer to, and are deleted before them. Where rows refer to
// each other in a circle, a reference that may be NULL is NULL first and updated at the end;
// if there is none, it is a [CycleError], before anything is sent. So is a circle of unique
// values, as when two rows swap theirs: that takes two flushes. The other errors that can be
// known come before anything is sent, too: [ErrNotInSession], [ErrContradiction], a value that the column does not have.
//
// A row to be updated or deleted that is not there, or has another version, is a
// [FlushError] that names it, with [ErrNotFound] or [StaleError] inside.
//
// After an error the session and its objects are as they were before: what the database
// made, or the session filled in, is taken back, what the program changed is still there to
// be written. So the cause can be mended and Flush called again. After
// [ErrOutcomeUnknown] somebody has to look at the database.
//
// Hooks are called as by Insert, Update and Delete: all the Before ones before anything is
// sent, the After ones at the end of the transaction.
func (s *Session) Flush(ctx context.Context) error {
	if !s.enter() {
		return ErrSessionBusy
	}
	defer s.leave()
	return s.flush(ctx)
}

func (s *Session) enter() bool { return s.busy.CompareAndSwap(false, true) }
func (s *Session) leave()      { s.busy.Store(false) }

// autoFlush is before a question.
func (s *Session) autoFlush(ctx context.Context) error {
	if !s.auto {
		return nil
	}
	return s.flush(ctx)
}

// planOf gives a table's plan and notes the table.
func (s *Session) planOf(m *model) (*plan, error) {
	if was, ok := s.models[m.typ]; ok && was != m {
		return nil, fmt.Errorf("%w: %s is registered in two schemas; a session is of one", ErrValue, m.typ)
	}
	s.models[m.typ] = m
	return s.r.base().plan(m)
}
