package lesson_test

import (
	"encoding/json"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/internal/show"
)

// randomPlan makes steps that are well formed, though many of them must fail.
func randomPlan(r *rand.Rand) [][]string {
	one := func(words ...string) string { return words[r.IntN(len(words))] }
	user := func() string { return one("u1", "u2", "u3") }
	sets := func() string {
		return one("age=0", "age=36", "name=A", "name=B", "name=x'; --", "gone=NULL", "version=0", "id=2")
	}
	query := func() []string {
		all := []string{one("age>=18", "id in 1,2", "name~a%", "gone<>NULL", "all", "deleted", "version<2")}
		if r.IntN(2) == 0 {
			all = append(all, one("order id desc", "limit 1", "offset 1", "all"))
		}
		return all
	}
	plan := [][]string{{"create"}}
	for _, name := range []string{"u1", "u2", "u3"} {
		plan = append(plan, []string{"new", name, "user", sets()})
	}
	plan = append(plan, []string{"new", "o1", "order", "user_id=1", "item=tea"})
	depth := 0
	for range 30 {
		plan = append(plan, [][]string{
			{"set", user(), sets()},
			{"insert", user()},
			{"insert", "u1", "u2", "u3"},
			{"insert", "o1"},
			{"update", user(), one("age", "name", "gone")},
			{"update", user()},
			{"upsert", user(), "name", "age"},
			{"upsert", user(), "name"},
			{one("delete", "harddelete"), user()},
			append([]string{"list", "l", "user"}, query()...),
			append([]string{"each", "e", "user", one("0", "1")}, query()...),
			append([]string{"count", "user"}, query()...),
			append([]string{"drop", "user"}, query()...),
			append([]string{"change", "user", one("age+1", "age=0", "name=A"), "where"}, query()...),
			{"list", "j", "user+order", "order id"},
			{"report", "r"},
		}[r.IntN(16)])
		if depth == 0 && r.IntN(3) == 0 {
			plan = append(plan, []string{"session"}, []string{"meet", "u1", "user", "1"}, []string{one("add", "remove"), user()}, []string{one("plan", "flush")})
		}
		switch word := r.IntN(6); {
		case word == 0 && depth == 0:
			plan, depth = append(plan, []string{"begin"}), 1
		case word == 0:
			plan, depth = append(plan, []string{"savepoint"}), depth+1
		case word == 1 && depth > 0:
			plan, depth = append(plan, end(r, depth)), depth-1
		}
	}
	for ; depth > 0; depth-- {
		plan = append(plan, end(r, depth))
	}
	return plan
}

func end(r *rand.Rand, depth int) []string {
	switch {
	case r.IntN(2) == 0:
		return []string{"rollback"}
	case depth == 1:
		return []string{"commit"}
	}
	return []string{"release"}
}

// TestRandomPrograms: a step that fails changes no table; one that only reads changes none
// either; a rollback gives the tables of before what it undoes.
func TestRandomPrograms(t *testing.T) {
	for seed := range uint64(60) {
		plan := randomPlan(rand.New(rand.NewPCG(seed, 9)))
		text, err := json.Marshal(map[string]any{"tables": []string{"user", "order"}, "plan": plan})
		require.NoError(t, err)
		name := "seed " + strconv.FormatUint(seed, 10) + ": " + string(text)
		var before any
		var marks []any
		for _, b := range beats(t, string(text)) {
			switch b.Kind {
			case "begin", "savepoint":
				marks = append(marks, b.Tables)
			case "commit", "release":
				marks = marks[:len(marks)-1]
				require.Equal(t, before, b.Tables, name)
			case "rollback":
				require.Equal(t, marks[len(marks)-1], b.Tables, name)
				marks = marks[:len(marks)-1]
			case "new", "set", "list", "each", "row", "count", "report", "end":
				if before != nil {
					require.Equal(t, before, b.Tables, name)
				}
			}
			if b.Error != "" {
				require.Equal(t, before, b.Tables, name)
			}
			before = b.Tables
		}
		tape, err := mine(t, string(text))
		require.NoError(t, err)
		for step := range tape.Len() + 1 {
			require.NotEmpty(t, show.Layout(tape.Scene(step), show.TerminalSize).Words)
			require.False(t, strings.Contains(tape.Line(step), "\n"))
		}
	}
}
