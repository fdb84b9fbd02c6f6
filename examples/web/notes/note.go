package notes

import (
	"context"
	"errors"
	"strings"
	"time"
	"unicode/utf8"

	"underhood/examples/web/accounts"
	"underhood/orm"
)

// A Note belongs to a user.
type Note struct {
	ID      int64
	UserID  int64
	Title   string
	Body    string
	Changed time.Time
	Version int64 `orm:",version"`
}

// String is the title: notes are put into g, and may be printed.
func (n *Note) String() string { return n.Title }

var (
	byID      = orm.C(func(n *Note) *int64 { return &n.ID })
	byUser    = orm.C(func(n *Note) *int64 { return &n.UserID })
	byChanged = orm.C(func(n *Note) *time.Time { return &n.Changed })
)

// What is wrong with a note somebody wrote.
var (
	ErrTitle = errors.New("notes: a title has 1 to 100 characters")
	ErrBody  = errors.New("notes: a note has 20,000 characters at most")
)

// check says what is wrong with a note.
func (n *Note) check() error {
	if l := utf8.RuneCountInString(n.Title); strings.TrimSpace(n.Title) == "" || l > 100 {
		return ErrTitle
	}
	if utf8.RuneCountInString(n.Body) > 20_000 {
		return ErrBody
	}
	return nil
}

// Store are the notes in a database. Safe for concurrent use.
type Store struct {
	db    *orm.DB
	table *orm.Table[Note]
	now   func() time.Time
}

// NewStore registers the table in a schema that has the users.
func NewStore(schema *orm.Schema, db *orm.DB, now func() time.Time) (*Store, error) {
	table, err := orm.Register(schema, orm.Foreign(orm.Cascade, orm.RefersTo(byUser, accounts.Key())), orm.Index(byUser))
	if err != nil {
		return nil, err
	}
	return &Store{db, table, now}, nil
}

// Add keeps a new note.
func (s *Store) Add(ctx context.Context, n *Note) error {
	if err := n.check(); err != nil {
		return err
	}
	n.Changed = s.now()
	return s.table.Insert(ctx, s.db, n)
}

// Save keeps a changed note, or returns orm.ErrStale when somebody else was faster.
func (s *Store) Save(ctx context.Context, n *Note) error {
	if err := n.check(); err != nil {
		return err
	}
	n.Changed = s.now()
	return s.table.Update(ctx, s.db, n)
}

// Remove deletes a note.
func (s *Store) Remove(ctx context.Context, n *Note) error { return s.table.Delete(ctx, s.db, n) }

// Of returns a user's notes, the one changed last first.
func (s *Store) Of(ctx context.Context, user int64) ([]Note, error) {
	return s.table.Where(byUser.Eq(user)).OrderBy(byChanged.Desc(), byID.Desc()).List(ctx, s.db)
}

// Get returns a user's note by id, or orm.ErrNotFound, also for a note of somebody else.
func (s *Store) Get(ctx context.Context, user, id int64) (*Note, error) {
	return s.table.Where(byUser.Eq(user), byID.Eq(id)).First(ctx, s.db)
}

// Count returns how many notes there are.
func (s *Store) Count(ctx context.Context) (int64, error) { return s.table.All().Count(ctx, s.db) }
