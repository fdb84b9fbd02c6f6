package laws

import (
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"
	"text/tabwriter"

	"github.com/stretchr/testify/require"

	"underhood/orm"
)

// ValueTable writes a row with a column of every kind, reads it back, and asks the engine
// what it keeps: kept is the SQL of a column's value as text. It compares what comes out
// with a file, or writes that, and finds exactly that table in the package's comment.
func ValueTable(t *testing.T, open Open, file string, rewrite bool, kept func(column, declaration string) string) {
	t.Helper()
	db := open(t)
	s := orm.NewSchema()
	values := orm.MustRegister[Values](s)
	ddl, err := s.DDL(db.Dialect())
	require.NoError(t, err)
	require.NoError(t, s.Create(t.Context(), db))
	all := Extremes()
	row := &all[len(all)-1]
	require.NoError(t, values.Insert(t.Context(), db, row))
	got, err := values.Get(t.Context(), db, row.ID)
	require.NoError(t, err)
	Same(t, BackFrom(*row), *got)

	var out strings.Builder
	w := tabwriter.NewWriter(&out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "Go\ttag\tcolumn\tkept as")
	pool, _ := db.SQL()
	typ := reflect.TypeFor[Values]()
	table, err := db.Dialect().Quote("values")
	require.NoError(t, err)
	for i, column := range strings.Split(ddl[0], "\n\t")[1:] {
		name, decl, ok := strings.Cut(strings.TrimSuffix(strings.TrimSuffix(column, "\n)"), ","), " ")
		require.True(t, ok)
		f := typ.Field(i)
		var text string
		//sqlvet:ignore kept is the test's own, for each dialect
		require.NoError(t, pool.QueryRowContext(t.Context(), "SELECT "+kept(name, decl)+" FROM "+table).Scan(&text))
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", strings.ReplaceAll(f.Type.String(), "laws.", ""), strings.TrimPrefix(f.Tag.Get("orm"), ","), decl, text)
	}
	require.NoError(t, w.Flush())
	var trimmed strings.Builder
	for line := range strings.Lines(out.String()) {
		trimmed.WriteString(strings.TrimRight(line, " \n") + "\n")
	}
	if rewrite {
		require.NoError(t, os.WriteFile(file, []byte(trimmed.String()), 0o600))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(want), trimmed.String())
	var comment strings.Builder
	for line := range strings.Lines(trimmed.String()) {
		comment.WriteString("//\t" + line)
	}
	doc, err := os.ReadFile("doc.go")
	require.NoError(t, err)
	require.Contains(t, string(doc), comment.String(), "the table in doc.go is\n%s", comment.String())
}
