package lesson

import (
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/internal/lessons/goldens"
)

// TestScenarioFiles: every file is listed, so none is forgotten.
func TestScenarioFiles(t *testing.T) {
	_, missing := Find("nothing")
	goldens.Listed(t, files, len(scenarios), missing)
}

// TestLayout: only blanks are changed, and only a word too long for a line passes the edge.
func TestLayout(t *testing.T) {
	for _, text := range []string{
		`SELECT "a  b", 'x  (' FROM "t" WHERE "a" = ? AND "b" IN (SELECT value FROM json_each(?)) ORDER BY "a"`,
		`INSERT INTO "t" ("a", "b") VALUES (?, ?, ?, ?), (?, ?, ?, ?), (?, ?, ?, ?), (?, ?, ?, ?)`,
		`CREATE TABLE IF NOT EXISTS "user" ( "id" INTEGER PRIMARY KEY, "name" TEXT NOT NULL, FOREIGN KEY ("id") REFERENCES "u" ("id") ON DELETE CASCADE )`,
	} {
		lines := layout(Statement{SQL: text})
		squeeze := func(s string) string { return strings.ReplaceAll(s, " ", "") }
		require.Equal(t, squeeze(text), squeeze(strings.Join(lines, "")))
		for _, line := range lines {
			require.LessOrEqual(t, len(line), sqlWidth, line)
		}
	}
	many := make([]string, 99)
	for i := range many {
		many[i] = "'value'"
	}
	require.Len(t, arguments(many), 4)
}

// TestStructsAreTheModels: what is shown as Go is what is registered.
func TestStructsAreTheModels(t *testing.T) {
	for name, model := range map[string]reflect.Type{
		"user": reflect.TypeFor[User](), "order": reflect.TypeFor[Order](), "team": reflect.TypeFor[Team](), "person": reflect.TypeFor[Person](),
	} {
		want := []string{"type", model.Name(), "struct", "{"}
		for f := range model.Fields() {
			want = append(want, f.Name, strings.ReplaceAll(f.Type.String(), "underhood/internal/lessons/orm.", ""))
			if f.Tag != "" {
				want = append(want, "`"+string(f.Tag)+"`")
			}
		}
		require.Equal(t, append(want, "}"), strings.Fields(strings.Join(structs[name], " ")))
	}
}
