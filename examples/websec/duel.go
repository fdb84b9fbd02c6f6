package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"underhood/internal/lessons/websec/attacker"
	"underhood/internal/lessons/websec/bank"
)

// errDuel says that an attack went otherwise than this program is there to show.
var errDuel = errors.New("the bare bank should lose and the protected one should not")

// duels plays the attacks of a scenario, or of all if it is "".
func duels(ctx context.Context, scenario string, stdout io.Writer) error {
	for _, a := range attacker.Attacks(theirs) {
		if scenario != "" && a.Scenario != scenario {
			continue
		}
		if err := duel(ctx, a, stdout); err != nil {
			return fmt.Errorf("%s: %s: %w", a.Scenario, a.Name, err)
		}
	}
	if scenario != "" && scenario != "xss" {
		return nil
	}
	_, err := fmt.Fprintf(stdout, "A program with the bare bank's pages does not start under the guard of templates:\n  %v\n", bank.Refused())
	return err
}

// scenarios are their names in the order of play.
func scenarios() (names []string) {
	for _, a := range attacker.Attacks(theirs) {
		if !slices.Contains(names, a.Scenario) {
			names = append(names, a.Scenario)
		}
	}
	return names
}

// duel plays an attack against banks that are new: bare, protected, and with each of the
// defences alone, to tell which would have been enough.
func duel(ctx context.Context, a attacker.Attack, stdout io.Writer) error {
	var enough []string
	for _, alone := range []struct {
		name     string
		defences bank.Defences
	}{
		{"middleware", bank.Defences{Protect: true}},
		{"guarded templates", bank.Defences{Guard: true}},
		{"queries of constants", bank.Defences{Parameters: true}},
		{"SameSite cookie", bank.Defences{Cookies: true}},
	} {
		o, err := play(ctx, a, alone.defences)
		if err != nil {
			return err
		}
		if !o.won {
			enough = append(enough, alone.name)
		}
	}
	bare, err := play(ctx, a, bank.Defences{})
	if err != nil {
		return err
	}
	protected, err := play(ctx, a, bank.AllDefences())
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(stdout, "%s: %s\n  sent       %s\n  bare       %s\n  protected  %s\n  enough     %s\n\n",
		a.Scenario, a.Name, sent(a), bare, protected, strings.Join(enough, ", or "))
	if err != nil {
		return err
	}
	if !bare.won || protected.won || len(enough) == 0 {
		return errDuel
	}
	return nil
}

func sent(a attacker.Attack) string {
	var text strings.Builder
	fmt.Fprintf(&text, "%s %s", a.Method, a.Path)
	for _, name := range slices.Sorted(maps.Keys(a.Fields)) {
		fmt.Fprintf(&text, " %s=%q", name, a.Fields.Get(name))
	}
	fmt.Fprintf(&text, " Sec-Fetch-Site: %s", a.From)
	if a.By != "" {
		fmt.Fprintf(&text, " by %s's browser", a.By)
	}
	return text.String()
}

func (o outcome) String() string {
	text := "held: "
	if o.won {
		text = "lost: "
	}
	text += fmt.Sprintf("%d, %s", o.status, o.seen)
	if o.refusal != nil {
		text += fmt.Sprintf("; refused by layer %s: %s", o.refusal.Layer, o.refusal.Reason)
	}
	return text
}
