package lesson

import (
	"context"
	"fmt"
	"strings"
)

// reached looks whether the attacker has got what the duel is about, and says what it saw.
func (w *world) reached(ctx context.Context) (fell bool, seen string, err error) {
	goal := w.goal
	switch goal[0] {
	case "paid":
		return w.paid(ctx, goal[1])
	case "user":
		return w.loggedIn(ctx, goal[1], goal[2])
	case "page":
		for i, p := range w.shown {
			if w.showers[i] == goal[1] && strings.Contains(p.Body, goal[2]) {
				return true, fmt.Sprintf("%s's browser shows %s", goal[1], brief(goal[2])), nil
			}
		}
		return false, fmt.Sprintf("%s's browser never shows %s", goal[1], brief(goal[2])), nil
	}
	fell, seen = w.ran(goal[1], goal[2])
	return fell, seen, nil
}

// paid looks whether a customer has more than at the beginning.
func (w *world) paid(ctx context.Context, who string) (fell bool, seen string, err error) {
	now, err := w.accounts(ctx)
	if err != nil {
		return false, "", err
	}
	var parts []string
	for i, a := range now {
		if a.Balance != w.before[i].Balance || a.Name == who {
			parts = append(parts, fmt.Sprintf("%s has %d and had %d", a.Name, a.Balance, w.before[i].Balance))
		}
		fell = fell || a.Name == who && a.Balance > w.before[i].Balance
	}
	return fell, strings.Join(parts, ", "), nil
}

// loggedIn opens the bank's first page in a browser once more, unseen.
func (w *world) loggedIn(ctx context.Context, who, as string) (fell bool, seen string, err error) {
	w.blind = true
	defer func() { w.blind = false }()
	b := w.browser(who)
	if err := b.Open(ctx, ours+"/"); err != nil {
		return false, "", err
	}
	name, in := b.Page.ByID("user")
	if !in {
		return false, fmt.Sprintf("nobody is logged in with %s's browser", who), nil
	}
	return name == as, fmt.Sprintf("%s's browser is logged in as %s", who, name), nil
}

// ran looks for a script with a text in it, in the pages that a browser has shown.
func (w *world) ran(who, text string) (fell bool, seen string) {
	seen = fmt.Sprintf("no page that %s's browser shows has such a script", who)
	for i, p := range w.shown {
		if w.showers[i] != who {
			continue
		}
		for _, s := range p.Scripts {
			switch {
			case s.Runs && strings.Contains(s.Text, text):
				return true, fmt.Sprintf("the attacker's script runs in %s's browser: %s", who, s.Where)
			case strings.Contains(s.Text, text) || s.Source != "" && !s.Runs:
				seen = fmt.Sprintf("the script is in the page of %s's browser, and does not run: %s", who, w.names.say(s.Why))
			}
		}
	}
	return false, seen
}

// brief is a text in quotes, and not too long.
func brief(text string) string {
	if r := []rune(text); len(r) > 40 {
		text = string(r[:40]) + "…"
	}
	return fmt.Sprintf("%q", text)
}
