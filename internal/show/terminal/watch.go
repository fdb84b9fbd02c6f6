package terminal

import (
	"context"
	"slices"
	"time"

	"underhood/internal/show"
)

// liveBeat is how often a run that goes on is looked at: more often nobody can read it.
const liveBeat = time.Second / 10

// Watch shows a run that goes on until the user quits, and in all else does as [Play].
// The source's keys are the source's; space stops the picture, not the run, and what is
// kept of that can then be stepped through, until space goes on with what is now. It
// does not close the source.
func Watch(ctx context.Context, source show.Source, screen show.Screen) error {
	return run(ctx, screen, func() *model { return newWatch(source, screen) })
}

func newWatch(source show.Source, screen show.Screen) *model {
	m := newModel(source.Tape(), screen)
	m.source = source
	m.renew()
	return m
}

// renew shows what is now.
func (m *model) renew() {
	speed := m.player.Speed()
	m.tape, m.live = m.source.Tape(), true
	m.player = show.NewPlayer(m.tape.Len(), speed)
	m.player.End()
}

// sourceKey does what a key means that is the source's, or another thing than with a
// tape, and says whether it is one.
func (m *model) sourceKey(name string) bool {
	for _, k := range m.source.Keys() {
		if k.Name == name {
			m.source.Press(name)
			return true
		}
	}
	switch {
	case name == "space" || name == " ":
		if m.live {
			m.live = false
		} else {
			m.renew()
		}
		return true
	case slices.Contains([]string{"right", "l", "left", "h", "g", "home", "G", "shift+g", "end"}, name):
		m.live = false // who steps wants to see something that was
	}
	return false
}

func (m *model) sourceKeys() []show.Key {
	if m.source == nil {
		return nil
	}
	return m.source.Keys()
}

// liveStatus is the last row while the run is watched.
func (m *model) liveStatus() string {
	var hints []string
	for _, k := range m.source.Keys() {
		hints = append(hints, k.Name+" "+k.Does)
	}
	return m.row(" live ", append(hints, "space stop the picture", "? help", "q quit"))
}
