package lesson

import (
	"strconv"

	"underhood/iterators"
	"underhood/iterators/pull"
)

// A watcher puts a watch between the stages of a case and keeps what they tell. A
// nil watcher leaves the stages as they are.
type watcher struct {
	plan  *plan
	beats []Beat
	full  bool // there were more than maxBeats
	steps int  // of a plan over parts or groups
}

// add keeps a beat. One too many is told at the end of the run: a hook must not
// panic.
func (w *watcher) add(b Beat) {
	if w.beats = append(w.beats, b); len(w.beats) > maxBeats {
		w.beats, w.full = w.beats[:maxBeats], true
	}
}

// stage watches one stage of the case.
func (w *watcher) stage(n *node, s source) source {
	if w == nil {
		return s
	}
	return w.named(w.plan.ids[n], s)
}

// named watches a source by the id of its stage.
func (w *watcher) named(id string, s source) source {
	return pull.Watch(s, id, func(e iterators.Event) {
		b := Beat{Stage: e.Stage}
		switch e.Kind {
		case iterators.EventAsk:
			b.Kind = beatAsk
		case iterators.EventGive:
			b.Kind, b.Value = beatGive, literal(e.Value)
		case iterators.EventOver:
			b.Kind = beatOver
		case iterators.EventPanic:
			b.Kind = beatRaise
		case iterators.EventLeave:
			b.Kind = beatLeave
		}
		w.add(b)
	})
}

// part watches a part of a tee, keys a groupby, group one of its groups.
func (w *watcher) part(i int, s source) source {
	if w == nil {
		return s
	}
	return w.named(partID(i), s)
}

func (w *watcher) keys(s source) source {
	if w == nil {
		return s
	}
	return w.named(keysID, s)
}

func (w *watcher) group(i int, s source) source {
	if w == nil {
		return s
	}
	return w.named(groupID(i), s)
}

const keysID = "groups"

func partID(i int) string  { return "t" + strconv.Itoa(i) }
func groupID(i int) string { return "g" + strconv.Itoa(i) }

// built tells that the stages are made.
func (w *watcher) built() {
	if w != nil {
		w.add(Beat{Kind: beatBuilt, Line: w.plan.consumer})
	}
}

// step tells that the next step of a plan begins.
func (w *watcher) step() {
	if w != nil {
		w.add(Beat{Kind: beatStep, Line: w.plan.consumer + w.steps})
		w.steps++
	}
}
