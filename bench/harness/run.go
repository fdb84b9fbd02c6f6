package harness

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Options say how thoroughly to measure.
type Options struct {
	Quick bool
	// Rounds overrides the number of samples of each contestant when not 0; a
	// case that insists on its own number is only given more.
	Rounds int
	// Small takes the small sizes, to see that everything works.
	Small bool
	// Case measures only the case of that name when not "".
	Case string
	Seed uint32
	// Tell is told what goes on, nil for nobody.
	Tell func(Progress)
	// Report is handed the result of each case as it is finished.
	Report func(Result) error
}

// Progress is where a run is.
type Progress struct {
	Case       string
	Contestant string // "" when the case is over
	Step, Of   int    // samples taken and to take in this case
	Done, All  int    // cases
	Note       string // something to say beside: who is skipped and why
	Failed     bool   // Note is about a case that will not be reported
}

// The modes: samples of each contestant, and how long one may take.
const (
	thoroughRounds = 11
	quickRounds    = 5
	thoroughLimit  = 5 * time.Minute
	quickLimit     = 40 * time.Second
)

// Outcome is what a run amounts to.
type Outcome struct {
	Results []Result
	// Skipped gives the reasons of the contestants that took no part.
	Skipped []Skip
	// Failed gives the cases that are not reported, and why.
	Failed []error
}

// Skip is a contestant that took no part.
type Skip struct{ Contestant, Reason string }

// Measure measures the cases of the topic. It returns an error when the run as a
// whole cannot be (our own worker does not start, ctx is done); what went wrong
// in single cases is in the outcome. No process outlives it.
func (t *Topic) Measure(ctx context.Context, o Options) (Outcome, error) {
	r := &runner{topic: t, o: o, limit: thoroughLimit}
	if o.Quick && !o.Small {
		var stop context.CancelFunc
		ctx, stop = context.WithTimeoutCause(ctx, quickEnd, ErrTime)
		defer stop()
		r.limit, r.time = quickLimit, newClock(o.cases(t))
	}
	defer r.stop()
	if err := r.start(ctx); err != nil {
		return r.out, err
	}
	return r.out, r.cases(ctx)
}

// runner is a run under way.
type runner struct {
	topic *Topic
	o     Options
	limit time.Duration
	teams []*entrant
	out   Outcome
	at    Progress
	time  *clock // of a quick run, otherwise nil
}

// entrant is a contestant with its worker and its samples of the present case.
type entrant struct {
	Contestant
	worker  *worker
	command Command
	samples []Sample
}

func (r *runner) tell(p Progress) {
	if r.o.Tell != nil {
		r.o.Tell(p)
	}
}

// start starts the workers. All but our own may be missing.
func (r *runner) start(ctx context.Context) error {
	for _, c := range r.topic.Contestants {
		if c.Thorough && r.o.Quick {
			r.skip(c.Name, "only in thorough runs")
			continue
		}
		e := &entrant{Contestant: c}
		command, err := c.Command(ctx)
		if err == nil {
			e.command = command
			e.worker, err = startWorker(ctx, command, r.limit)
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		reason, skip := skipped(err)
		switch {
		case err == nil:
			r.teams = append(r.teams, e)
		case !skip || c.Role == RoleOurs:
			return fmt.Errorf("%s: %w", c.Name, err)
		default:
			r.skip(c.Name, reason)
		}
	}
	return nil
}

func (r *runner) skip(name, reason string) {
	r.out.Skipped = append(r.out.Skipped, Skip{name, reason})
	r.tell(Progress{Note: name + " is skipped: " + reason})
}

func (r *runner) stop() {
	for _, e := range r.teams {
		if e.worker != nil {
			e.worker.stop()
		}
	}
}

func (r *runner) cases(ctx context.Context) error {
	cases := r.o.cases(r.topic)
	for i, c := range cases {
		r.at = Progress{Case: c.Name, Done: i, All: len(cases)}
		res, err := r.measure(ctx, c)
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if err != nil {
			err = fmt.Errorf("%s is not reported: %w", c.Name, err)
			r.out.Failed = append(r.out.Failed, err)
			r.tell(Progress{Case: c.Name, Done: i + 1, All: len(cases), Note: err.Error(), Failed: true})
			if err := r.revive(ctx); err != nil {
				return err
			}
			continue
		}
		r.out.Results = append(r.out.Results, res)
		r.tell(Progress{Case: c.Name, Done: i + 1, All: len(cases)})
		if r.o.Report != nil {
			if err := r.o.Report(res); err != nil {
				return err
			}
		}
	}
	return nil
}

// revive starts all workers afresh after a case went wrong in one of them.
func (r *runner) revive(ctx context.Context) error {
	for _, e := range r.teams {
		e.worker.stop()
		w, err := startWorker(ctx, e.command, r.limit)
		if err != nil {
			return fmt.Errorf("%s, again: %w", e.Name, err)
		}
		e.worker = w
	}
	return nil
}

// cases are those that are asked for.
func (o Options) cases(t *Topic) []Case {
	var cases []Case
	for _, c := range t.Cases {
		if o.Case == "" || o.Case == c.Name {
			cases = append(cases, c)
		}
	}
	return cases
}

// size gives the size to measure a case at, and how that is less than it says.
func (r *runner) size(c Case) (size int, note string) {
	switch {
	case r.o.Small:
		return c.SmallSize, "a small size: these figures mean nothing"
	case r.time != nil && c.BusySize != 0 && r.time.tooBusy(c):
		return c.BusySize, fmt.Sprintf("the machine is busy: size %d instead of %d", c.BusySize, c.Size)
	case r.o.Quick:
		return c.Size, c.QuickNote
	}
	return c.Size, ""
}

// measure measures one case.
func (r *runner) measure(ctx context.Context, c Case) (Result, error) {
	size, note := r.size(c)
	var in []*entrant
	for _, e := range r.teams {
		if e.worker.knows(c.Name) {
			e.samples = nil
			in = append(in, e)
		}
	}
	if len(in) == 0 || in[0].Role != RoleOurs {
		return Result{}, errors.New("the library has nothing to show for it")
	}
	params := Params{Size: size, Seed: r.o.Seed, Quick: r.o.Quick}
	for _, e := range in {
		if _, err := e.worker.ask(ctx, Request{Do: doPrepare, Case: c.Name, Params: params}); err != nil {
			return Result{}, fmt.Errorf("%s, preparing: %w", e.Name, err)
		}
	}
	if err := r.rounds(ctx, c, in); err != nil {
		return Result{}, err
	}
	for _, e := range in {
		if _, err := e.worker.ask(ctx, Request{Do: doFinish}); err != nil {
			return Result{}, fmt.Errorf("%s, finishing: %w", e.Name, err)
		}
	}
	if c.Counted {
		if err := checkVisits(in, size); err != nil {
			return Result{}, err
		}
	}
	return newResult(r.topic.Name, c, size, note, in), nil
}

// rounds takes the samples: every contestant one a round, starting with another
// each time.
func (r *runner) rounds(ctx context.Context, c Case, in []*entrant) error {
	want := thoroughRounds
	if r.o.Quick {
		want = quickRounds
	}
	if r.o.Rounds != 0 {
		want = r.o.Rounds
	}
	if c.Rounds != 0 && !r.o.Small {
		want = max(c.Rounds, r.o.Rounds)
	}
	more := func(int) bool { return true }
	if r.time != nil {
		more = r.time.begin(c)
	}
	for round := range want {
		if !more(round) {
			break
		}
		for i := range in {
			e := in[(round+i)%len(in)]
			at := r.at
			at.Contestant, at.Step, at.Of = e.Name, round*len(in)+i, want*len(in)
			r.tell(at)
			s, err := e.worker.ask(ctx, Request{Do: doSample, Case: c.Name})
			if err != nil {
				return fmt.Errorf("%s: %w", e.Name, err)
			}
			if s.NS <= 0 {
				return fmt.Errorf("%w: %s took no time at all", ErrWorker, e.Name)
			}
			e.samples = append(e.samples, s)
			if err := checkAnswer(in, e, s); err != nil {
				return err
			}
		}
	}
	return nil
}

// checkAnswer holds a new answer against the first one given.
func checkAnswer(in []*entrant, e *entrant, s Sample) error {
	if s.Answer == "" {
		return fmt.Errorf("%w: %s has none", ErrAnswers, e.Name)
	}
	for _, other := range in {
		if len(other.samples) > 0 && other.samples[0].Answer != s.Answer {
			return fmt.Errorf("%w: %s has %q, %s has %q", ErrAnswers, e.Name, s.Answer, other.Name, other.samples[0].Answer)
		}
	}
	return nil
}

func checkVisits(in []*entrant, size int) error {
	for _, e := range in {
		switch e.Role {
		case RoleOurs, RoleAgain, RoleVariant:
			for _, s := range e.samples {
				if s.Objects < int64(size) {
					return fmt.Errorf("%w: %s looked at %d of %d", ErrVisits, e.Name, s.Objects, size)
				}
			}
		default: // nobody can tell
		}
	}
	return nil
}
