package lesson_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	lesson "underhood/internal/lessons/orm"
	"underhood/internal/show"
	"underhood/orm"
	"underhood/orm/sqlite"
)

// mine plays a program of a user's.
func mine(t *testing.T, program string) (show.Tape, error) {
	t.Helper()
	return choose(t.Context(), show.Choice{Program: []byte(program), File: "p.json"})
}

// beats are the run of a program.
func beats(t *testing.T, program string) []lesson.Beat {
	t.Helper()
	tape, err := mine(t, program)
	require.NoError(t, err)
	require.Equal(t, "orm: p.json", tape.Title())
	all := make([]lesson.Beat, tape.Len())
	for i := range all {
		text, err := tape.JSON(i + 1)
		require.NoError(t, err)
		var moment struct{ Events []lesson.Beat }
		require.NoError(t, json.Unmarshal(text, &moment))
		require.Len(t, moment.Events, 1)
		all[i] = moment.Events[0]
		require.NotEmpty(t, tape.Line(i+1))
		require.NotEmpty(t, show.Text(tape.Scene(i+1)))
	}
	return all
}

func plan(steps string) string {
	return `{"tables":["user","order"],"plan":[["create"],["new","a","user","name=A","age=1"],["insert","a"],` + steps + `]}`
}

// crew is a plan of a session with a team and a person.
func crew(steps string) string {
	return `{"tables":["team","person"],"plan":[["create"],["session"],["new","t","team","name=T"],["new","a","person","name=A"],` + steps + `]}`
}

// TestFlush: a flush is shown step by step, each row once, and what fails is undone in the
// picture as in the objects.
func TestFlush(t *testing.T) {
	all := beats(t, crew(`["relate","a","team","t"],["relate","t","lead","a"],["add","a"],["add","t"],["flush"],
		["new","b","person","name=B"],["relate","b","boss","a"],["add","b"],["flush"]`))
	var done []string
	for _, b := range all {
		for _, e := range b.Events {
			if b.Kind == "part" {
				done = append(done, e.Op)
			}
		}
	}
	require.Equal(t, []string{"begin", "insert", "insert", "update", "commit", "begin", "insert", "commit"}, done)
	for _, r := range all[len(all)-2].Graph.Rows {
		require.Equal(t, "done", r.Status)
	}
	require.Equal(t, [][]string{{"1", "'A'", "1", "NULL"}, {"2", "'B'", "NULL", "1"}}, all[len(all)-1].Tables[1].Rows)

	all = beats(t, crew(`["add","a"],["flush"],["new","b","person","id=1"],["forget","a"],["new","c","person","name=C"],["relate","c","boss","b"],["add","c","b"],["flush"]`))
	failed := all[len(all)-2]
	require.Equal(t, "unique", failed.Fault)
	all = beats(t, crew(`["add","a"],["flush"],["session"],["new","b","person","id=1"],["add","t"],["add","b"],["relate","b","team","t"],["flush"]`))
	failed = all[len(all)-2]
	require.Equal(t, "unique", failed.Fault)
	require.Equal(t, "Person{1 \"\" team NULL=T boss NULL}", failed.Objects[2].Value, "what the flush filled in is taken back")
	for _, r := range failed.Graph.Rows {
		require.Equal(t, "undone", r.Status)
	}
}

// TestFaults: what goes wrong is told with its kind, changes nothing, and the run goes on.
func TestFaults(t *testing.T) {
	for name, c := range map[string]struct{ steps, fault string }{
		"stale":        {`["get","b","user","1"],["update","b"],["update","a"]`, "stale"},
		"not found":    {`["get","b","user","2"]`, "not found"},
		"none first":   {`["first","b","user","age>1"]`, "not found"},
		"no such row":  {`["harddelete","a"],["update","a"]`, "not found"},
		"gone already": {`["harddelete","a"],["delete","a"]`, "not found"},
		"unique":       {`["new","b","user","name=A"],["insert","b"]`, "unique"},
		"no owner":     {`["new","o","order","user_id=7"],["insert","o"]`, "foreign key"},
		"drop all":     {`["drop","user"]`, "no condition"},
		"drop unseen":  {`["drop","user","deleted"]`, "no condition"},
		"change all":   {`["change","user","age=0"]`, "no condition"},
		"too far":      {`["list","l","user","offset 1"],["count","user","order id","limit 0"],["change","user","gone=NULL","where","all","limit 1"]`, "other"},
	} {
		t.Run(name, func(t *testing.T) {
			all := beats(t, plan(c.steps))
			failed, last := all[len(all)-2], all[len(all)-1]
			require.Equal(t, c.fault, failed.Fault, failed.Error)
			require.Equal(t, all[len(all)-3].Tables, last.Tables)
			require.Equal(t, "end", last.Kind)
		})
	}
}

// TestValuesAreNoSQL: the statements of a program are the same whatever its texts are.
func TestValuesAreNoSQL(t *testing.T) {
	texts := func(value string) (sql []string, name string) {
		quoted, err := json.Marshal("name=" + value)
		require.NoError(t, err)
		for _, b := range beats(t, plan(`["set","a",`+string(quoted)+`],["update","a","name"],["list","l","user",`+string(quoted)+`],
			["change","user",`+string(quoted)+`,"where","name<>x"],["upsert","a","name","age"]`)) {
			for _, e := range b.Events {
				for _, s := range e.Statements {
					sql = append(sql, s.SQL)
				}
			}
			if len(b.Tables) > 0 && len(b.Tables[0].Rows) > 0 {
				name = b.Tables[0].Rows[0][1]
			}
		}
		return sql, name
	}
	want, _ := texts("plain")
	for _, value := range []string{"'", `"`, "x'); DROP TABLE user; --", "' OR '1'='1", "?", "a=b", "/*", "\\", "%", "in 1,2"} {
		got, name := texts(value)
		require.Equal(t, want, got, value)
		require.Equal(t, "'"+strings.ReplaceAll(value, "'", "''")+"'", name)
	}
}

// TestTransaction: inside, its own work is seen; what is rolled back leaves the tables as
// they were, and the objects as they are.
func TestTransaction(t *testing.T) {
	all := beats(t, plan(`["begin"],["set","a","age=2"],["update","a","age"],["rollback"]`))
	inside, after := all[len(all)-3], all[len(all)-2]
	require.Equal(t, []string{"1", "'A'", "2", "1", "NULL"}, inside.Tables[0].Rows[0])
	require.Equal(t, []string{"1", "'A'", "1", "0", "NULL"}, after.Tables[0].Rows[0])
	require.Equal(t, `User{1 "A" 2 v1}`, after.Objects[0].Value)
	require.Zero(t, after.Depth)
}

// TestChooseSaysWhere: a wrong program is refused before anything is played.
func TestChooseSaysWhere(t *testing.T) {
	opened := false
	closed := lesson.Choose(func(ctx context.Context, path string, opts ...orm.Option) (*orm.DB, error) {
		opened = true
		return sqlite.Open(ctx, path, opts...)
	})
	for name, c := range map[string]struct{ program, want string }{
		"not JSON":       {"{\n\"plan\" 1}", "p.json:2: invalid character"},
		"unknown field":  {`{"plans":[]}`, `json: unknown field "plans"`},
		"tables":         {`{"tables":["order"]}`, "tables: "},
		"too long":       {`{"plan":[` + strings.Repeat(`["create"],`, 200) + `["create"]]}`, "plan: 201 steps, 200 at most"},
		"no step":        {`{"plan":[[]]}`, "plan[0] : there is no such step"},
		"unknown step":   {`{"plan":[["truncate"]]}`, "plan[0] truncate: there is no such step"},
		"short":          {`{"plan":[["new","a"]]}`, "2 words, it takes 3 at least"},
		"long":           {`{"plan":[["create","user"]]}`, "2 words, it takes 1 at most"},
		"no order":       {`{"plan":[["new","a","order"]]}`, `"order" is no model of this program`},
		"no report":      {`{"plan":[["report","r"]]}`, "it needs orders"},
		"report query":   {plan(`["report","r","age=1"]`), `"age" is none of the columns id, name, item, price`},
		"no name":        {`{"plan":[["new","","user"]]}`, "an object without a name"},
		"name of list":   {plan(`["list","l","user"],["get","l","user","1"]`), "l is a name already"},
		"name of object": {plan(`["list","a","user"]`), "a is a name already"},
		"another type":   {plan(`["new","a","order"]`), "a is of user already"},
		"new join":       {plan(`["new","j","user+order"]`), "user+order is read only"},
		"get join":       {plan(`["get","j","user+order","1"]`), "user+order has no key"},
		"set join":       {plan(`["first","j","user+order"],["set","j","id=1"]`), "j is read only"},
		"drop join":      {plan(`["drop","user+order","all"]`), "user+order is read only"},
		"no key":         {plan(`["get","b","user","x"]`), `parsing "x"`},
		"no object":      {plan(`["insert","b"]`), `there is no object "b"`},
		"two types":      {plan(`["new","o","order"],["insert","a","o"]`), "a and o are not of one type"},
		"no field":       {plan(`["set","a","size=1"]`), `"size" is none of the columns id, name, age, version, gone`},
		"no equals":      {plan(`["set","a","age"]`), `"age" is not like age=36`},
		"no number":      {plan(`["set","a","age=x"]`), `age: "x" is no whole number`},
		"no time":        {plan(`["set","a","gone=now"]`), "gone is only set to, and compared with, NULL"},
		"time compared":  {plan(`["list","l","user","gone<NULL"]`), "gone is only set to"},
		"time assigned":  {plan(`["change","user","gone+1","where","all"]`), "gone is only set to"},
		"no column":      {plan(`["update","a","size"]`), `"size" is none of`},
		"no condition":   {plan(`["list","l","user","old"]`), `"old" is no condition`},
		"like a number":  {plan(`["list","l","user","age~1"]`), "age is no text"},
		"in words":       {plan(`["list","l","user","id in 1,x"]`), `id: "x" is no whole number`},
		"in nothing":     {plan(`["list","l","user","size in 1"]`), `"size" is none of`},
		"no order by":    {plan(`["count","user","order size"]`), `order: "size" is none of`},
		"no limit":       {plan(`["count","user","limit -1"]`), `limit: "-1" is no count`},
		"no stop":        {plan(`["each","l","user","x"]`), `"x" is no count`},
		"no assignment":  {plan(`["change","user","age"]`), `"age" is like neither`},
		"assigns none":   {plan(`["change","user","size=1"]`), `"size" is none of`},
		"assigns words":  {plan(`["change","user","age=x"]`), `age: "x" is no whole number`},
		"change none":    {plan(`["change","item","age=1"]`), `"item" is no model`},
		"not begun":      {plan(`["commit"]`), "no transaction is open"},
		"save nothing":   {plan(`["savepoint"]`), "no transaction is open"},
		"begun twice":    {plan(`["begin"],["begin"]`), "the innermost thing open is a begin"},
		"not released":   {plan(`["begin"],["savepoint"],["commit"]`), "the innermost thing open is a savepoint"},
		"no session":     {`{"plan":[["flush"]]}`, "there is no session"},
		"session inside": {plan(`["begin"],["session"],["commit"]`), "a session here has transactions of its own, and one is open"},
		"add nothing":    {plan(`["session"],["add","b"]`), `there is no object "b"`},
		"meet a join":    {plan(`["session"],["meet","j","user+order","1"]`), "user+order has no key"},
		"meet no key":    {plan(`["session"],["meet","b","user","x"]`), `parsing "x"`},
		"no field for":   {plan(`["relate","a","boss","nil"]`), `"boss" is no field for another object`},
		"relate nothing": {plan(`["relate","b","boss","nil"]`), `there is no object "b"`},
		"another object": {crew(`["relate","a","boss","t"]`), "t is no person"},
		"not ended":      {plan(`["begin"]`), "a begin is never ended"},
	} {
		t.Run(name, func(t *testing.T) {
			opened = false
			_, err := closed(t.Context(), show.Choice{Program: []byte(c.program), File: "p.json"})
			var wrong *show.InputError
			require.ErrorAs(t, err, &wrong)
			require.ErrorContains(t, err, c.want)
			require.False(t, opened)
		})
	}
}

// TestPlayedAndWrong: what only the run can find is told with its place.
func TestPlayedAndWrong(t *testing.T) {
	for name, c := range map[string]struct{ program, want string }{
		"not read":    {plan(`["get","b","user","2"],["update","b"]`), `plan[4] update: there is no object "b"`},
		"in a batch":  {plan(`["get","b","user","2"],["insert","a","b"]`), `plan[4] insert: there is no object "b"`},
		"create late": {`{"plan":[["begin"],["create"],["commit"]]}`, "plan[1] create: tables are created outside"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := mine(t, c.program)
			require.ErrorContains(t, err, c.want)
		})
	}
	_, err := choose(t.Context(), show.Choice{Scenario: "nothing"})
	require.Error(t, err)
	shut := errors.New("shut")
	_, err = lesson.Tape(t.Context(), func(context.Context, string, ...orm.Option) (*orm.DB, error) { return nil, shut }, "t", []byte(plan(`["create"]`)))
	require.ErrorIs(t, err, shut)
}

// TestCancelled: a run that nobody wants any more ends.
func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := choose(ctx, show.Choice{Program: []byte(plan(`["count","user"]`))})
	require.ErrorIs(t, err, context.Canceled)
}

// TestSameAgain: nothing is left to chance, and a state that was looked at is not changed
// by what comes after.
func TestSameAgain(t *testing.T) {
	for _, sc := range lesson.Scenarios() {
		tape, err := choose(t.Context(), show.Choice{Scenario: sc.Name})
		require.NoError(t, err)
		again, err := choose(t.Context(), show.Choice{Scenario: sc.Name})
		require.NoError(t, err)
		forwards := make([]string, tape.Len()+1)
		for step := range forwards {
			forwards[step] = show.Text(tape.Scene(step))
		}
		for step := again.Len(); step >= 0; step-- {
			require.Equal(t, forwards[step], show.Text(again.Scene(step)))
			require.Equal(t, forwards[step], show.Text(tape.Scene(step)))
		}
	}
}
