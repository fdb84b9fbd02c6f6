package lesson

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"underhood/internal/show"
	"underhood/iterators"
)

// A generatorListing is a generator program as Python writes it, and which line is
// which statement's.
type generatorListing struct {
	code  []string
	lines map[*generatorStatement]int
	subs  int
	drive int // the line of the first ask
}

// listGenerator writes the generators delegated to first, then the body, then the
// asks.
func listGenerator(header []string, block []generatorStatement, asks []generatorAsk) *generatorListing {
	l := &generatorListing{code: slices.Clone(header), lines: map[*generatorStatement]int{}}
	l.function("body", block)
	l.code = append(l.code, "g = body()")
	l.drive = len(l.code) + 1
	for _, a := range asks {
		l.code = append(l.code, a.python())
	}
	return l
}

func (a generatorAsk) python() string {
	switch a.kind {
	case "send":
		return "g.send(" + literal(a.value) + ")"
	case "throw":
		return "g.throw(" + a.class + ")"
	case "close":
		return "g.close()"
	case "drain":
		return "list(g)"
	}
	return "next(g)"
}

// function writes one generator function, those it delegates to before it.
func (l *generatorListing) function(name string, block []generatorStatement) {
	inner := map[*generatorStatement]string{}
	l.inner(block, inner)
	l.code = append(l.code, "def "+name+"():")
	l.block(block, 1, inner)
}

// inner writes the generators a block delegates to, and notes their names.
func (l *generatorListing) inner(block []generatorStatement, names map[*generatorStatement]string) {
	for i := range block {
		s := &block[i]
		if s.kind == "from" {
			l.subs++
			names[s] = "inner"
			if l.subs > 1 {
				names[s] += strconv.Itoa(l.subs)
			}
			l.function(names[s], s.body)
			continue
		}
		l.inner(s.body, names)
		for _, h := range s.handlers {
			l.inner(h.body, names)
		}
		l.inner(s.final, names)
	}
}

func (l *generatorListing) block(block []generatorStatement, depth int, inner map[*generatorStatement]string) {
	pad := strings.Repeat("    ", depth)
	say := func(text string) { l.code = append(l.code, pad+text) }
	if len(block) == 0 {
		say("pass")
	}
	for i := range block {
		s := &block[i]
		l.lines[s] = len(l.code) + 1
		switch s.kind {
		case "loop":
			say(fmt.Sprintf("for _ in range(%d):", s.n))
			l.block(s.body, depth+1, inner)
		case "ifr":
			say("if r == " + literal(s.value) + ":")
			l.block(s.body, depth+1, inner)
		case "try":
			say("try:")
			l.block(s.body, depth+1, inner)
			for _, h := range s.handlers {
				say("except " + h.class + ":")
				l.block(h.body, depth+1, inner)
			}
			if s.hasFinal {
				say("finally:")
				l.block(s.final, depth+1, inner)
			}
		case "from":
			say("r = yield from " + inner[s] + "()")
		default:
			say(s.python())
		}
	}
}

// python is a statement without others in it.
func (s *generatorStatement) python() string {
	value := "r"
	if _, ok := s.value.(generatorVar); !ok {
		value = literal(s.value)
	}
	switch s.kind {
	case "yield":
		return "r = yield " + value
	case "log":
		return "log.append(" + value + ")"
	case "return":
		return "return " + value
	case "raise":
		return "raise " + s.class
	case "reraise":
		return "raise"
	case "fromlist":
		return "r = yield from " + literal(s.list)
	}
	return "r = next(g)"
}

// generatorTape plays a generator program, watched.
func generatorTape(ctx context.Context, title string, text []byte) (show.Tape, error) {
	var program struct {
		Body, Drive json.RawMessage
		Text        []string
	}
	if err := json.Unmarshal(text, &program); err != nil {
		return nil, err
	}
	block, err := decodeGenerator("body", program.Body, generatorBlock)
	if err != nil {
		return nil, err
	}
	asks, err := decodeGenerator("drive", program.Drive, generatorDrive)
	if err != nil {
		return nil, err
	}
	listing := listGenerator(program.Text, block, asks)
	beats, err := recordGenerator(ctx, listing, block, asks)
	if err != nil {
		return nil, err
	}
	return show.NewTape(show.Story[Beat, *Body]{
		Title:   title,
		Start:   func() *Body { return &Body{listing: listing} },
		Apply:   (*Body).Apply,
		Clone:   (*Body).Clone,
		View:    (*Body).view,
		Line:    (*Body).line,
		Caption: (*Body).caption,
	}, beats), nil
}

// recordGenerator plays the program and keeps what its hook and its statements tell.
func recordGenerator(ctx context.Context, l *generatorListing, block []generatorStatement, asks []generatorAsk) ([]Beat, error) {
	w := new(watcher)
	p := &generatorPlay{ctx: ctx, limit: generatorLimit, at: func(f *generatorFrame, s *generatorStatement) {
		b := Beat{Kind: beatRun, Line: l.lines[s]}
		if s.kind == "log" {
			b.Value = literal(f.eval(s.value))
		}
		w.add(b)
	}}
	clearing := false
	p.self = iterators.NewGenerator(p.body(block, nil), iterators.WatchedBy(func(e iterators.GeneratorEvent) {
		if b := generatorBeat(e); b.Kind != "" && !clearing {
			w.add(b)
		}
	}))
	defer func() {
		clearing = true
		p.clear()
	}()
	w.beats = []Beat{{Kind: beatBuilt, Line: l.drive - 1}}
	for i, ask := range asks {
		w.add(Beat{Kind: beatStep, Line: l.drive + i})
		step := p.ask(ask)
		switch {
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case w.full || p.over:
			return nil, fmt.Errorf("drive[%d] %s: more than %d events", i, ask.kind, maxBeats)
		}
		w.add(Beat{Kind: beatAnswer, Value: step.says(ask), Line: l.drive + i})
	}
	return w.beats, nil
}

// generatorBeat is an event of the generator; those that others tell have none.
func generatorBeat(e iterators.GeneratorEvent) Beat {
	switch e.Kind {
	case iterators.GeneratorResumed:
		return Beat{Kind: beatResume}
	case iterators.GeneratorSent:
		return Beat{Kind: beatSend, Value: literal(e.Value)}
	case iterators.GeneratorThrown:
		return Beat{Kind: beatThrow, Value: generatorRaised(e.Err).class}
	case iterators.GeneratorYielded:
		return Beat{Kind: beatYield, Value: literal(e.Value)}
	case iterators.GeneratorReturned:
		return Beat{Kind: beatReturn, Value: literal(e.Value)}
	case iterators.GeneratorRaised:
		return Beat{Kind: beatRaise, Value: generatorRaised(e.Err).class}
	}
	return Beat{}
}

// says is what came of an ask, and the state it leaves the generator in.
func (s GeneratorStep) says(ask generatorAsk) string {
	switch s.Kind {
	case "yield":
		return ask.python() + " gives " + literal(s.Value)
	case "list":
		return ask.python() + " gives " + literal(s.Value)
	case "close":
		if s.Value != nil {
			return ask.python() + " gives " + literal(s.Value) + ", what the body returned"
		}
		return ask.python() + " is done"
	case "stop":
		if s.Value != nil {
			return fmt.Sprintf("%s raises StopIteration with %s, what the body returned", ask.python(), literal(s.Value))
		}
		return ask.python() + " raises StopIteration"
	}
	return fmt.Sprintf("%s raises %v", ask.python(), s.Value)
}
