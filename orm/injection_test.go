package orm_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/orm"
	"underhood/orm/sqlite"
)

// FuzzInjection writes any text as a value in every place that takes one, and as the name
// of a table and of a column: nothing but data changes, and the text comes back.
func FuzzInjection(f *testing.F) {
	for _, s := range []string{
		"", "'; DROP TABLE victim; --", `"; DROP TABLE victim; --`, `") VALUES (1); --`, "a\x00b", "\xff", "%_\\",
		"' OR '1'='1", "`x`", "[x]", "?", "$1", ":a", "/*", "é\u2028", `\'`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		type Victim struct {
			ID   int64
			Text string
		}
		type Named struct {
			ID   int64
			Text string
		}
		victimText := orm.C(func(v *Victim) *string { return &v.Text })
		schema := orm.NewSchema()
		victims := orm.MustRegister[Victim](schema)
		db := open(t)
		ctx := t.Context()
		require.NoError(t, schema.Create(ctx, db))
		keep := &Victim{Text: "keep"}
		v := &Victim{Text: text}
		require.NoError(t, victims.Insert(ctx, db, keep, v, &Victim{Text: "other"}))
		require.NoError(t, victims.Update(ctx, db, v))

		got, err := victims.Get(ctx, db, v.ID)
		require.NoError(t, err)
		require.Equal(t, text, got.Text)
		for name, q := range map[string]orm.Query[Victim]{
			"eq":  victims.Where(victimText.Eq(text)),
			"in":  victims.Where(victimText.In(text, "no such text")),
			"raw": victims.Where(orm.Raw[Victim]("text = ?", text)),
		} {
			all, err := q.List(ctx, db)
			require.NoError(t, err, name)
			found := false
			for _, row := range all {
				require.Equal(t, text, row.Text, name)
				found = found || row.ID == v.ID
			}
			require.True(t, found, name)
		}
		if !strings.ContainsRune(text, 0) { // LIKE reads C strings
			n, err := victims.Where(orm.HasPrefix(victimText, text), orm.HasSuffix(victimText, text), victimText.Eq(text)).Count(ctx, db)
			require.NoError(t, err)
			require.Positive(t, n)
		}
		n, err := victims.Where(victimText.Ne("keep"), victimText.Ne("other"), victimText.Eq(text)).Update(ctx, db, victimText.Set(text+"'"))
		require.NoError(t, err)
		if text != "keep" && text != "other" {
			require.EqualValues(t, 1, n)
		}
		all, err := victims.Where(victimText.In("keep", "other")).Count(ctx, db)
		require.NoError(t, err)
		require.GreaterOrEqual(t, all, int64(2))

		// The text as a name.
		names := orm.NewSchema(orm.WithNaming(func(name string) string {
			if name == "ID" {
				return "id"
			}
			return text
		}))
		named, err := orm.Register(names, orm.Name[Named](text+"t"))
		if err == nil {
			err = names.Create(ctx, db)
		} else {
			require.Contains(t, text, "\x00", "%v", err)
		}
		if err != nil {
			_, quoting := sqlite.Dialect{}.Quote(text)
			refused := quoting != nil || strings.EqualFold(text, "id") || strings.HasPrefix(strings.ToLower(text), "sqlite_") ||
				strings.EqualFold(text, "victim")
			_, quoting = sqlite.Dialect{}.Quote(text + "t")
			require.True(t, refused || quoting != nil, "%q: %v", text, err)
		} else {
			row := &Named{Text: "data"}
			require.NoError(t, named.Insert(ctx, db, row))
			back, err := named.All().One(ctx, db)
			require.NoError(t, err)
			require.Equal(t, *row, *back)
		}
		tables, err := orm.List[string](ctx, db, orm.SQL("SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'victim'"))
		require.NoError(t, err)
		require.Equal(t, []string{"victim"}, tables)
		left, err := victims.All().Count(ctx, db)
		require.NoError(t, err)
		require.EqualValues(t, 3, left)
	})
}
