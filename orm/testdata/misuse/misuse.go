// Package misuse is what must not compile; TestMisuse holds the compiler's messages.
package misuse

import (
	"context"
	"database/sql"

	"underhood/orm"
)

type User struct {
	ID   int64
	Name string
	Age  int64
	Nick sql.Null[string]
}

type Order struct {
	ID    int64
	Total float64
}

type Stat struct{ N int64 }

var (
	age   = orm.C(func(u *User) *int64 { return &u.Age })
	name  = orm.C(func(u *User) *string { return &u.Name })
	nick  = orm.CNull(func(u *User) *sql.Null[string] { return &u.Nick })
	total = orm.C(func(o *Order) *float64 { return &o.Total })
	statN = orm.C(func(s *Stat) *int64 { return &s.N })

	misspelt  = orm.C(func(u *User) *int64 { return &u.Agee })
	wrongType = orm.C(func(u *User) *int64 { return &u.Name })
	notNull   = orm.CNull(func(u *User) *sql.Null[string] { return &u.Name })
)

func misuse(ctx context.Context, db *orm.DB, users *orm.Table[User], text string) {
	age.Eq("18")
	nick.Eq(5)
	users.Where(total.Gt(5))
	users.Where("age > 18")
	users.Where()
	users.All().OrderBy(total.Asc())
	users.Where(age.Gt(18)).Update(ctx, db, total.Set(1))
	users.Where(age.Gt(18)).Update(ctx, db, age.Set("x"))
	users.Update(ctx, db, &User{}, total)
	users.Insert(ctx, db, &Order{})
	age.EqExpr(name)
	orm.Contains(age, "1")
	orm.Select(users.All(), orm.Into(statN, name))
	orm.Select(users.All(), orm.Into(statN, total))
	orm.Exec(ctx, db, orm.SQL("DELETE FROM "+text))
	orm.SQL(text)
	orm.Raw[User](text)
	orm.Foreign[User](orm.Cascade, orm.RefersTo(name, total))
}
