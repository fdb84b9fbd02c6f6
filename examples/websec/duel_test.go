package main

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/internal/lessons/websec/attacker"
	"underhood/internal/lessons/websec/bank"
	"underhood/websec"
)

// TestDuels: each attack has its five lines, and what they say is what happened.
func TestDuels(t *testing.T) {
	var stdout, stderr strings.Builder
	require.Equal(t, 0, run(t.Context(), nil, &stdout, &stderr), stderr.String())
	parts := strings.Split(stdout.String(), "\n\n")
	attacks := attacker.Attacks(theirs)
	require.Len(t, parts, len(attacks)+1)
	enough := map[string]string{
		"sql":                 "queries of constants",
		"login":               "middleware",
		"xss":                 "middleware, or guarded templates",
		"csrf":                "middleware, or SameSite cookie",
		"csrf from same-site": "middleware",
	}
	for i, a := range attacks {
		lines := strings.Split(parts[i], "\n")
		require.Len(t, lines, 5)
		require.Equal(t, a.Scenario+": "+a.Name, lines[0])
		require.Contains(t, lines[1], "  sent       "+a.Method+" "+a.Path)
		require.Contains(t, lines[2], "  bare       lost: ")
		require.Contains(t, lines[3], "  protected  held: ")
		want := enough[a.Scenario]
		if a.Scenario == "csrf" && a.From == "same-site" {
			want = enough["csrf from same-site"]
		}
		require.Equal(t, "  enough     "+want, lines[4])
		layer := a.Scenario == "csrf" || a.Scenario == "login"
		require.Equal(t, layer, strings.Contains(lines[3], "; refused by layer csrf: "))
	}
	require.Contains(t, stdout.String(), "lost: 303, ada has 90, eve has 10")
	require.Contains(t, stdout.String(), "held: 403, ada has 100, eve has 0; refused by layer csrf: the request comes from another site\n")
	require.Contains(t, parts[len(attacks)], "srcdoc", "why the guard refuses the bare pages")
}

func TestOneScenario(t *testing.T) {
	for _, name := range scenarios() {
		var stdout strings.Builder
		require.Equal(t, 0, run(t.Context(), []string{"-scenario", name}, &stdout, io.Discard))
		for _, other := range scenarios() {
			require.Equal(t, name == other, strings.Contains("\n"+stdout.String(), "\n"+other+": "), other)
		}
	}
}

// TestDuelGoneOtherwise: what is no attack, or one that nothing holds, ends the program
// with an error. It does not pass for a lesson.
func TestDuelGoneOtherwise(t *testing.T) {
	harmless := attacker.Attack{Scenario: "sql", Method: http.MethodGet, Path: "/accounts", Fields: url.Values{"q": {"nobody"}}, From: "none", Gets: "London"}
	require.ErrorIs(t, duel(t.Context(), harmless, io.Discard), errDuel)
	honest := attacker.Attack{Scenario: "csrf", Method: http.MethodPost, Path: "/pay", Fields: url.Values{"to": {"eve"}, "amount": {"1"}}, From: "same-origin", By: "ada"}
	require.ErrorIs(t, duel(t.Context(), honest, io.Discard), errDuel)
	ended, end := context.WithCancel(t.Context())
	end()
	require.ErrorIs(t, duel(ended, honest, io.Discard), context.Canceled)
}

// TestPolicyAlone: with the middleware alone the script is in the page, and the policy is
// what stops it.
func TestPolicyAlone(t *testing.T) {
	for _, a := range attacker.Attacks(theirs) {
		if a.Scenario != "xss" {
			continue
		}
		o, err := play(t.Context(), a, bank.Defences{Protect: true})
		require.NoError(t, err)
		require.Equal(t, "the script is in the page, whose policy stops it", o.seen, a.Name)
	}
}

func TestOutcomeString(t *testing.T) {
	o := outcome{status: 403, seen: "nothing", refusal: &websec.Refusal{Layer: websec.LayerCSRF, Reason: websec.CrossSite}}
	require.Equal(t, "held: 403, nothing; refused by layer csrf: the request comes from another site", o.String())
}
