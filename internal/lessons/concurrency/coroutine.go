package lesson

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"underhood/concurrency"
	"underhood/internal/show"
)

// An askPlan is what a coroutine is asked, one after the other.
type askPlan struct {
	Kind string     `json:"kind"`
	Asks [][]string `json:"asks"`
}

// maxAsks is how long such a plan may be.
const maxAsks = 100

// asks are how many words follow an ask, and how Go has it.
var asks = map[string]struct {
	words int
	code  string
}{
	"resume": {0, "c.Resume()"},
	"send":   {1, "c.Send(%q)"},
	"throw":  {1, "c.Throw(%s)"},
	"close":  {0, "c.Close()"},
	"result": {0, "c.Result()"},
}

// thrown are the errors that can be thrown in: the body handles the first.
var thrown = map[string]error{"errBusy": errBusy, "errBoom": errors.New("boom")}

func (p *askPlan) check() error {
	if len(p.Asks) == 0 || len(p.Asks) > maxAsks {
		return fmt.Errorf("%d asks, 1 to %d are possible", len(p.Asks), maxAsks)
	}
	for i, ask := range p.Asks {
		if len(ask) == 0 || asks[ask[0]].code == "" {
			return fmt.Errorf("asks[%d]: %q is no ask", i, ask)
		}
		if want := asks[ask[0]].words; len(ask) != want+1 {
			return fmt.Errorf("asks[%d]: %s takes %d words", i, ask[0], want)
		}
		if ask[0] == "throw" && thrown[ask[1]] == nil {
			return fmt.Errorf("asks[%d]: %q is neither errBusy nor errBoom", i, ask[1])
		}
	}
	return nil
}

// code is an ask as Go has it.
func code(ask []string) string {
	form := asks[ask[0]].code
	if len(ask) == 1 {
		return form
	}
	return fmt.Sprintf(form, ask[1])
}

// A Pass is one step of a coroutine and who asks it: an ask, a line of the body, a
// value that is handed out, an answer.
type Pass struct {
	Kind  string `json:"kind"` // "ask", "enter", "run", "yield", "return" or "answer"
	Ask   int    `json:"ask"`  // its number, from 1
	Line  int    `json:"line,omitempty"`
	Value string `json:"value,omitempty"` // what goes in or comes out
	State string `json:"state"`           // of the coroutine

	code string // of the ask
}

const (
	passAsk    = "ask"    // Value goes in
	passEnter  = "enter"  // the body goes on at Line, or begins
	passRun    = "run"    // the body runs Line
	passYield  = "yield"  // the body hands out Value
	passReturn = "return" // the body returns Value
	passAnswer = "answer" // who asked has Value
)

// An asker is who asks a coroutine, and notes what happens.
type asker struct {
	co     *concurrency.Coroutine[string, int, string]
	now    int // number of the ask
	code   string
	passes []Pass
}

func (p *askPlan) record(_ context.Context, r run) (show.Tape, error) {
	passes, err := p.play()
	if err != nil {
		return nil, err
	}
	var listing []string
	for _, ask := range p.Asks {
		listing = append(listing, code(ask))
	}
	return show.NewTape(show.Story[Pass, talk]{
		Title: r.title, Start: func() talk { return talk{asks: listing, state: concurrency.Created.String()} },
		Apply: talk.apply, Clone: talk.clone, View: talk.view,
		Line:    func(_ talk, p Pass) string { return p.line() },
		Caption: func(_ talk, p Pass) string { return p.caption() },
	}, passes), nil
}

// play asks, all on this goroutine: who asks waits.
func (p *askPlan) play() ([]Pass, error) {
	a := &asker{}
	a.co = concurrency.NewCoroutine(a.body)
	for i, ask := range p.Asks {
		a.now, a.code = i+1, code(ask)
		a.ask(ask)
	}
	passes := a.passes // those of the end are nobody's
	return passes, a.co.Close()
}

func (a *asker) say(p Pass) {
	p.Ask, p.code, p.State = a.now, a.code, a.co.State().String()
	a.passes = append(a.passes, p)
}

func (a *asker) ask(ask []string) {
	in := ""
	switch ask[0] {
	case "send":
		in = strconv.Quote(ask[1])
	case "throw":
		in = ask[1]
	}
	a.say(Pass{Kind: passAsk, Value: in})
	var out int
	var err error
	switch ask[0] {
	case "resume":
		out, err = a.co.Resume()
	case "send":
		out, err = a.co.Send(ask[1])
	case "throw":
		out, err = a.co.Throw(thrown[ask[1]])
	case "close":
		err = a.co.Close()
	case "result":
		var result string
		if result, err = a.co.Result(); err == nil {
			a.say(Pass{Kind: passAnswer, Value: strconv.Quote(result)})
			return
		}
	}
	answer := Pass{Kind: passAnswer, Value: "nil"}
	switch {
	case err != nil:
		answer.Value = errorName(err)
	case ask[0] != "close":
		answer.Value = strconv.Itoa(out)
	}
	a.say(answer)
}

// errorName is what Go calls an error of the lesson.
func errorName(err error) string {
	for name, e := range map[string]error{
		"ErrEnded": concurrency.ErrEnded, "ErrNotEnded": concurrency.ErrNotEnded, "ErrExit": concurrency.ErrExit,
		"ErrJustStarted": concurrency.ErrJustStarted, "errBusy": errBusy, "errBoom": thrown["errBoom"],
	} {
		if err == e {
			return name
		}
	}
	return err.Error()
}
