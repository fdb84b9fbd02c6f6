package lesson

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"underhood/internal/lessons/websec/attacker"
	"underhood/internal/lessons/websec/bank"
	"underhood/internal/lessons/websec/browser"
)

// The customers, in the order of their table.
var customers = []string{"ada", "bob", "eve"}

// A world has one bank in it, and everybody's browser. What happens in it is told.
type world struct {
	name     string
	bank     *bank.Bank
	sites    map[string]http.Handler
	browsers map[string]*browser.Browser
	names    *names
	before   []Account // at the beginning

	tell  func(Beat)
	about Beat // whose browser, and which step: in what is told
	hush  bool // what is told is no stop of its own
	blind bool // nothing is told: the lesson itself looks
	goal  []string
	old   []string // whose browsers are

	alone   bool   // it has one defence, whose price is seen here
	locked  string // who could not log in, or has not got the form that the plan needs
	sends   browser.Request
	shown   []*browser.Page // all that were, in order
	showers []string        // in whose browsers
}

// newWorld opens a bank. Close closes it.
func (p *program) newWorld(ctx context.Context, name string, d bank.Defences, tell func(Beat)) (*world, error) {
	w := &world{name: name, browsers: map[string]*browser.Browser{}, names: newNames(), tell: tell, goal: p.Goal, old: p.Old, blind: true}
	d.Watch, d.Statements = w.judged, w.stated
	var err error
	if w.bank, err = bank.Open(ctx, d); err != nil {
		return nil, err
	}
	evil := attacker.Page(theirs, near)
	w.sites = map[string]http.Handler{ours: w.bank, theirs: evil, near: evil}
	if w.before, err = w.accounts(ctx); err != nil {
		return nil, errors.Join(err, w.close())
	}
	w.blind = false
	tell(Beat{Kind: beatOpen, Site: name, Accounts: w.before, quiet: true})
	return w, nil
}

func (w *world) close() error { return w.bank.Close() }

// browser is somebody's, new at first.
func (w *world) browser(who string) *browser.Browser {
	b := w.browsers[who]
	if b == nil {
		b = &browser.Browser{Sites: w.sites, Sends: w.requested, Gets: w.answered, Old: slices.Contains(w.old, who)}
		w.browsers[who] = b
	}
	return b
}

// do does a step of the plan.
func (w *world) do(ctx context.Context, number int, s step) error {
	w.about = Beat{Site: w.name, Step: number, Who: s.who}
	b := w.browser(s.who)
	var err error
	switch {
	case s.kind == "guard":
		return nil
	case s.kind == "link":
		err = b.Link(ctx, origins[s.from], ours+s.path, s.fields)
	case s.from == browser.SameOrigin:
		w.hush = true
		if err = b.Open(ctx, ours+"/"); err == nil {
			w.hush = s.kind == "login"
			err = b.Submit(ctx, s.path, s.fields)
		}
		if errors.Is(err, browser.ErrNoForm) && w.alone {
			w.locked, err = s.who, nil // a plan that goes with other defences
		}
		w.hush = false
	default:
		err = b.Send(ctx, origins[s.from], ours+s.path, s.fields)
	}
	if err != nil {
		return fmt.Errorf("%s, %s's browser: %w", w.name, s.who, err)
	}
	return w.look(ctx, s)
}

// look tells what the browser shows after a step.
func (w *world) look(ctx context.Context, s step) error {
	page := w.browser(s.who).Page
	w.shown, w.showers = append(w.shown, page), append(w.showers, s.who)
	accounts, err := w.accounts(ctx)
	if err != nil {
		return err
	}
	b := w.about
	b.Status, b.Accounts = page.Status, accounts
	if s.kind == "login" {
		b.Kind = beatLogin
		for _, c := range w.browser(s.who).Cookies() {
			if strings.HasSuffix(c.Name, "session") {
				b.Cookie = w.names.say(c.String())
			}
		}
		if b.Cookie == "" {
			w.locked, b.Refused = s.who, w.names.say(page.Text())
		}
		w.tell(b)
		return nil
	}
	b.Kind, b.Text = beatPage, w.names.say(page.Text())
	b.Lines = w.lines(page.Body)
	b.User, _ = page.ByID("user")
	for _, found := range page.Scripts {
		b.Scripts = append(b.Scripts, w.script(found))
	}
	b.Line = w.decisive(b.Lines)
	w.tell(b)
	for i, found := range page.Scripts {
		b.Kind, b.Script, b.Line, b.quiet = beatScript, &b.Scripts[i], found.Line, w.goal[0] != "runs"
		w.tell(b)
	}
	return nil
}

// decisive is the line of a page that the duel is about, 0 if none is.
func (w *world) decisive(lines []string) int {
	about := map[string]string{"paid": `id="balance"`, "user": `id="user"`}[w.goal[0]]
	about = cmp.Or(about, w.goal[len(w.goal)-1])
	return 1 + slices.IndexFunc(lines, func(line string) bool { return strings.Contains(line, about) })
}

func (w *world) script(s browser.Script) Script {
	return Script{Where: s.Where, Text: w.names.say(strings.TrimSpace(s.Text)), Why: w.names.say(s.Why)}
}

func (w *world) lines(text string) []string {
	return strings.Split(w.names.say(strings.TrimRight(text, "\n")), "\n")
}

// accounts asks the bank, unseen.
func (w *world) accounts(ctx context.Context) (all []Account, err error) {
	was := w.blind
	w.blind = true
	defer func() { w.blind = was }()
	for _, name := range customers {
		n, err := w.bank.Balance(ctx, name)
		if err != nil {
			return nil, err
		}
		all = append(all, Account{name, n})
	}
	return all, nil
}
