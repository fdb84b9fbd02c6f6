package show

import (
	"encoding/json"
	"fmt"
	"sync"
)

// snapshotEvery is how many events lie between two kept states, and a seek folds
// at most that many, until a run has maxSnapshots of them: then every other one
// goes and the distance doubles, so that a long run of a large state keeps within
// bounds.
const (
	snapshotEvery = 1024
	maxSnapshots  = 64
)

// Tape is a recorded run that can be looked at from any step: what every
// renderer plays, whatever the topic. Step 0 is the state before anything
// happened, step k the state after the k-th stop. A step outside [0, Len] is
// taken as the nearest end.
//
// A Tape is safe for concurrent use.
type Tape interface {
	// Title is the run's name.
	Title() string
	// Len is the number of steps after step 0.
	Len() int
	// Scene is the picture at a step.
	Scene(step int) Scene
	// Line says in one line what the step did; "" at step 0.
	Line(step int) string
	// JSON is the step as one object without a line break: its number, its line
	// and the events it is made of. It fails when an event cannot be encoded.
	JSON(step int) ([]byte, error)
}

// NewTape folds events by story, in one pass, and returns the tape of the run.
// The tape keeps events; the caller must not change them afterwards.
//
// # Panics
//
// NewTape panics when a required field of story is nil.
func NewTape[E, S any](story Story[E, S], events []E) Tape {
	if story.Start == nil || story.Apply == nil || story.View == nil || story.Line == nil {
		panic("show: NewTape of a story without Start, Apply, View or Line")
	}
	t := &tape[E, S]{story: story, events: events, every: snapshotEvery}
	t.stops = append(t.stops, 0)
	for i, e := range events {
		if story.Quiet == nil || !story.Quiet(e) {
			t.stops = append(t.stops, i+1)
		}
	}
	t.state = story.Start()
	t.keep()
	return t
}

// tape is the fold. Invariants: stops[k] is the number of events folded when the
// line of step k is due (stops[0] is 0, strictly rising); state is the fold of
// the first at events; snaps[i] is the fold of the first i*every events,
// for as far as the tape has been read.
type tape[E, S any] struct {
	story  Story[E, S]
	events []E
	stops  []int

	mu    sync.Mutex
	state S
	at    int
	snaps []S
	every int
	plans map[int]plans // by stretch, see rehearsal.go
}

func (t *tape[E, S]) Title() string { return t.story.Title }

func (t *tape[E, S]) Len() int { return len(t.stops) - 1 }

func (t *tape[E, S]) Scene(step int) Scene {
	t.mu.Lock()
	defer t.mu.Unlock()
	step = t.clamp(step)
	caption := ""
	if step > 0 {
		tell := t.story.Caption
		if tell == nil {
			tell = t.story.Line
		}
		caption = tell(t.seek(t.stops[step]), t.events[t.stops[step]-1])
	}
	ps := t.plan(step)
	scene := t.story.View(t.seek(t.end(step)))
	ps.apply(&scene)
	if scene.Title == "" {
		scene.Title = t.story.Title
	}
	if scene.Caption == "" {
		scene.Caption = caption
	}
	return scene
}

func (t *tape[E, S]) Line(step int) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.line(t.clamp(step))
}

func (t *tape[E, S]) line(step int) string {
	if step == 0 {
		return ""
	}
	return t.story.Line(t.seek(t.stops[step]), t.events[t.stops[step]-1])
}

func (t *tape[E, S]) JSON(step int) ([]byte, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	step = t.clamp(step)
	from := 0
	if step > 0 {
		from = t.stops[step-1]
	}
	out := struct {
		Step   int    `json:"step"`
		Line   string `json:"line"`
		Events []E    `json:"events"`
	}{Step: step, Line: t.line(step), Events: t.events[from:t.end(step)]}
	if len(out.Events) == 0 {
		out.Events = []E{}
	}
	b, err := json.Marshal(out)
	if err != nil {
		return nil, fmt.Errorf("show: step %d: %w", step, err)
	}
	return b, nil
}

// end is the number of events folded at a step: up to its stop, and at the last
// step the quiet events that nothing follows as well.
func (t *tape[E, S]) end(step int) int {
	if step == t.Len() {
		return len(t.events)
	}
	return t.stops[step]
}

func (t *tape[E, S]) clamp(step int) int { return max(0, min(step, t.Len())) }

// seek returns the fold of the first n events. It goes on from where it stands
// when that is nearer than the last snapshot before n.
func (t *tape[E, S]) seek(n int) S {
	snap := min(n/t.every, len(t.snaps)-1)
	if n < t.at || snap*t.every > t.at {
		t.state, t.at = t.clone(t.snaps[snap]), snap*t.every
	}
	for t.at < n {
		t.state = t.story.Apply(t.state, t.events[t.at])
		t.at++
		t.keep()
	}
	return t.state
}

// keep remembers the present state when it is the next one due.
func (t *tape[E, S]) keep() {
	if t.at != len(t.snaps)*t.every {
		return
	}
	t.snaps = append(t.snaps, t.clone(t.state))
	if len(t.snaps) <= maxSnapshots {
		return
	}
	half := t.snaps[:0]
	for i := 0; i < len(t.snaps); i += 2 {
		half = append(half, t.snaps[i])
	}
	clear(t.snaps[len(half):])
	t.snaps, t.every = half, 2*t.every
}

func (t *tape[E, S]) clone(s S) S {
	if t.story.Clone == nil {
		return s
	}
	return t.story.Clone(s)
}
