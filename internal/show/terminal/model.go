package terminal

import (
	"fmt"
	"runtime/debug"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"underhood/internal/show"
)

// beat is how often time is looked at while the tape runs.
const beat = time.Second / 30

// beatMsg says that it is now t.
type beatMsg time.Time

// model is the state of the screen. The picture is drawn when something changes,
// in Update, so that a panic of the tape is caught where it can end the program.
type model struct {
	tape    show.Tape
	player  *show.Player
	source  show.Source // of which tape is the newest part; nil for a tape alone
	live    bool        // the tape is taken anew at each beat
	style   show.FrameStyle
	size    show.Size // of the whole screen; zero until the terminal tells it
	help    bool
	beating bool      // a beat is on its way
	last    time.Time // when time was last looked at; zero after a pause
	frame   string
	failure error
}

func newModel(tape show.Tape, screen show.Screen) *model {
	m := &model{tape: tape, player: show.NewPlayer(tape.Len(), screen.Speed), style: show.FrameStyle{Color: screen.Color, ASCII: screen.ASCII}}
	m.player.Play()
	return m
}

// Init implements [tea.Model].
func (m *model) Init() tea.Cmd { return nil }

// Update implements [tea.Model]: it takes a key, a new size or the passing of
// time, and draws the screen anew.
func (m *model) Update(msg tea.Msg) (next tea.Model, cmd tea.Cmd) {
	defer func() {
		if r := recover(); r != nil {
			m.failure = fmt.Errorf("panic while showing step %d: %v\n%s", m.player.Step(), r, origin(string(debug.Stack())))
			next, cmd = m, tea.Quit
		}
	}()
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.size = show.Size{Cols: msg.Width, Rows: msg.Height}
		m.draw()
	case tea.KeyPressMsg:
		if m.key(msg.String()) {
			return m, tea.Quit
		}
		m.draw()
	case beatMsg:
		m.beating = false
		if m.beat(time.Time(msg)) {
			m.draw()
		}
	}
	return m, m.nextBeat()
}

// origin is the part of a stack that tells where a panic came from: what lies
// between the panic and this package.
func origin(stack string) string {
	if _, after, ok := strings.Cut(stack, "\npanic("); ok {
		lines := strings.SplitN(after, "\n", 3)
		stack = lines[len(lines)-1]
	}
	before, _, _ := strings.Cut(stack, "\nunderhood/internal/show.Layout")
	before, _, _ = strings.Cut(before, "\nunderhood/internal/show.(*tape")
	before, _, _ = strings.Cut(before, "\nunderhood/internal/show/terminal.")
	return before
}

// key does what a key means and reports whether it means to quit.
func (m *model) key(name string) bool {
	if m.help && name != "q" && name != "ctrl+c" {
		m.help = false
		return false
	}
	if m.source != nil && m.sourceKey(name) {
		return false
	}
	switch name {
	case "q", "ctrl+c":
		return true
	case "space", " ":
		m.player.Toggle()
	case "right", "l":
		m.player.Forward()
	case "left", "h":
		m.player.Back()
	case "g", "home":
		m.player.First()
	case "G", "shift+g", "end":
		m.player.End()
	case "+", "=", "shift+=":
		m.player.Faster()
	case "-":
		m.player.Slower()
	case "?", "shift+/":
		m.help = true
		m.player.Pause()
	}
	return false
}

// beat lets time pass up to now and reports whether the picture changed.
func (m *model) beat(now time.Time) bool {
	if m.live {
		m.renew()
		return true
	}
	moved := false
	if !m.last.IsZero() {
		moved = m.player.Tick(now.Sub(m.last))
	}
	m.last = now
	if !m.player.Playing() {
		m.last = time.Time{}
	}
	return moved
}

// nextBeat asks for the next beat while the tape runs, for one at a time.
func (m *model) nextBeat() tea.Cmd {
	if m.beating || !m.player.Playing() && !m.live || m.size.Cols == 0 {
		return nil
	}
	m.beating = true
	every := beat
	if m.live {
		every = liveBeat
	}
	return tea.Tick(every, func(t time.Time) tea.Msg { return beatMsg(t) })
}

// View implements [tea.Model].
func (m *model) View() tea.View {
	v := tea.NewView(m.frame)
	v.AltScreen = true
	v.WindowTitle = show.Printable(m.tape.Title())
	return v
}
