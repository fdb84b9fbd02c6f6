package orm_test

import (
	"database/sql"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/orm"
	"underhood/orm/internal/laws"
	"underhood/orm/mysql"
	"underhood/orm/postgres"
	"underhood/orm/sqlite"
)

// TestTrapNamesInCase: columns that differ only in case are refused by the engines to
// which they are one, before a statement is, and are two to PostgreSQL.
func TestTrapNamesInCase(t *testing.T) {
	type cased struct {
		ID    int64
		Lower string `orm:"name"`
		Upper string `orm:"NAME"`
	}
	onEach(t, func(t *testing.T, engine string, open laws.Open) {
		s := orm.NewSchema()
		rows := orm.MustRegister[cased](s)
		db := open(t)
		err := s.Create(t.Context(), db)
		if engine != "postgres" {
			require.EqualError(t, err, `orm: orm_test.cased.Upper: column "NAME" is that of Lower, too: the engine does not mind case`)
			return
		}
		require.NoError(t, err)
		row := &cased{Lower: "a", Upper: "B"}
		require.NoError(t, rows.Insert(t.Context(), db, row))
		got, err := rows.Get(t.Context(), db, row.ID)
		require.NoError(t, err)
		require.Equal(t, row, got)
	})
}

// TestTrapReservedTable: SQLite keeps names that begin with sqlite_ for itself, in any case.
func TestTrapReservedTable(t *testing.T) {
	type note struct {
		ID   int64
		Text string `orm:"sqlite_text"` // columns may
	}
	s := orm.NewSchema()
	notes := orm.MustRegister(s, orm.Name[note]("SQLite_note"))
	const problem = `orm_test.note: table "SQLite_note": names that begin with sqlite_ are the engine's own`
	require.EqualError(t, s.Create(t.Context(), open(t)), "orm: "+problem)
	require.EqualError(t, notes.Insert(t.Context(), open(t), &note{}), `orm: insert "SQLite_note": `+problem)
	for _, d := range []orm.Dialect{postgres.Dialect{}, mysql.Dialect{}} {
		_, err := s.DDL(d)
		require.NoError(t, err, d.Name())
	}
	short := orm.NewSchema()
	orm.MustRegister(short, orm.Name[note]("sql"))
	require.NoError(t, short.Create(t.Context(), open(t)))
}

// TestTrapIndexNames: of two indexes with one name the second would not be made, and
// nothing would say so.
func TestTrapIndexNames(t *testing.T) {
	type a struct {
		ID int64
		C  int64 `orm:"b_c,index"`
	}
	type b struct {
		ID int64
		C  int64 `orm:"c,index"`
	}
	s := orm.NewSchema()
	orm.MustRegister(s, orm.Name[a]("a"))
	orm.MustRegister(s, orm.Name[b]("a_b"))
	_, err := s.DDL(sqlite.Dialect{})
	require.EqualError(t, err, `orm: orm_test.b: index "a_b_c_idx" is another one, too: CREATE INDEX IF NOT EXISTS "a_b_c_idx" ON "a" ("b_c")`)
}

// TestTrapNilRunner: no database is an error, typed or not.
func TestTrapNilRunner(t *testing.T) {
	s := newShop(t)
	ctx := t.Context()
	for name, r := range map[string]orm.Runner{"nil": nil, "nil DB": (*orm.DB)(nil), "nil Tx": (*orm.Tx)(nil), "zero DB": &orm.DB{}, "zero Tx": &orm.Tx{}} {
		t.Run(name, func(t *testing.T) {
			_, get := s.orders.Get(ctx, r, 1)
			_, list := s.orders.All().List(ctx, r)
			_, remove := s.orders.All().Delete(ctx, r)
			_, upsert := s.orders.Upsert(ctx, r, orm.OnConflict[Order](orderID).Nothing(), &Order{ID: 1})
			_, exec := orm.Exec(ctx, r, orm.SQL("SELECT 1"))
			_, raw := orm.List[int64](ctx, r, orm.SQL("SELECT 1"))
			_, value := orm.Value(ctx, r, s.orders.All(), orm.Sum(orderTotal))
			_, selected := orm.Select(s.orders.All(), orm.Into(orderID, orderID)).List(ctx, r)
			for op, err := range map[string]error{
				"get": get, "list": list, "delete": remove, "upsert": upsert, "exec": exec, "raw": raw, "value": value, "select": selected,
				"insert": s.orders.Insert(ctx, r, &Order{}), "batch": s.orders.Insert(ctx, r, &Order{}, &Order{}), "update": s.orders.Update(ctx, r, &Order{}),
				"load": orm.LoadAll(ctx, r, []*Order{{}}, orm.Edge[Order](nil)),
			} {
				require.ErrorIs(t, err, orm.ErrValue, op)
			}
			require.EqualError(t, get, `orm: get "order": not a valid value: the Runner is nil, or was opened by nothing`)
		})
	}
}

// TestTrapNilArguments: a nil pointer is NULL as an argument, like nil itself.
func TestTrapNilArguments(t *testing.T) {
	onEach(t, func(t *testing.T, _ string, open laws.Open) {
		db := open(t)
		for name, arg := range map[string]any{"nil": nil, "*string": (*string)(nil), "*int64": (*int64)(nil), "Null": sql.Null[int64]{}, "[]byte": []byte(nil), "Valuer": (*laws.Point)(nil)} {
			got, err := orm.List[string](t.Context(), db, orm.SQL("SELECT COALESCE(CAST(? AS CHAR(1)), 'x')", arg))
			require.NoError(t, err, name)
			require.Equal(t, []string{"x"}, got, name)
		}
	})
}
