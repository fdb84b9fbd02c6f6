package sqlite_test

import (
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"
	"text/tabwriter"

	"github.com/stretchr/testify/require"

	"underhood/orm"
	"underhood/orm/internal/laws"
	"underhood/orm/sqlite"
)

// TestValueTable writes a row with a column of every kind, asks SQLite what it keeps, and
// finds exactly that table in the package's comment.
func TestValueTable(t *testing.T) {
	db := openMemory(t)
	s := orm.NewSchema()
	values := orm.MustRegister[laws.Values](s)
	ddl, err := s.DDL(sqlite.Dialect{})
	require.NoError(t, err)
	require.NoError(t, s.Create(t.Context(), db))
	all := laws.Extremes()
	row := &all[len(all)-1]
	require.NoError(t, values.Insert(t.Context(), db, row))
	got, err := values.Get(t.Context(), db, row.ID)
	require.NoError(t, err)
	laws.Same(t, laws.BackFrom(*row), *got)

	var out strings.Builder
	w := tabwriter.NewWriter(&out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "Go\ttag\tcolumn\tkept as")
	columns := strings.Split(ddl[0], "\n\t")[1:]
	pool, _ := db.SQL()
	typ := reflect.TypeFor[laws.Values]()
	for i, column := range columns {
		name, decl, ok := strings.Cut(strings.TrimSuffix(strings.TrimSuffix(column, "\n)"), ","), " ")
		require.True(t, ok)
		f := typ.Field(i)
		var kept string
		require.NoError(t, pool.QueryRowContext(t.Context(), "SELECT typeof("+name+") || ' ' || quote("+name+") FROM \"values\"").Scan(&kept))
		if f.Type.Kind() == reflect.Float32 || f.Type.Kind() == reflect.Float64 {
			kept = "real" // whose digits are not the point
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", strings.ReplaceAll(f.Type.String(), "laws.", ""), strings.TrimPrefix(f.Tag.Get("orm"), ","), decl, kept)
	}
	require.NoError(t, w.Flush())
	var want strings.Builder
	for line := range strings.Lines(out.String()) {
		want.WriteString("//\t" + strings.TrimRight(line, " \n") + "\n")
	}
	doc, err := os.ReadFile("doc.go")
	require.NoError(t, err)
	require.Contains(t, string(doc), want.String(), "the table in doc.go is\n%s", want.String())
}
