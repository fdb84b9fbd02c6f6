package websec_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/websec"
)

func ExampleSQL() {
	q := websec.SQL("SELECT id FROM users WHERE age > ?", 17)
	if name := "O'Brien"; name != "" {
		q = q.Add("AND name = ?", name)
	}
	fmt.Println(q.For(websec.Dollar))
	// Output: SELECT id FROM users WHERE age > $1 AND name = $2 [17 O'Brien] <nil>
}

func ExampleQuery() {
	kind, text, column := "book", "100%", "price" // of a request
	sortable := websec.Allow("name", "price")
	q := websec.SQL("SELECT id FROM products WHERE kind = ? AND", kind).
		Join(websec.Contains(websec.SQL("name"), text)).
		Add("ORDER BY").Join(sortable.Pick(column))
	query, args, err := q.For(websec.Dollar)
	fmt.Println(query, args, err)

	_, _, err = websec.SQL("SELECT id FROM products ORDER BY").Join(sortable.Pick("1; DROP TABLE products")).For(websec.Dollar)
	fmt.Println(err)
	// Output:
	// SELECT id FROM products WHERE kind = $1 AND name LIKE $2 ESCAPE '!' ORDER BY price [book %100!%%] <nil>
	// websec: bad query: "1; DROP TABLE products" is not one of ["name" "price"]
}

func ExampleAllow() {
	orders := websec.Allow("id", "name").As("newest", "created DESC")
	list := func(order string) {
		fmt.Println(websec.SQL("SELECT id FROM users ORDER BY").Join(orders.Pick(order)).For(websec.Question))
	}
	list("newest")
	list("id; DROP TABLE users")
	// Output:
	// SELECT id FROM users ORDER BY created DESC [] <nil>
	//  [] websec: bad query: "id; DROP TABLE users" is not one of ["id" "name" "newest"]
}

func ExampleIn() {
	q := websec.SQL("SELECT name FROM users WHERE").Join(websec.In(websec.SQL("id"), []int{3, 5, 8}))
	fmt.Println(q.For(websec.Dollar))
	fmt.Println(websec.In(websec.SQL("id"), []int{}).For(websec.Dollar))
	// Output:
	// SELECT name FROM users WHERE id IN ($1, $2, $3) [3 5 8] <nil>
	// 1 = 0 [] <nil>
}

func ExampleContains() {
	q := websec.SQL("SELECT id FROM users WHERE").Join(websec.Contains(websec.SQL("name"), "100%"))
	fmt.Println(q.For(websec.Question))
	// Output: SELECT id FROM users WHERE name LIKE ? ESCAPE '!' [%100!%%] <nil>
}

func TestQueryParts(t *testing.T) {
	name := websec.SQL("coalesce(name, ?)", "-")
	tests := []struct {
		q    websec.Query
		want string
		args []any
	}{
		{websec.Query{}.Join(websec.SQL("SELECT 1")), "SELECT 1", nil},
		{websec.SQL("SELECT 1").Join(websec.Query{}), "SELECT 1", nil},
		{websec.SQL("SELECT '?', \"?\" -- ?\n, ?", 1), "SELECT '?', \"?\" -- ?\n, $1", []any{1}},
		{websec.SQL("SELECT a ?? 'b' OR a ??| ?", 1), "SELECT a ? 'b' OR a ?| $1", []any{1}},
		{websec.SQL(`SELECT E'it\'s ?', $$ ? $$, ?`, 1), `SELECT E'it\'s ?', $$ ? $$, $1`, []any{1}},
		{websec.SQL("SELECT 1 -- note\n").Add("WHERE a = ?", 1), "SELECT 1 -- note\n WHERE a = $1", []any{1}},
		{websec.NotIn(name, []string{"a", "b"}), "coalesce(name, $1) NOT IN ($2, $3)", []any{"-", "a", "b"}},
		{websec.NotIn(name, []string{}), "1 = 1", nil},
		{websec.In(name, []string(nil)), "1 = 0", nil},
		{websec.HasPrefix(name, "_!"), "coalesce(name, $1) LIKE $2 ESCAPE '!'", []any{"-", "!_!!%"}},
		{websec.HasSuffix(name, "x"), "coalesce(name, $1) LIKE $2 ESCAPE '!'", []any{"-", "%x"}},
		{websec.Names{}.As("a", "b").Pick("a"), "b", nil},
	}
	for _, tt := range tests {
		text, args, err := tt.q.For(websec.Dollar)
		require.NoError(t, err)
		require.Equal(t, tt.want, text)
		require.Len(t, args, len(tt.args))
		for i, arg := range tt.args {
			require.Equal(t, arg, args[i])
		}
	}
}

func TestQueryRefused(t *testing.T) {
	bad := websec.Allow("id").Pick("ID")
	tests := []struct {
		q   websec.Query
		err string
	}{
		{websec.Query{}, "it is empty"},
		{websec.SQL("SELECT ?"), `"SELECT ?" has 1 placeholders and 0 arguments`},
		{websec.SQL("SELECT 1").Add("AND ?", 1, 2).Add("OK"), `"AND ?" has 1 placeholders and 2 arguments`},
		{websec.SQL("SELECT 1; DROP TABLE users"), "more than one statement"},
		{websec.SQL("SELECT '").Add("?", 1), `"SELECT '" ends inside a ' quote`},
		{websec.SQL("SELECT a FROM t WHERE b = ? -- note", 1).Add("AND owner = 7"), `"SELECT a FROM t WHERE b = ? -- note" ends inside a -- comment`},
		{websec.SQL("SELECT a FROM t WHERE b = ? /* note", 1).Add("AND owner = 7 */"), "ends inside a /* comment"},
		{websec.SQL("SELECT 1").Add("WHERE a = 'x AND owner = 7"), `"WHERE a = 'x AND owner = 7" ends inside a ' quote`},
		{websec.SQL("SELECT a ORDER BY").Join(websec.Allow("a -- b").Pick("a -- b")).Add("LIMIT 1"), `"a -- b" ends inside a -- comment`},
		{websec.Allow("a = ?").Pick("a = ?"), "has 1 placeholders and 0 arguments"},
		{websec.SQL("SELECT $1 , ?", 1), "has the placeholder $1"},
		{websec.SQL("SELECT ?1", 1), "has the placeholder ?1"},
		{websec.SQL("SELECT a ?? 'b'"), "has ??, which is for placeholders other than ?"},
		{websec.SQL("SELECT").Join(bad).Add("FROM t"), `"ID" is not one of ["id"]`},
		{websec.In(bad, []int{}), `"ID" is not one of`},
		{websec.In(websec.Query{}, []int{1}), "no expression in front of IN"},
		{websec.NotIn(websec.Query{}, []int{}), "no expression in front of NOT IN"},
		{websec.Contains(websec.Query{}, "x"), "no expression in front of LIKE"},
		{websec.In(websec.SQL("a"), []byte("ab")), "[]byte is not a list"},
		{websec.Contains(bad, "x"), `"ID" is not one of`},
		{websec.Names{}.Pick(""), `"" is not one of []`},
	}
	for _, tt := range tests {
		text, args, err := tt.q.For(websec.Question)
		require.ErrorIs(t, err, websec.ErrQuery)
		require.ErrorContains(t, err, tt.err)
		require.Empty(t, text)
		require.Nil(t, args)
	}
	_, _, err := websec.SQL("SELECT 1").For(7)
	require.ErrorIs(t, err, websec.ErrQuery)
	var name *websec.NameError
	_, _, err = bad.For(websec.Question)
	require.True(t, errors.As(err, &name))
	require.Equal(t, "ID", name.Name)
}

// TestQueryIsAValue: what is made from a query does not change it, nor one another.
func TestQueryIsAValue(t *testing.T) {
	base := websec.SQL("a = ?", 1).Add("AND b = ?", 2)
	one, two := base.Add("AND c = ?", 3), base.Add("AND c = ?", 4)
	three := websec.Contains(base, "x")
	four := websec.Contains(base, "y")
	for q, want := range map[*websec.Query]any{&one: 3, &two: 4, &three: "%x%", &four: "%y%"} {
		_, args, err := q.For(websec.Question)
		require.NoError(t, err)
		require.Equal(t, want, args[2])
		args[0] = "changed"
	}
	_, args, err := base.For(websec.Question)
	require.NoError(t, err)
	require.Equal(t, []any{1, 2}, args)
	names := websec.Allow("id")
	_ = names.As("more", "more")
	_, _, err = names.Pick("more").For(websec.Question)
	require.Error(t, err)
}

// A recorder is a driver that notes what it is asked.
type recorder struct{ text *string }

func (r recorder) Connect(context.Context) (driver.Conn, error) { return r, nil }
func (r recorder) Driver() driver.Driver                        { return nil }
func (r recorder) Begin() (driver.Tx, error)                    { return nil, driver.ErrSkip }
func (r recorder) Close() error                                 { return nil }
func (r recorder) NumInput() int                                { return strings.Count(*r.text, "?") }
func (r recorder) Query([]driver.Value) (driver.Rows, error)    { return nil, driver.ErrSkip }
func (r recorder) Exec(args []driver.Value) (driver.Result, error) {
	return driver.RowsAffected(len(args)), nil
}

func (r recorder) Prepare(text string) (driver.Stmt, error) {
	*r.text = text
	return r, nil
}

// TestQueryThroughDatabase: database/sql takes what For gives, and data stays beside
// the text.
func TestQueryThroughDatabase(t *testing.T) {
	var text string
	db := sql.OpenDB(recorder{&text})
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	attack := "x'); DROP TABLE users; --"
	q, args, err := websec.SQL("DELETE FROM users WHERE").Join(websec.In(websec.SQL("name"), []string{attack, "a"})).For(websec.Question)
	require.NoError(t, err)
	res, err := db.ExecContext(t.Context(), q, args...)
	require.NoError(t, err)
	n, err := res.RowsAffected()
	require.NoError(t, err)
	require.EqualValues(t, 2, n)
	require.Equal(t, "DELETE FROM users WHERE name IN (?, ?)", text)
}

// FuzzQuery keeps: whatever the data, the text is the same, and the data is in it nowhere.
func FuzzQuery(f *testing.F) {
	for _, s := range []string{"id", "name", "'; --", "%_!", "?", "$1"} {
		f.Add(s)
	}
	names := websec.Allow("id", "name")
	f.Fuzz(func(t *testing.T, data string) {
		q := websec.SQL("SELECT 1 FROM t WHERE a = ? AND", data).Join(websec.Contains(websec.SQL("b"), data)).
			Add("AND").Join(websec.In(websec.SQL("c"), []string{data}))
		text, args, err := q.For(websec.Dollar)
		require.NoError(t, err)
		require.Equal(t, "SELECT 1 FROM t WHERE a = $1 AND b LIKE $2 ESCAPE '!' AND c IN ($3)", text)
		require.Len(t, args, 3)
		text, _, err = names.Pick(data).For(websec.Question)
		require.Equal(t, data == "id" || data == "name", err == nil)
		require.Contains(t, []string{"", "id", "name"}, text)
	})
}
