package lesson

import (
	"errors"
	"sync"
	"sync/atomic"

	"underhood/singleton"
)

// errGo is why a goroutine stops waiting.
var errGo = errors.New("had to go")

// A race is one form in play. Its goroutines are real; the scheduler lets one of
// them go at a time, and goes on when it constructs, waits or has its answer. So the
// same plan gives the same beats.
type race struct {
	form     *form
	it       instance
	racers   map[string]*racer
	asking   *racer // who was let go last
	building map[*racer]*object
	objects  atomic.Int32
	events   chan told // never full: two for each ask
	over     chan struct{}
	group    sync.WaitGroup
	beats    []Beat
}

// newRace starts a form; asks is how often it will be asked at most.
func newRace(f *form, retry singleton.Retry, racers []string, asks int) *race {
	r := &race{
		form: f, racers: map[string]*racer{}, building: map[*racer]*object{},
		events: make(chan told, 2*asks+2), over: make(chan struct{}),
	}
	for _, name := range racers {
		r.racers[name] = &racer{name: name}
	}
	r.it = f.start(r, retry)
	if f.eager {
		r.say(beatMade, nil, 1, "")
	}
	return r
}

// stop lets everybody finish and waits for it.
func (r *race) stop() {
	close(r.over)
	r.group.Wait()
	if r.it.close != nil {
		r.it.close()
	}
	for _, who := range r.racers {
		if who.cancel != nil {
			who.cancel(nil)
		}
	}
}

func (r *race) say(kind string, who *racer, object int, text string) {
	b := Beat{Kind: kind, Way: r.form.name, Object: object, Text: text}
	if who != nil {
		b.Who = who.name
	}
	r.beats = append(r.beats, b)
}

// construct is the constructor of every form: it stays until the plan ends it.
func (r *race) construct(by *racer) (*object, error) {
	o := &object{n: int(r.objects.Add(1)), by: by, end: make(chan ending, 1), inside: []*racer{by}}
	r.events <- told{kind: beatBegin, by: by, object: o}
	var e ending
	select {
	case e = <-o.end:
	case <-r.over:
	}
	if e.panic != "" {
		panic(e.panic)
	}
	if e.err != nil {
		return nil, e.err
	}
	return o, nil
}

// sure is construct for the forms that know no errors.
func (r *race) sure(by *racer) *object {
	o, _ := r.construct(by)
	return o
}
