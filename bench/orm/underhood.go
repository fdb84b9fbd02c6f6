package orm

import (
	"context"
	"database/sql"
	"time"

	"underhood/orm"
	"underhood/orm/postgres"
	"underhood/orm/sqlite"
)

// person is what the library maps; its table is as the others have it but for times,
// which the schema of SQLite declares as text.
type person struct {
	ID      int64 `orm:",key,auto"`
	Name    string
	Email   string
	Age     int64
	Active  bool
	Score   float64
	Bio     *string
	Created time.Time
	Posts   orm.RelMany[essay]
}

// essay is a post.
type essay struct {
	ID     int64 `orm:",key,auto"`
	UserID int64
	Title  string
	Body   string
	Likes  int64
}

var (
	personID     = orm.C(func(p *person) *int64 { return &p.ID })
	personName   = orm.C(func(p *person) *string { return &p.Name })
	personAge    = orm.C(func(p *person) *int64 { return &p.Age })
	personActive = orm.C(func(p *person) *bool { return &p.Active })
	personScore  = orm.C(func(p *person) *float64 { return &p.Score })
	essayUserID  = orm.C(func(e *essay) *int64 { return &e.UserID })
)

// library is package orm as it comes.
type library struct {
	orm    *orm.DB
	people *orm.Table[person]
	posts  orm.Relation[person, essay]
}

func openLibrary(ctx context.Context, e *engine) (store[person], error) {
	db, err := e.library(ctx)
	if err != nil {
		return nil, err
	}
	s := orm.NewSchema()
	people, essays := orm.MustRegister(s, orm.Name[person]("users")), orm.MustRegister(s, orm.Name[essay]("posts"))
	l := &library{orm: db, people: people, posts: postsOf(essays)}
	l.db().SetMaxOpenConns(1) // to which temporary tables belong
	if err := execAll(ctx, l.db(), e.tables); err != nil {
		l.close()
		return nil, err
	}
	return l, nil
}

// postsOf is the relation of people to what they wrote.
func postsOf(essays *orm.Table[essay]) orm.Relation[person, essay] {
	return orm.HasMany(func(p *person) *orm.RelMany[essay] { return &p.Posts }, essays, orm.On(personID, essayUserID))
}

// library opens a database as the library does by itself.
func (e *engine) library(ctx context.Context) (*orm.DB, error) {
	if e.name == "sqlite" {
		return sqlite.Open(ctx, ":memory:")
	}
	return postgres.Open(ctx, postgresDSN())
}

func (l *library) db() *sql.DB {
	w, _ := l.orm.SQL()
	return w
}

func (l *library) close() { _ = l.orm.Close() }

func (l *library) model(u user) person {
	return person{ID: u.ID, Name: u.Name, Email: u.Email, Age: u.Age, Active: u.Active, Score: u.Score, Bio: u.Bio, Created: u.Created}
}

func (l *library) plain(p *person) user {
	u := user{ID: p.ID, Name: p.Name, Email: p.Email, Age: p.Age, Active: p.Active, Score: p.Score, Bio: p.Bio, Created: p.Created}
	essays, _ := p.Posts.Get()
	for _, e := range essays {
		u.Posts = append(u.Posts, post(*e))
	}
	return u
}

func (l *library) insert(ctx context.Context, p *person) error {
	return l.people.Insert(ctx, l.orm, p)
}

func (l *library) batch(ctx context.Context, people []person) error {
	rows := make([]*person, len(people))
	for i := range people {
		rows[i] = &people[i]
	}
	return l.people.Insert(ctx, l.orm, rows...)
}

func (l *library) transaction(ctx context.Context, people []person) error {
	return l.orm.Tx(ctx, func(tx *orm.Tx) error {
		for i := range people {
			if err := l.people.Insert(ctx, tx, &people[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

func (l *library) get(ctx context.Context, id int64) (*person, error) {
	return l.people.Get(ctx, l.orm, id)
}

// update fails by itself where there is no such row.
func (l *library) update(ctx context.Context, p *person) error {
	return l.people.Update(ctx, l.orm, p, personName, personAge, personScore)
}

func (l *library) list(ctx context.Context) (found, error) {
	people, err := l.people.All().List(ctx, l.orm)
	return plainly(l, people), err
}

func (l *library) filter(ctx context.Context, age int64) (found, error) {
	people, err := l.people.Where(personAge.Ge(age), personActive.Eq(true)).
		OrderBy(personScore.Desc(), personID.Desc()).Limit(filterRows).List(ctx, l.orm)
	return plainly(l, people), err
}

func (l *library) related(ctx context.Context, upTo int64) (found, error) {
	people, err := l.people.Where(personID.Le(upTo)).List(ctx, l.orm)
	if err != nil {
		return nil, err
	}
	return plainly(l, people), orm.Load(ctx, l.orm, people, l.posts)
}

func (l *library) stream(ctx context.Context, each func(p *person) error) error {
	for p, err := range l.people.All().Each(ctx, l.orm) {
		if err != nil {
			return err
		}
		if err := each(p); err != nil {
			return err
		}
	}
	return nil
}
