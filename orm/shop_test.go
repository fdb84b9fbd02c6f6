package orm_test

import (
	"database/sql"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"underhood/orm"
	"underhood/orm/internal/laws"
)

// The shop is the schema of most tests: customers, their orders with lines (a key of two
// columns), and files with a key made by the client.

type Level string

func (Level) Values() []string { return []string{"basic", "gold"} }

type Customer struct {
	ID      int64
	Email   string `orm:",unique"`
	Name    string `orm:",size=40"`
	Level   Level  `orm:",default=basic"`
	Active  bool   `orm:",default=true"`
	Credit  string `orm:",decimal=12.2"`
	Born    sql.Null[time.Time]
	Nick    *string
	Version int64               `orm:",version"`
	Gone    sql.Null[time.Time] `orm:",softdelete"`
}

type Order struct {
	ID         int64
	CustomerID int64
	Total      float64
	Placed     time.Time `orm:",index"`
}

type Line struct {
	OrderID int64  `orm:",key"`
	No      int32  `orm:",key"`
	Item    string `orm:",index"`
	Count   int64
}

type File struct {
	ID   [16]byte `orm:",key,auto,text"`
	Path string   `orm:"file path"`
}

var (
	customerID     = orm.C(func(c *Customer) *int64 { return &c.ID })
	customerEmail  = orm.C(func(c *Customer) *string { return &c.Email })
	customerName   = orm.C(func(c *Customer) *string { return &c.Name })
	customerLevel  = orm.C(func(c *Customer) *Level { return &c.Level })
	customerActive = orm.C(func(c *Customer) *bool { return &c.Active })
	customerCredit = orm.C(func(c *Customer) *string { return &c.Credit })
	customerBorn   = orm.CNull(func(c *Customer) *sql.Null[time.Time] { return &c.Born })
	customerNick   = orm.CPtr(func(c *Customer) **string { return &c.Nick })
	customerGone   = orm.CNull(func(c *Customer) *sql.Null[time.Time] { return &c.Gone })

	orderID       = orm.C(func(o *Order) *int64 { return &o.ID })
	orderCustomer = orm.C(func(o *Order) *int64 { return &o.CustomerID })
	orderTotal    = orm.C(func(o *Order) *float64 { return &o.Total })
	orderPlaced   = orm.C(func(o *Order) *time.Time { return &o.Placed })

	lineOrder = orm.C(func(l *Line) *int64 { return &l.OrderID })
	lineNo    = orm.C(func(l *Line) *int32 { return &l.No })
	lineItem  = orm.C(func(l *Line) *string { return &l.Item })
	lineCount = orm.C(func(l *Line) *int64 { return &l.Count })
)

// A CustomerOrder is the join of customers and their orders, if any.
type CustomerOrder struct {
	Customer Customer
	Order    *Order
}

var (
	joinedID       = orm.C(func(j *CustomerOrder) *int64 { return &j.Customer.ID })
	joinedName     = orm.C(func(j *CustomerOrder) *string { return &j.Customer.Name })
	joinedOrderID  = orm.C(func(j *CustomerOrder) *int64 { return &j.Order.ID })
	joinedCustomer = orm.C(func(j *CustomerOrder) *int64 { return &j.Order.CustomerID })
	joinedTotal    = orm.C(func(j *CustomerOrder) *float64 { return &j.Order.Total })
)

// A Spent is a row of a report.
type Spent struct {
	Name  string
	N     int64
	Sum   sql.Null[float64]
	Least *float64
}

var (
	spentName  = orm.C(func(s *Spent) *string { return &s.Name })
	spentN     = orm.C(func(s *Spent) *int64 { return &s.N })
	spentSum   = orm.CNull(func(s *Spent) *sql.Null[float64] { return &s.Sum })
	spentLeast = orm.CPtr(func(s *Spent) **float64 { return &s.Least })
)

type shop struct {
	*orm.DB
	schema    *orm.Schema
	customers *orm.Table[Customer]
	orders    *orm.Table[Order]
	lines     *orm.Table[Line]
	files     *orm.Table[File]
	joined    *orm.View[CustomerOrder]
}

var shopTime = time.Date(2024, 5, 6, 7, 8, 9, 123456789, time.UTC)

func clock() time.Time { return shopTime }

// zeros is a source of random bits that are not.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func newShop(t testing.TB, opts ...orm.Option) *shop {
	t.Helper()
	return newShopOn(t, open, opts...)
}

func newShopOn(t testing.TB, open laws.Open, opts ...orm.Option) *shop {
	t.Helper()
	s := &shop{schema: orm.NewSchema()}
	var err error
	s.customers, err = orm.Register[Customer](s.schema)
	require.NoError(t, err)
	s.orders, err = orm.Register(s.schema,
		orm.Foreign(orm.Cascade, orm.RefersTo(orderCustomer, customerID)),
		orm.Unique[Order](orderCustomer, orderPlaced))
	require.NoError(t, err)
	s.lines, err = orm.Register(s.schema, orm.Name[Line]("order_line"), orm.Foreign(orm.Cascade, orm.RefersTo(lineOrder, orderID)))
	require.NoError(t, err)
	s.files, err = orm.Register[File](s.schema)
	require.NoError(t, err)
	s.joined, err = orm.Join(s.schema, joinedCustomer.EqExpr(joinedID))
	require.NoError(t, err)
	s.DB = open(t, append([]orm.Option{orm.WithClock(clock), orm.WithRand(zeros{})}, opts...)...)
	require.NoError(t, s.schema.Create(t.Context(), s.DB))
	return s
}

// fill puts three customers and three orders in.
func (s *shop) fill(t testing.TB) (ada, bob, eve *Customer) {
	t.Helper()
	ada = &Customer{Email: "ada@x", Name: "Ada", Level: "gold", Active: true, Credit: "10.5"}
	bob = &Customer{Email: "bob@x", Name: "Bob", Level: "basic", Credit: "9"}
	eve = &Customer{Email: "eve@x", Name: "Eve", Level: "basic", Active: true, Credit: "0"}
	require.NoError(t, s.customers.Insert(t.Context(), s, ada, bob, eve))
	require.NoError(t, s.orders.Insert(t.Context(), s,
		&Order{CustomerID: ada.ID, Total: 5, Placed: shopTime},
		&Order{CustomerID: ada.ID, Total: 7, Placed: shopTime.Add(time.Hour)},
		&Order{CustomerID: bob.ID, Total: 1, Placed: shopTime}))
	return ada, bob, eve
}
