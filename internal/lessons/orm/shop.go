package lesson

import (
	"database/sql"
	"fmt"
	"strconv"
	"time"

	"underhood/orm"
)

// A User is the lesson's first model: a key that the database makes, a unique name, a
// version for optimistic locking and a column for soft deletes.
type User struct {
	ID      int64
	Name    string `orm:",unique"`
	Age     int64
	Version int64               `orm:",version"`
	Gone    sql.Null[time.Time] `orm:",softdelete"`
}

// An Order belongs to a user by its key, and holds no user.
type Order struct {
	ID     int64
	UserID int64
	Item   string
	Price  int64
}

// A UserOrder is a row of the join: a user and one of their orders, if any.
type UserOrder struct {
	User  User
	Order *Order
}

// A Spent is a row of the report: what a user has spent.
type Spent struct {
	Name   string
	Orders int64
	Sum    sql.Null[int64]
}

// structs are the models as they are written in Go, for whoever looks.
var structs = map[string][]string{
	"user": {
		"type User struct {", "\tID      int64", "\tName    string `orm:\",unique\"`", "\tAge     int64",
		"\tVersion int64  `orm:\",version\"`", "\tGone    sql.Null[time.Time]", "\t        `orm:\",softdelete\"`", "}",
	},
	"order": {
		"type Order struct {", "\tID     int64", "\tUserID int64", "\tItem   string", "\tPrice  int64", "}",
	},
	"team": {
		"type Team struct {", "\tID     int64", "\tName   string", "\tLeadID sql.Null[int64]", "\tLead   orm.Rel[Person]", "}",
	},
	"person": {
		"type Person struct {", "\tID     int64", "\tName   string", "\tTeamID sql.Null[int64]", "\tBossID sql.Null[int64]",
		"\tTeam   orm.Rel[Team]", "\tBoss   orm.Rel[Person]", "}",
	},
}

// A shop is the models of one run, registered in a schema of their own.
type shop struct {
	schema *orm.Schema
	tables []string // as they are registered
	models map[string]model
	report func(words []string) (orm.Selection[Spent], error) // nil without orders
}

// newShop registers the tables that a program uses.
func newShop(tables []string) (*shop, error) {
	s := &shop{schema: orm.NewSchema(), tables: tables, models: map[string]model{}}
	if tables[0] == "team" {
		return s, s.addCrew()
	}
	users, err := orm.Register[User](s.schema)
	if err != nil {
		return nil, err
	}
	s.models["user"] = &mapped[User]{table: users, source: users, say: (*User).text, fields: []field[User]{
		number("id", func(u *User) *int64 { return &u.ID }),
		word("name", func(u *User) *string { return &u.Name }),
		number("age", func(u *User) *int64 { return &u.Age }),
		number("version", func(u *User) *int64 { return &u.Version }),
		moment("gone", func(u *User) *sql.Null[time.Time] { return &u.Gone }),
	}}
	if len(tables) == 1 {
		return s, nil
	}
	return s, s.addOrders()
}

// addOrders registers orders, their join with users, and the report.
func (s *shop) addOrders() error {
	orders, err := orm.Register(s.schema, orm.Foreign(orm.Cascade, orm.RefersTo(
		orm.C(func(o *Order) *int64 { return &o.UserID }), orm.C(func(u *User) *int64 { return &u.ID }))))
	if err != nil {
		return err
	}
	s.models["order"] = &mapped[Order]{table: orders, source: orders, say: (*Order).text, fields: []field[Order]{
		number("id", func(o *Order) *int64 { return &o.ID }),
		number("user_id", func(o *Order) *int64 { return &o.UserID }),
		word("item", func(o *Order) *string { return &o.Item }),
		number("price", func(o *Order) *int64 { return &o.Price }),
	}}
	userName := func(j *UserOrder) *string { return &j.User.Name }
	price := func(j *UserOrder) *int64 { return &j.Order.Price }
	view, err := orm.Join(s.schema, orm.C(func(j *UserOrder) *int64 { return &j.Order.UserID }).EqExpr(
		orm.C(func(j *UserOrder) *int64 { return &j.User.ID })))
	if err != nil {
		return err
	}
	joined := &mapped[UserOrder]{source: view, say: (*UserOrder).text, fields: []field[UserOrder]{
		number("id", func(j *UserOrder) *int64 { return &j.User.ID }),
		word("name", userName),
		word("item", func(j *UserOrder) *string { return &j.Order.Item }),
		number("price", price),
	}}
	s.models["user+order"] = joined
	s.report = func(words []string) (orm.Selection[Spent], error) {
		name, sum := orm.C(userName), orm.Sum(orm.C(price))
		q, err := joined.query(words, false)
		q = q.GroupBy(name).OrderBy(name.Asc())
		return orm.Select(q,
			orm.Into(orm.C(func(s *Spent) *string { return &s.Name }), name),
			orm.Into(orm.C(func(s *Spent) *int64 { return &s.Orders }), orm.CountOf(orm.C(price))),
			orm.Into(orm.CNull(func(s *Spent) *sql.Null[int64] { return &s.Sum }), sum)), err
	}
	return nil
}

func (u *User) text() string {
	s := fmt.Sprintf("User{%d %q %d v%d", u.ID, u.Name, u.Age, u.Version)
	if u.Gone.Valid {
		s += " gone"
	}
	return s + "}"
}

func (o *Order) text() string {
	return fmt.Sprintf("Order{%d user %d %q %d}", o.ID, o.UserID, o.Item, o.Price)
}

func (j *UserOrder) text() string {
	if j.Order == nil {
		return j.User.text() + " nil"
	}
	return j.User.text() + " " + j.Order.text()
}

func (s *Spent) text() string {
	sum := "NULL"
	if s.Sum.Valid {
		sum = strconv.FormatInt(s.Sum.V, 10)
	}
	return fmt.Sprintf("Spent{%q %d %s}", s.Name, s.Orders, sum)
}
