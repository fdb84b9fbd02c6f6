package accounts

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"time"
	"unicode/utf8"

	"underhood/orm"
)

// A User has an account.
type User struct {
	ID       int64
	Name     string `orm:",unique"`
	Password string // as hash makes it
	Admin    bool
	Created  time.Time
}

// String is the name, and no more: users are put into g, and may be printed.
func (u *User) String() string { return u.Name }

// What is wrong with a name or password somebody wants.
var (
	ErrName     = errors.New("accounts: a name has 2 to 30 of a to z, 0 to 9, - and _, and begins with a letter")
	ErrPassword = errors.New("accounts: a password has 8 to 200 characters")
	ErrTaken    = errors.New("accounts: the name is taken")
)

var (
	fitName = regexp.MustCompile(`^[a-z][a-z0-9_-]{1,29}$`)
	byName  = orm.C(func(u *User) *string { return &u.Name })
	byID    = orm.C(func(u *User) *int64 { return &u.ID })
)

// Key is a user's id as a column, for tables that refer to it.
func Key() orm.Col[User, int64] { return byID }

// Users are the accounts in a database. Safe for concurrent use.
type Users struct {
	db     *orm.DB
	table  *orm.Table[User]
	rounds int
	now    func() time.Time
	nobody string // a password nobody has, so that a wrong name takes as long as a wrong password
}

// NewUsers registers the table in a schema. rounds is how often a password is hashed.
func NewUsers(schema *orm.Schema, db *orm.DB, rounds int, now func() time.Time) (*Users, error) {
	table, err := orm.Register[User](schema)
	if err != nil {
		return nil, err
	}
	nobody, err := hash("", rounds)
	if err != nil {
		return nil, err
	}
	return &Users{db, table, rounds, now, nobody}, nil
}

// Add makes an account. The error is [ErrName], [ErrPassword], [ErrTaken] or the
// database's.
func (us *Users) Add(ctx context.Context, name, password string, admin bool) (*User, error) {
	if !fitName.MatchString(name) {
		return nil, ErrName
	}
	if n := utf8.RuneCountInString(password); n < 8 || n > 200 {
		return nil, ErrPassword
	}
	hashed, err := hash(password, us.rounds)
	if err != nil {
		return nil, err
	}
	u := &User{Name: name, Password: hashed, Admin: admin, Created: us.now()}
	if err := us.table.Insert(ctx, us.db, u); errors.Is(err, orm.ErrUnique) {
		return nil, ErrTaken
	} else if err != nil {
		return nil, fmt.Errorf("accounts: %w", err)
	}
	return u, nil
}

// Check returns the user of a name and password, nil if there is none.
func (us *Users) Check(ctx context.Context, name, password string) (*User, error) {
	u, err := us.table.Where(byName.Eq(name)).First(ctx, us.db)
	if errors.Is(err, orm.ErrNotFound) {
		verify(us.nobody, password)
		return nil, nil
	}
	if err != nil || !verify(u.Password, password) {
		return nil, err
	}
	return u, nil
}

// Get returns a user by id, or orm.ErrNotFound.
func (us *Users) Get(ctx context.Context, id int64) (*User, error) {
	return us.table.Where(byID.Eq(id)).First(ctx, us.db)
}

// All returns all users by name.
func (us *Users) All(ctx context.Context) ([]User, error) {
	return us.table.All().OrderBy(byName.Asc()).List(ctx, us.db)
}

// Remove deletes a user, and with it what is theirs.
func (us *Users) Remove(ctx context.Context, u *User) error { return us.table.Delete(ctx, us.db, u) }
