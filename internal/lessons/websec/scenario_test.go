package lesson

import (
	"context"
	"encoding/json"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"underhood/internal/lessons/goldens"
	"underhood/internal/lessons/websec/attacker"
	"underhood/internal/show"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// choose wants duels that go as they should.
func choose(ctx context.Context, choice show.Choice) (show.Tape, error) {
	tape, verdict, err := Choose(ctx, choice)
	if err == nil {
		err = verdict
	}
	return tape, err
}

// TestScenarioGolden tells every scenario in plain lines and in pictures' words.
func TestScenarioGolden(t *testing.T) { goldens.Scenarios(t, "websec", Scenarios(), choose) }

// TestScenarioFiles: every file is listed, so none is forgotten.
func TestScenarioFiles(t *testing.T) {
	_, missing := Find("nothing")
	goldens.Listed(t, files, len(scenarios), missing)
}

// TestAllAreInAll: the scenario of all duels has all of them.
func TestAllAreInAll(t *testing.T) {
	all, err := Find("all")
	require.NoError(t, err)
	var program struct{ Duels []string }
	require.NoError(t, json.Unmarshal(all.Program, &program))
	var names []string
	for _, sc := range scenarios {
		if sc.Name != "all" {
			names = append(names, sc.Name)
		}
	}
	require.ElementsMatch(t, names, program.Duels)
}

// TestAttackersPage: what the attacker's page offers a browser is what the duels play, and
// nothing else; but it makes no browser old.
func TestAttackersPage(t *testing.T) {
	type attack struct{ method, path, from, fields string }
	var offered, played []attack
	for _, a := range attacker.Attacks(theirs) {
		offered = append(offered, attack{a.Method, a.Path, a.From, a.Fields.Encode()})
	}
	for _, sc := range scenarios {
		if sc.Name == "all" {
			continue
		}
		found, err := Find(sc.Name)
		require.NoError(t, err)
		p, err := parse(found.Program)
		require.NoError(t, err)
		for _, s := range p.steps {
			if len(p.Old) > 0 {
				continue
			}
			if s.kind == "form" || s.kind == "link" && len(s.fields) > 0 {
				played = append(played, attack{map[string]string{"form": "POST", "link": "GET"}[s.kind], s.path, s.from, values(s).Encode()})
			}
		}
	}
	require.ElementsMatch(t, offered, played)
}

func values(s step) url.Values {
	v := url.Values{}
	for _, f := range s.fields {
		v.Add(f.Name, f.Value)
	}
	return v
}
