package lesson

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"underhood/singleton"
)

// A world plays a program of scopes, all in one goroutine.
type world struct {
	plan  *scopePlan
	lazy  map[string]*singleton.Lazy[made]
	home  *singleton.Scope
	forks map[string]*trial
	now   string // the scope that is asked now
	n     int    // constructions begun
	made  int    // and how many of them made something
	beats []Beat
	line  int
	mute  bool
}

// made is what is constructed in a world.
type made struct {
	name, scope string
	n           int // 0 for a stand-in
}

// A trial is a test that forks the scope, and ends when the plan says so.
type trial struct {
	scope    *singleton.Scope
	cleanups []func()
	said     []string
}

func (*trial) Helper()                          {}
func (t *trial) Cleanup(f func())               { t.cleanups = append(t.cleanups, f) }
func (t *trial) Errorf(format string, a ...any) { t.said = append(t.said, fmt.Sprintf(format, a...)) }
func (t *trial) Fatalf(format string, a ...any) { t.Errorf(format, a...) }

// end runs the cleanups, the last first, as a test does.
func (t *trial) end() {
	for _, f := range slices.Backward(t.cleanups) {
		f()
	}
	t.cleanups = nil
}

func (w *world) say(kind, instance, scope string, object int, text string) {
	if !w.mute {
		w.beats = append(w.beats, Beat{Kind: kind, Way: instance, Who: scope, Object: object, Text: text, Line: w.line})
	}
}

// play plays the plan.
func (p *scopePlan) play() []Beat {
	w := &world{plan: p, lazy: map[string]*singleton.Lazy[made]{}, home: singleton.NewScope(), forks: map[string]*trial{}}
	defer func() {
		w.mute = true
		for _, t := range w.forks {
			t.end()
		}
		_ = w.home.Close(context.Background()) // told, if the plan closes it
	}()
	for _, n := range p.Needs {
		w.lazy[n[0]] = singleton.New(w.constructor(n[0]), singleton.Named(n[0]), singleton.In(w.home), singleton.OnClose(w.closer))
	}
	for i, s := range p.Plan {
		w.line = p.head + i + 1
		w.step(s)
	}
	w.say(beatEnd, "", "", w.made, "")
	return w.beats
}

func (w *world) constructor(name string) func(*singleton.Resolver) (made, error) {
	return func(r *singleton.Resolver) (made, error) {
		w.n++
		m := made{name: name, scope: w.now, n: w.n}
		w.say(beatBegin, name, m.scope, m.n, "")
		for _, need := range w.plan.needs(name) {
			w.say(beatNeed, name, m.scope, m.n, need)
			got, err := w.lazy[need].From(r)
			if err != nil {
				w.say(beatFail, name, m.scope, m.n, err.Error())
				return made{}, fmt.Errorf("%s: %w", name, err)
			}
			w.say(beatGot, name, m.scope, got.n, need)
		}
		w.made++
		w.say(beatMade, name, m.scope, m.n, "")
		return m, nil
	}
}

func (w *world) closer(m made) error {
	var err error
	text := ""
	if slices.Contains(w.plan.Fails, m.name) {
		err = errors.New("broken")
		text = err.Error()
	}
	w.say(beatClose, m.name, m.scope, m.n, text)
	return err
}

func (w *world) step(s step) {
	scope := s.arg(1)
	if s[0] == "get" {
		scope = s.arg(2)
	}
	if scope == "" {
		scope = home
	}
	switch s[0] {
	case "get":
		w.now = scope
		ctx := context.Background()
		if t := w.forks[scope]; t != nil {
			ctx = t.scope.Context(ctx)
		}
		w.say(beatGet, s[1], scope, 0, "")
		switch m, err := w.lazy[s[1]].Get(ctx); {
		case err != nil:
			w.say(beatError, s[1], scope, 0, err.Error())
		default:
			w.say(beatFound, s[1], scope, m.n, "")
		}
	case "fork":
		t := new(trial)
		t.scope = singleton.ForTest(t, w.home)
		w.forks[scope] = t
		w.say(beatFork, "", scope, 0, "")
	case "override":
		t := w.forks[scope]
		singleton.Override(t, t.scope, w.lazy[s[2]], made{name: s[2], scope: scope})
		w.say(beatOverride, s[2], scope, 0, "")
	default:
		w.close(scope)
	}
}

func (w *world) close(scope string) {
	w.say(beatClosing, "", scope, 0, "")
	text := ""
	if t := w.forks[scope]; t != nil {
		t.end()
		for _, said := range t.said {
			text += said
		}
	} else if err := w.home.Close(context.Background()); err != nil {
		text = err.Error()
	}
	w.say(beatClosed, "", scope, 0, text)
}
