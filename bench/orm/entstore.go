package orm

import (
	"context"
	"database/sql"
	"errors"

	"entgo.io/ent/dialect"
	entsql "entgo.io/ent/dialect/sql"

	"underhood/bench/orm/ent"
	entuser "underhood/bench/orm/ent/user"
)

// entStore is ent, whose code for the two tables is generated.
type entStore struct {
	handle *sql.DB
	orm    *ent.Client
}

func openEnt(ctx context.Context, e *engine) (store[ent.User], error) {
	db, err := e.open(ctx, false)
	if err != nil {
		return nil, err
	}
	name := dialect.SQLite
	if e.name != "sqlite" {
		name = dialect.Postgres
	}
	return &entStore{db, ent.NewClient(ent.Driver(entsql.OpenDB(name, db)))}, nil
}

func (s *entStore) db() *sql.DB { return s.handle }
func (s *entStore) close()      { _ = s.handle.Close() }

func (s *entStore) model(u user) ent.User {
	return ent.User{ID: u.ID, Name: u.Name, Email: u.Email, Age: u.Age, Active: u.Active, Score: u.Score, Bio: u.Bio, Created: u.Created}
}

func (s *entStore) plain(m *ent.User) user {
	u := user{ID: m.ID, Name: m.Name, Email: m.Email, Age: m.Age, Active: m.Active, Score: m.Score, Bio: m.Bio, Created: m.Created}
	for _, p := range m.Edges.Posts {
		u.Posts = append(u.Posts, post{ID: p.ID, UserID: p.UserID, Title: p.Title, Body: p.Body, Likes: p.Likes})
	}
	return u
}

// create makes the builder of an insert.
func create(c *ent.UserClient, m *ent.User) *ent.UserCreate {
	return c.Create().SetName(m.Name).SetEmail(m.Email).SetAge(m.Age).SetActive(m.Active).
		SetScore(m.Score).SetNillableBio(m.Bio).SetCreated(m.Created)
}

func save(ctx context.Context, c *ent.UserClient, m *ent.User) error {
	saved, err := create(c, m).Save(ctx)
	if err != nil {
		return err
	}
	m.ID = saved.ID
	return nil
}

func (s *entStore) insert(ctx context.Context, m *ent.User) error { return save(ctx, s.orm.User, m) }

func (s *entStore) batch(ctx context.Context, ms []ent.User) error {
	builders := make([]*ent.UserCreate, len(ms))
	for i := range ms {
		builders[i] = create(s.orm.User, &ms[i])
	}
	return s.orm.User.CreateBulk(builders...).Exec(ctx)
}

func (s *entStore) transaction(ctx context.Context, ms []ent.User) error {
	tx, err := s.orm.Tx(ctx)
	if err != nil {
		return err
	}
	for i := range ms {
		if err := save(ctx, tx.User, &ms[i]); err != nil {
			return errors.Join(err, tx.Rollback())
		}
	}
	return tx.Commit()
}

func (s *entStore) get(ctx context.Context, id int64) (*ent.User, error) {
	return s.orm.User.Get(ctx, id)
}

// update is by a condition: UpdateOne would read the row again, in a transaction.
func (s *entStore) update(ctx context.Context, m *ent.User) error {
	n, err := s.orm.User.Update().Where(entuser.ID(m.ID)).SetName(m.Name).SetAge(m.Age).SetScore(m.Score).Save(ctx)
	if err == nil && n != 1 {
		err = sql.ErrNoRows
	}
	return err
}

func (s *entStore) list(ctx context.Context) (found, error) {
	return s.found(s.orm.User.Query().All(ctx))
}

func (s *entStore) filter(ctx context.Context, age int64) (found, error) {
	return s.found(s.orm.User.Query().Where(entuser.AgeGTE(age), entuser.Active(true)).
		Order(ent.Desc(entuser.FieldScore, entuser.FieldID)).Limit(filterRows).All(ctx))
}

func (s *entStore) related(ctx context.Context, upTo int64) (found, error) {
	return s.found(s.orm.User.Query().Where(entuser.IDLTE(upTo)).WithPosts().All(ctx))
}

func (s *entStore) found(all []*ent.User, err error) (found, error) {
	return func() []user {
		users := make([]user, len(all))
		for i, m := range all {
			users[i] = s.plain(m)
		}
		return users
	}, err
}

// stream is what ent has not.
func (s *entStore) stream(context.Context, func(*ent.User) error) error { return errors.ErrUnsupported }
