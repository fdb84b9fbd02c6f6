package orm_test

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/orm"
	"underhood/orm/internal/laws"
)

// TestSQL holds the SQL of every operation in one golden file an engine; all of it runs.
func TestSQL(t *testing.T) { onEach(t, playSQL) }

func playSQL(t *testing.T, engine string, open laws.Open) {
	var out strings.Builder
	quiet := true
	s := newShopOn(t, open, orm.WithTrace(func(e orm.Event) {
		if quiet {
			return
		}
		for _, sent := range e.Statements {
			fmt.Fprintf(&out, "\t%s\n", sent.SQL)
			if len(sent.Args) > 0 {
				fmt.Fprintf(&out, "\t\t%v\n", sent.Args)
			}
		}
	}))
	ddl, err := s.schema.DDL(s.Dialect())
	require.NoError(t, err)
	fmt.Fprintf(&out, "create\n\t%s\n", strings.ReplaceAll(strings.Join(ddl, "\n"), "\n", "\n\t"))
	ada, bob, eve := s.fill(t)
	quiet = false

	ctx, q := t.Context(), s.customers.All()
	step := func(name string, f func() error) {
		t.Helper()
		out.WriteString("\n" + name + "\n")
		require.NoError(t, f(), name)
	}
	list := func(q orm.Query[Customer]) func() error {
		return func() error { _, err := q.List(ctx, s); return err }
	}
	affected := func(n int64, err error) error { return err }

	step("insert", func() error {
		return s.customers.Insert(ctx, s, &Customer{Email: "x", Level: "basic", Credit: "1"})
	})
	step("insert with its key", func() error { return s.orders.Insert(ctx, s, &Order{ID: 77, CustomerID: eve.ID}) })
	step("insert several", func() error {
		return s.lines.Insert(ctx, s, &Line{77, 1, "a", 1}, &Line{77, 2, "b", 1}, &Line{77, 3, "c", 1})
	})
	step("insert several, keys numbered", func() error {
		return s.orders.Insert(ctx, s, &Order{CustomerID: 4}, &Order{CustomerID: 4, Total: 1, Placed: shopTime})
	})
	step("insert, key made here", func() error { return s.files.Insert(ctx, s, &File{Path: "/"}) })
	step("upsert, nothing", func() error {
		return affected(s.customers.Upsert(ctx, s, orm.OnConflict[Customer](customerEmail).Nothing(), &Customer{Email: "x", Level: "gold", Credit: "0"}))
	})
	step("upsert, some", func() error {
		return affected(s.customers.Upsert(ctx, s, orm.OnConflict[Customer](customerEmail).Update(customerName), &Customer{Email: "x", Name: "X", Level: "gold", Credit: "0"}))
	})
	step("upsert, all", func() error {
		return affected(s.lines.Upsert(ctx, s, orm.OnConflict[Line](lineOrder, lineNo).UpdateAll(), &Line{77, 1, "z", 9}))
	})
	step("get", func() error { _, err := s.customers.Get(ctx, s, ada.ID); return err })
	step("get, key of two", func() error { _, err := s.lines.Get(ctx, s, 77, 1); return err })
	step("list", list(q))
	step("compare", list(q.Where(customerName.Eq("Ada"), customerLevel.Ne("basic"), customerID.Lt(9), customerID.Le(9), customerID.Gt(0), customerID.Ge(0))))
	step("null", list(q.Where(customerNick.IsNull(), customerBorn.IsNotNull(), customerBorn.Lt(shopTime))))
	step("logic", list(q.Where(orm.Or(customerActive.Eq(true), orm.And(customerID.Between(1, 2), orm.Not(customerName.Eq("")))))))
	step("in", list(q.Where(customerID.In(1, 2, 3), customerName.NotIn("x", "y'"), customerLevel.In("gold"))))
	step("in nothing", list(q.Where(customerID.In(), customerName.NotIn())))
	step("like", list(q.Where(orm.Like(customerName, "A%"), orm.Contains(customerName, "50%"), orm.HasPrefix(customerName, "_"), orm.HasSuffix(customerName, `\`))))
	step("expressions", list(q.Where(customerName.EqExpr(customerEmail), customerName.LtExpr(customerEmail))))
	step("order and page", list(q.OrderBy(customerName.Desc(), customerID.Asc()).Limit(2).Offset(1)))
	step("offset alone", list(q.Offset(2)))
	step("raw condition", list(q.Where(orm.Raw[Customer]("length(name) > ? OR '?' = ?", 2, "x"))))
	step("deleted too", list(q.WithDeleted()))
	step("deleted only", list(q.OnlyDeleted()))
	step("one", func() error { _, err := q.Where(customerID.Eq(1)).One(ctx, s); return err })
	step("first", func() error { _, err := q.OrderBy(customerID.Asc()).First(ctx, s); return err })
	step("each", func() error {
		for _, err := range q.Limit(1).Each(ctx, s) {
			if err != nil {
				return err
			}
		}
		return nil
	})
	step("count", func() error { return affected(q.Count(ctx, s)) })
	step("count of a page", func() error { return affected(q.Limit(2).Count(ctx, s)) })
	step("exists", func() error { _, err := q.Exists(ctx, s); return err })
	rich := s.orders.Where(orderTotal.Gt(6))
	step("exists, related", list(q.Where(orm.Exists(customerID, orderCustomer, rich))))
	step("exists, nested", list(q.Where(orm.Not(orm.Exists(customerID, orderCustomer, rich.Where(orm.Exists(orderID, lineOrder, s.lines.Where(lineItem.Eq("a")))))))))
	step("value", func() error { _, err := orm.Value(ctx, s, s.orders.All(), orm.Avg(orderTotal)); return err })
	report := orm.Select(s.orders.All().GroupBy(orderCustomer).Having(orm.Count[Order]().Gt(1)).OrderBy(orm.Sum(orderTotal).Desc()),
		orm.Into(spentN, orm.Count[Order]()), orm.Into(spentSum, orm.Sum(orderTotal)), orm.Into(spentLeast, orm.Min(orderTotal)))
	step("select groups", func() error { _, err := report.List(ctx, s); return err })
	step("join", func() error {
		_, err := s.joined.Where(joinedName.Ne("x")).OrderBy(joinedOrderID.Asc()).List(ctx, s)
		return err
	})
	step("join, groups", func() error {
		_, err := orm.Select(s.joined.All().GroupBy(joinedName).OrderBy(joinedName.Asc()), orm.Into(spentName, joinedName),
			orm.Into(spentN, orm.CountDistinct(joinedOrderID)), orm.Into(spentSum, orm.Sum(joinedTotal))).List(ctx, s)
		return err
	})
	step("join, exists", func() error {
		_, err := s.joined.Where(orm.Exists(joinedOrderID, lineOrder, s.lines.All())).Count(ctx, s)
		return err
	})
	step("raw", func() error {
		_, err := orm.List[int64](ctx, s, orm.SQL("SELECT count(*) FROM customer WHERE born < ?", shopTime))
		return err
	})
	step("raw exec", func() error {
		return affected(orm.Exec(ctx, s, orm.SQL("UPDATE customer SET name = ? WHERE id = ?", "Ada L.", ada.ID)))
	})
	step("update", func() error { return s.customers.Update(ctx, s, ada) })
	step("update columns", func() error { return s.customers.Update(ctx, s, ada, customerActive, customerCredit) })
	step("update, key of two", func() error { return s.lines.Update(ctx, s, &Line{77, 1, "q", 0}) })
	step("update by query", func() error {
		return affected(q.Where(customerID.Eq(bob.ID)).Update(ctx, s, customerName.Set("B"), customerNick.SetNull(), customerBorn.Set(shopTime)))
	})
	step("update, adding", func() error {
		return affected(s.lines.All().Update(ctx, s, orm.Add(lineCount, 2)))
	})
	step("delete", func() error { return s.customers.Delete(ctx, s, ada) })
	step("delete by query", func() error { return affected(q.Where(customerID.Eq(bob.ID)).Delete(ctx, s)) })
	step("delete where exists", func() error {
		return affected(s.lines.Where(orm.Exists(lineOrder, orderID, s.orders.Where(orderTotal.Gt(100)))).Delete(ctx, s))
	})
	step("hard delete", func() error { return s.customers.HardDelete(ctx, s, ada) })
	step("delete all", func() error { return affected(s.lines.All().Delete(ctx, s)) })
	step("transaction", func() error {
		return s.Tx(ctx, func(tx *orm.Tx) error {
			if _, err := s.orders.All().Count(ctx, tx); err != nil {
				return err
			}
			err := tx.Tx(ctx, func(*orm.Tx) error { return context.DeadlineExceeded })
			if err != context.DeadlineExceeded {
				return fmt.Errorf("not %w", err)
			}
			return s.lines.Insert(ctx, tx, &Line{77, 8, "", 0}, &Line{77, 9, "", 0})
		})
	})
	step("read-only transaction", func() error {
		return s.Tx(ctx, func(*orm.Tx) error { return nil }, orm.ReadOnly())
	})
	golden(t, filepath.Join("testdata", engine+".sql"), out.String())
}
