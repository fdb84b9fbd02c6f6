package sqlite_test

import (
	"context"
	"database/sql"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"underhood/orm"
)

type User struct {
	ID      int64
	Name    string
	Email   string `orm:",unique"`
	Age     int64
	Score   float64
	Active  bool `orm:",default=true"`
	Born    time.Time
	Note    sql.Null[string]
	Ptr     *int32
	Deleted sql.Null[time.Time] `orm:",softdelete"`
	Version int64               `orm:",version"`
}

var (
	userID    = orm.C(func(u *User) *int64 { return &u.ID })
	userName  = orm.C(func(u *User) *string { return &u.Name })
	userEmail = orm.C(func(u *User) *string { return &u.Email })
	userAge   = orm.C(func(u *User) *int64 { return &u.Age })
	userNote  = orm.CNull(func(u *User) *sql.Null[string] { return &u.Note })
)

func TestCRUD(t *testing.T) {
	ctx := context.Background()
	s := orm.NewSchema()
	users, err := orm.Register[User](s)
	require.NoError(t, err)
	db := openMemory(t)
	require.NoError(t, s.Create(ctx, db))
	u := &User{Name: "Ada", Email: "a@x", Age: 36, Born: time.Date(2020, 1, 2, 3, 4, 5, 6789, time.FixedZone("x", 3600))}
	require.NoError(t, users.Insert(ctx, db, u))
	require.Equal(t, int64(1), u.ID)
	got, err := users.Get(ctx, db, 1)
	require.NoError(t, err)
	require.Equal(t, "2020-01-02 02:04:05.000006 +0000 UTC", got.Born.String())
	require.False(t, got.Active)
	got.Age = 0
	require.NoError(t, users.Update(ctx, db, got))
	require.ErrorAs(t, users.Update(ctx, db, u), new(*orm.StaleError))
	list, err := users.Where(userAge.Lt(5), userName.In("Ada", "x"), userNote.IsNull()).OrderBy(userEmail.Desc()).Limit(3).List(ctx, db)
	require.NoError(t, err)
	require.Len(t, list, 1)
	many := make([]*User, 0)
	for i := range 357 {
		many = append(many, &User{Name: "n", Email: string(rune('A' + i)), Age: int64(i)})
	}
	require.NoError(t, users.Insert(ctx, db, many...))
	n, err := users.All().Count(ctx, db)
	require.NoError(t, err)
	require.Equal(t, int64(358), n)
	require.Equal(t, int64(358), many[356].ID)
	require.NoError(t, users.Delete(ctx, db, many[0]))
	_, err = users.Get(ctx, db, many[0].ID)
	require.ErrorIs(t, err, orm.ErrNotFound)
	sum, err := orm.Value(ctx, db, users.Where(userID.Gt(2)), orm.Sum(userAge))
	require.NoError(t, err)
	require.True(t, sum.Valid)
}
