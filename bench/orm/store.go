package orm

import (
	"context"
	"database/sql"
)

// A store is one way to keep users, and M what it makes of one. Each method is what a
// user of that way would write for it, with a context.
type store[M any] interface {
	// model makes the store's object of a user, and plain the user again.
	model(u user) M
	plain(m *M) user

	// insert inserts one, and sets the id it gets.
	insert(ctx context.Context, m *M) error
	// batch inserts all of them or none. Whether it sets ids is the store's affair.
	batch(ctx context.Context, ms []M) error
	// transaction inserts them one by one in a transaction, and sets their ids.
	transaction(ctx context.Context, ms []M) error
	get(ctx context.Context, id int64) (*M, error)
	// update writes name, age and score of the user of that id, who must be there.
	update(ctx context.Context, m *M) error

	// list gives all users, in any order. What it returns makes plain users of the
	// objects, when the clock has stopped.
	list(ctx context.Context) (found, error)
	// filter gives the first active users from an age on, by score and id, highest first.
	filter(ctx context.Context, age int64) (found, error)
	// related gives the users up to an id with their posts.
	related(ctx context.Context, upTo int64) (found, error)
	// stream hands over all users, one at a time.
	stream(ctx context.Context, each func(m *M) error) error

	// db is the database by hand.
	db() *sql.DB
	// close closes it.
	close()
}

// found gives what was read as plain users.
type found func() []user

// plainly is found for a slice of a store's objects.
func plainly[M any](s store[M], all []M) found {
	return func() []user {
		users := make([]user, len(all))
		for i := range all {
			users[i] = s.plain(&all[i])
		}
		return users
	}
}

// mapped is what stores have in common that map [user] itself.
type mapped struct {
	handle *sql.DB
	engine *engine
}

func (mapped) model(u user) user  { return u }
func (mapped) plain(u *user) user { return *u }
func (m mapped) db() *sql.DB      { return m.handle }
func (m mapped) close()           { _ = m.handle.Close() }
func these(all []user) found      { return func() []user { return all } }
