package lesson

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/internal/lessons/websec/bank"
	"underhood/internal/show"
)

// fought is a program's run in plain lines, with the verdict.
func fought(t *testing.T, program string) (lines string, verdict error) {
	t.Helper()
	tape, verdict, err := Choose(t.Context(), show.Choice{Program: []byte(program), File: "mine.json"})
	require.NoError(t, err)
	require.Equal(t, "websec: mine.json", tape.Title())
	var all strings.Builder
	for step := 1; step <= tape.Len(); step++ {
		all.WriteString(strings.TrimSpace(tape.Line(step)) + "\n")
		_, err := tape.JSON(step)
		require.NoError(t, err)
		require.NotEmpty(t, show.Text(tape.Scene(step)))
	}
	return all.String(), verdict
}

// TestVerdict: it is computed from what happened. What is no attack, or one that nothing
// holds, is told as such.
func TestVerdict(t *testing.T) {
	for name, c := range map[string]struct{ program, says string }{
		"harmless":                  {`{"plan":[["link","eve","cross-site","/accounts","q=nobody"]],"goal":["page","eve","London"]}`, "the bare bank held, the protected one held"},
		"honest":                    {`{"plan":[["login","ada"],["form","ada","same-origin","/pay","to=eve","amount=10"]],"goal":["paid","eve"]}`, "the bare bank fell, the protected one fell"},
		"eve as herself":            {`{"plan":[["login","eve"]],"goal":["user","eve","eve"]}`, "the protected one fell"},
		"nobody else is logged in":  {`{"plan":[["link","ada","none","/"]],"goal":["user","ada","eve"]}`, "the bare bank held"},
		"own script":                {`{"plan":[["link","guest","none","/"]],"goal":["runs","guest","own script"]}`, "the protected one fell"},
		"a letter that is not it":   {`{"plan":[["link","eve","cross-site","/accounts","q=","by=CASE WHEN (SELECT password FROM account WHERE name='ada') LIKE 'z%' THEN city ELSE name END"]],"goal":["page","eve","<td>Ely</td></tr><tr><td>bob</td>"]}`, "the bare bank held"},
		"payment to a port, by GET": {`{"plan":[["login","ada"],["link","ada","same-site","/pay","to=eve","amount=10"]],"goal":["paid","eve"]}`, "the bare bank held"},
	} {
		t.Run(name, func(t *testing.T) {
			_, verdict := fought(t, c.program)
			require.ErrorIs(t, verdict, ErrOtherwise)
			require.ErrorContains(t, verdict, c.says)
		})
	}
}

// TestTold: what scenarios do not show.
func TestTold(t *testing.T) {
	for name, c := range map[string]struct{ program, want string }{
		"broken statement": {`{"plan":[["link","eve","none","/accounts","q='"]],"goal":["page","eve","unrecognized token"]}`, `LIKE '%'%' ORDER BY name: SQL logic error: unrecognized token`},
		"no such page":     {`{"plan":[["link","eve","same-origin","/nothing"]],"goal":["page","eve","x"]}`, `the answer to GET /nothing is 404`},
		"no fields":        {`{"plan":[["form","ada","cross-site","/pay"]],"goal":["paid","eve"]}`, "sends a form from ada's browser to /pay:\n"},
		"token":            {`{"plan":[["login","bob"],["form","bob","same-origin","/say","text=hi"]],"goal":["page","bob","hi"]}`, "POST /say csrf_token=token"},
		"two duels":        {`{"duels":["sql","csrf"]}`, "2 duels: the bare bank fell in 2, the protected one held in 2\n"},
		"none":             {`{"duels":[]}`, "0 duels: the bare bank fell in 0, the protected one held in 0\n"},
	} {
		t.Run(name, func(t *testing.T) {
			lines, _ := fought(t, c.program)
			require.Contains(t, lines, c.want)
		})
	}
}

// TestLookingChangesNothing: what became of an attack is the same when nothing is told, and
// what random values there are have all got names.
func TestLookingChangesNothing(t *testing.T) {
	for _, sc := range scenarios {
		if sc.Name == "all" {
			continue
		}
		found, err := Find(sc.Name)
		require.NoError(t, err)
		p, err := parse(found.Program)
		require.NoError(t, err)
		bare, protected, err := p.both(t.Context(), bank.Defences{}, bank.AllDefences(), func(Beat) {})
		require.NoError(t, err)
		beats, verdict, err := p.play(t.Context())
		require.NoError(t, err)
		require.NoError(t, verdict)
		for _, one := range []struct {
			site     string
			defences bank.Defences
			told     outcome
		}{{"bare", bank.Defences{}, bare}, {"protected", bank.AllDefences(), protected}} {
			alone, err := p.fight(t.Context(), one.site, one.defences)
			require.NoError(t, err)
			require.Equal(t, one.told, alone)
			for _, b := range beats {
				if b.Kind == beatGoal && b.Site == one.site {
					require.Equal(t, alone, outcome{fell: b.Fell, seen: b.Text})
				}
			}
		}
	}
}

// TestVerdictIsOfTheBanks: a protected bank without those of its defences that would have been
// enough falls, and a bare one with all of them holds, whatever the plan is called.
func TestVerdictIsOfTheBanks(t *testing.T) {
	without := map[string]func(*bank.Defences){
		"middleware":           func(d *bank.Defences) { d.Protect = false },
		"guarded templates":    func(d *bank.Defences) { d.Guard = false },
		"queries of constants": func(d *bank.Defences) { d.Parameters = false },
		"SameSite cookie":      func(d *bank.Defences) { d.Cookies = false },
	}
	for _, sc := range scenarios {
		if sc.Name == "all" {
			continue
		}
		found, err := Find(sc.Name)
		require.NoError(t, err)
		p, err := parse(found.Program)
		require.NoError(t, err)
		beats, _, err := p.play(t.Context())
		require.NoError(t, err)
		if sc.Name == "csrf-old" {
			beats[len(beats)-1].Enough = []string{"middleware"} // which has the tokens
		}
		weak := bank.AllDefences()
		for _, name := range beats[len(beats)-1].Enough {
			without[name](&weak)
		}
		_, verdict, err := p.duel(t.Context(), bank.Defences{}, weak)
		require.NoError(t, err)
		require.ErrorIs(t, verdict, ErrOtherwise, sc.Name)
		require.ErrorContains(t, verdict, "the bare bank fell, the protected one fell")
		_, verdict, err = p.duel(t.Context(), bank.AllDefences(), bank.AllDefences())
		require.NoError(t, err)
		require.ErrorIs(t, verdict, ErrOtherwise, sc.Name)
		require.ErrorContains(t, verdict, "the bare bank held, the protected one held")
	}
}

// TestSameAgain: nothing is left to chance, and a state that was looked at is not changed by
// what comes after.
func TestSameAgain(t *testing.T) {
	for _, sc := range Scenarios() {
		tape, err := choose(t.Context(), show.Choice{Scenario: sc.Name})
		require.NoError(t, err)
		again, err := choose(t.Context(), show.Choice{Scenario: sc.Name})
		require.NoError(t, err)
		forwards := make([]string, tape.Len()+1)
		for step := range forwards {
			forwards[step] = show.Text(tape.Scene(step))
		}
		for step := again.Len(); step >= 0; step-- {
			one, err := tape.JSON(step)
			require.NoError(t, err)
			other, err := again.JSON(step)
			require.NoError(t, err)
			require.JSONEq(t, string(one), string(other))
			require.Equal(t, forwards[step], show.Text(again.Scene(step)))
			require.Equal(t, forwards[step], show.Text(tape.Scene(step)))
		}
	}
}

// TestChooseSaysWhere: a wrong program is refused before anything is done.
func TestChooseSaysWhere(t *testing.T) {
	plan := func(steps string) string { return `{"plan":[` + steps + `],"goal":["paid","eve"]}` }
	goal := func(words string) string { return `{"plan":[["login","ada"]],"goal":[` + words + `]}` }
	for program, want := range map[string]string{
		"{\n]":         "p.json:2: invalid character ']'",
		`{"plans":[]}`: `p.json: json: unknown field "plans"`,
		plan(``):       "plan: 0 steps, want 1 to 20",
		plan(`["login","ada"]` + strings.Repeat(`,["login","ada"]`, 20)): "plan: 21 steps",
		plan(`[]`):                                                           "plan[0]: it is empty",
		plan(`["log in","ada"]`):                                             `plan[0]: "log in" is none of login, form, link, guard`,
		plan(`["login"]`):                                                    "plan[0]: login takes the name of a customer",
		plan(`["login","guest"]`):                                            `plan[0]: "guest" is no customer`,
		plan(`["form","ada","cross-site"]`):                                  "plan[0]: form takes whose browser it is",
		plan(`["form","mallory","cross-site","/pay"]`):                       `plan[0]: nobody is "mallory"`,
		plan(`["form","ada","elsewhere","/pay"]`):                            `plan[0]: a form does not come from "elsewhere"`,
		plan(`["form","ada","none","/pay"]`):                                 `plan[0]: a form does not come from "none"`,
		plan(`["link","ada","none","pay"]`):                                  `plan[0]: path "pay"`,
		plan(`["link","ada","none","//x"]`):                                  `plan[0]: path "//x"`,
		plan(`["link","ada","none","/%zz"]`):                                 `plan[0]: path "/%zz"`,
		plan(`["link","ada","none","/x?y=z"]`):                               `plan[0]: path "/x?y=z"`,
		plan(`["link","ada","none","/x","y"]`):                               `plan[0]: field "y": want name=value`,
		plan(`["guard"]`):                                                    "plan[0]: guard takes a page with a hole",
		plan(`["guard","home"]`):                                             "plan[0]: guard takes a page with a hole",
		plan(`["form","ada","same-origin","/pay"]`):                          "plan[0]: bare, ada's browser: browser: the page has no such form: one for /pay",
		plan(`["login","ada"],["login","ada"]`):                              "plan[1]: bare, ada's browser: browser: the page has no such form: one for /login",
		`{"old":["mallory"],"plan":[["login","ada"]],"goal":["paid","eve"]}`: `old[0]: nobody is "mallory"`,
		goal(``):                     "goal: there is none",
		goal(`"won"`):                `goal: "won" is none of paid, user, page, runs`,
		goal(`"paid"`):               "goal: paid takes 1 more, not 0",
		goal(`"paid","guest"`):       `goal: "guest" is no customer`,
		goal(`"page","mallory","x"`): `goal: nobody is "mallory"`,
		goal(`"runs","ada",""`):      "goal: one of its words is empty",
		`{"duels":1}`:                "cannot unmarshal number",
		`{"duels":["nothing"]}`:      `duels[0]: lesson: no scenario "nothing"`,
		`{"duels":["sql","sql"]}`:    `duels[1]: "sql" is there already`,
		`{"duels":["all"]}`:          `duels[0]: "all" is there already, or all of them`,
	} {
		_, _, err := Choose(t.Context(), show.Choice{Program: []byte(program), File: "p.json"})
		wrong := new(show.InputError)
		require.ErrorAs(t, err, &wrong, program)
		require.ErrorContains(t, err, want)
	}
	_, _, err := Choose(t.Context(), show.Choice{Scenario: "nothing"})
	require.ErrorContains(t, err, "nothing")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, name := range []string{"csrf", "all"} {
		_, _, err = Choose(ctx, show.Choice{Scenario: name})
		require.ErrorIs(t, err, context.Canceled)
	}
}

// FuzzProgram: any bytes are refused with an error or played to the end, told and drawn, and
// no random value is shown.
func FuzzProgram(f *testing.F) {
	for _, sc := range scenarios {
		found, err := Find(sc.Name)
		require.NoError(f, err)
		if sc.Name != "all" {
			f.Add(string(found.Program))
		}
	}
	f.Fuzz(func(t *testing.T, program string) {
		var several struct{ Duels []string }
		if json.Unmarshal([]byte(program), &several) == nil && len(several.Duels) > 2 {
			return // which takes its time
		}
		tape, _, err := Choose(t.Context(), show.Choice{Program: []byte(program), File: "p.json"})
		if err != nil {
			wrong := new(show.InputError)
			require.ErrorAs(t, err, &wrong)
			return
		}
		for step := range tape.Len() + 1 {
			show.Layout(tape.Scene(step), show.TerminalSize)
			require.NotContains(t, tape.Line(step), "\n")
		}
	})
}
