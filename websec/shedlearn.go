package websec

import (
	"math"
	"time"
)

// A learner finds out how many requests at once the service can take, by trial: it
// counts what is served in time under one limit, then under another, and keeps the
// lower one only if that lost nothing. It never looks at how long a request took.
// Latencies differ for many reasons, and a limit that follows them turns requests
// away from a service that has nothing to do with it; but a request refused for no
// gain is always seen in the count.
//
// By Little's law what comes out, X, is the number in the service, n, over the time
// each takes. While requests do not wait for each other X grows as n does; once they
// do it stays, or falls. Between lies the place to be, and the measure of it is X over
// n to the power of elasticity (Kleinrock's power, with more weight on what is served).
//
//   - Only while the limit keeps requests out is there anything to learn. Where all
//     fit in, none is refused, and the limit stays (Netflix/concurrency-limits 134: it
//     does not grow either).
//   - A count begins when as many have gone as were in, so that what is left of the
//     limit before is gone too, and ends with whole turns, so that bursts that came in
//     together and go out together are counted whole.
//   - Counts have errors: one of c requests that of its root. A trial goes on, back and
//     forth, until the difference is larger than twice the error.
//   - It starts high and halves or doubles, and then goes on in smaller steps
//     (Netflix/concurrency-limits 35). Trying higher never stops, which costs nothing
//     but time, so no limit is stuck (platinummonkey/go-concurrency-limits 117).
//   - What was not served in time, because its client gave up, counts as come out, but
//     not as served. Where that is most of it, lower limits need no proof.
type learner struct {
	min, max, start int
	limit           int // that holds now
	base            int // that is known best
	trying          int // 1: limit is higher than base, -1: lower, 0: it is base

	last     time.Duration // up to which the counts go
	settling int           // how many have to go before the next count
	turn     int           // how many are one
	count    shedCount     // this turn
	atBase   shedCount
	atTrial  shedCount
	before   shedCount // while all fitted in

	step  float64 // the logarithm of a trial's factor
	next  int     // which way the next goes
	known int     // ways from base that were shown to be worse, of two
	pause int     // how many have to go before the next trial
	spent int     // on this trial
	noise float64 // the variance of a count, over that of a Poisson process

	ended time.Duration // when a request last ended; 0 if none has
	bound time.Duration // when the limit last kept requests out for a turn
}

// A shedCount is what came out in a span of time.
type shedCount struct {
	inside float64       // seconds that requests were in, all together
	span   time.Duration // while this was counted
	good   int           // served in time
	done   int           // all
}

const (
	elasticity = 0.25 // twice as many in have to serve a fifth more

	coarse = math.Ln2     // a factor of two
	fine   = math.Ln2 / 2 // and of its root

	leastTurn  = 16
	leastBase  = 64   // before a trial begins
	longTrial  = 1024 // without a difference that counts, there is none
	longBase   = 2048 // what came before weighs half
	shedErrors = 2    // how many standard errors are a difference
	restFactor = 4    // how much longer than a trial the pause after it is

	staleAfter = time.Minute
	unknownFor = 500 * time.Millisecond
)

func (c *shedCount) add(d shedCount) {
	c.inside += d.inside
	c.span += d.span
	c.good += d.good
	c.done += d.done
}

func (c *shedCount) halve() {
	c.inside, c.span, c.good, c.done = c.inside/2, c.span/2, c.good/2, c.done/2
}

// inMean is how many were in.
func (c *shedCount) inMean() float64 { return c.inside / max(1e-9, c.span.Seconds()) }

// rate is what was served a second; a half stands for nothing.
func (c *shedCount) rate() float64 { return (float64(c.good) + 0.5) / max(1e-9, c.span.Seconds()) }

// took is how long a request was in, by Little's law.
func (c *shedCount) took() float64 { return c.inside / float64(max(1, c.done)) }

// late reports whether most of it was not served in time.
func (c *shedCount) late() bool { return 2*c.good < c.done }

// over compares what is served with what is in: the logarithms of how much more of it
// there is in c than in d.
func (c *shedCount) over(d *shedCount) (more, in float64) {
	return math.Log(c.rate() / d.rate()), math.Log(c.inMean() / d.inMean())
}

func (l *learner) begin() {
	l.limit = min(l.max, max(l.min, l.start))
	l.start, l.base, l.noise = l.limit, l.limit, 1
	l.restart()
	l.open()
}

// restart forgets what is known of the limits around.
func (l *learner) restart() {
	l.trying, l.atBase, l.atTrial = 0, shedCount{}, shedCount{}
	l.step, l.next, l.known, l.pause = coarse, 0, 0, 0
}

// open begins a turn.
func (l *learner) open() {
	l.count = shedCount{}
	l.turn = l.limit * ((leastTurn + l.limit - 1) / l.limit)
}

// use changes the limit. What goes on inside is that of the limit before until as many
// have gone as are in.
func (l *learner) use(limit, inFlight int) {
	l.limit = limit
	l.settling = max(limit, inFlight)
	l.open()
}

// passed notes that so many were in until now.
func (l *learner) passed(inFlight int, now time.Duration) {
	l.count.inside += float64(inFlight) * (now - l.last).Seconds()
	l.count.span += now - l.last
	l.last = now
}

// full notes that the limit keeps a request out.
func (l *learner) full(now time.Duration) {
	switch {
	case l.ended == 0 && now-l.bound >= unknownFor:
		// Nothing has ever come out, so nothing speaks against more.
		l.bound = now
		l.limit = min(l.max, 2*l.limit)
		l.base = l.limit
		l.open()
	case l.limit < l.start && now-l.bound >= staleAfter:
		l.limit, l.base, l.bound = l.start, l.start, now
		l.restart()
		l.open()
	}
}

// finished learns from a request that ended. inFlight is how many are left.
func (l *learner) finished(now time.Duration, inFlight int, good bool) {
	l.ended = now
	if l.settling > 0 {
		if l.settling--; l.settling == 0 {
			l.open()
		}
		l.spent++
		return
	}
	l.count.done++
	if good {
		l.count.good++
	}
	if l.count.done < l.turn {
		return
	}
	count := l.count
	l.open()
	l.spent += count.done
	mean, limit := count.inMean(), float64(l.limit)
	switch {
	case mean < min(0.8*limit, limit-0.5):
		l.fits(count, inFlight)
	case l.trying == 0:
		l.bound = now
		l.stay(count, inFlight)
	default:
		l.bound = now
		l.try(count, inFlight)
	}
}

// fits ends a turn in which there was room: there is nothing to find out.
func (l *learner) fits(count shedCount, inFlight int) {
	l.before.add(count)
	if l.before.done > longBase {
		l.before.halve()
	}
	switch l.trying {
	case 1:
		l.base = l.limit // and it was needed
	case -1:
		l.use(l.base, inFlight)
	}
	l.restart()
}

// err is the standard error of a difference between two counts.
func (l *learner) err(c, d *shedCount) float64 {
	return math.Sqrt(l.noise * (1/(float64(c.good)+0.5) + 1/(float64(d.good)+0.5)))
}

// listen learns how much the counts of turns vary by themselves.
func (l *learner) listen(count, so *shedCount) {
	if so.good < leastBase || count.good == 0 {
		return
	}
	apart, _ := count.over(so)
	variance := apart * apart / (1/float64(count.good) + 1/float64(so.good))
	l.noise += (min(10, variance) - l.noise) / 8
	l.noise = max(0.1, l.noise)
}

// stay ends a turn at the base.
func (l *learner) stay(count shedCount, inFlight int) {
	if l.atBase.done >= leastBase {
		apart, _ := count.over(&l.atBase)
		if apart = math.Abs(apart); apart > 0.3 && apart > 4*l.err(&count, &l.atBase) {
			l.restart() // it is another service now
		}
	}
	l.listen(&count, &l.atBase)
	l.atBase.add(count)
	if l.atBase.done > longBase {
		l.atBase.halve()
	}
	if l.pause -= count.done; l.pause > 0 || l.atBase.done < leastBase {
		return
	}
	if l.next == 0 {
		l.next = 1
		if 10*l.atBase.good < 9*l.atBase.done || l.before.done > 0 && l.atBase.took() > 1.5*l.before.took() {
			l.next = -1
		}
	}
	l.spent = 0
	l.start1(inFlight)
}

// start1 tries the next limit.
func (l *learner) start1(inFlight int) {
	limit := l.toTry()
	if limit == l.base {
		l.worse(inFlight)
		return
	}
	l.trying = l.next
	l.use(limit, inFlight)
}

func (l *learner) toTry() int {
	f := math.Exp(l.step)
	if l.next > 0 {
		return min(l.max, max(l.base+1, int(float64(l.base)*f)))
	}
	return max(l.min, min(l.base-1, int(math.Ceil(float64(l.base)/f))))
}

// try ends a turn of a trial, at the base or beside it.
func (l *learner) try(count shedCount, inFlight int) {
	beside := l.limit != l.base
	if beside {
		l.listen(&count, &l.atTrial)
		l.atTrial.add(count)
	} else {
		l.listen(&count, &l.atBase)
		l.atBase.add(count)
	}
	more, in := l.atTrial.over(&l.atBase)
	by, err := more-elasticity*in, shedErrors*l.err(&l.atTrial, &l.atBase)
	long := l.atTrial.done >= longTrial
	hopeless := l.next < 0 && l.atBase.late() && l.atTrial.done >= leastTurn
	switch {
	case l.atTrial.done == 0:
	case by > err, hopeless && (by > -err/2 || l.atBase.good+l.atTrial.good == 0):
		if !beside {
			l.use(l.toTry(), inFlight)
		}
		l.base, l.atBase, l.atTrial = l.limit, l.atTrial, shedCount{}
		l.trying, l.known, l.pause = 0, 1, 0 // the way it came from is worse
	case by < -err, l.next < 0 && more < -err, long:
		l.worse(inFlight)
	case beside && l.atTrial.done >= 2*l.atBase.done:
		l.use(l.base, inFlight)
	case !beside && l.atBase.done >= 2*l.atTrial.done:
		l.use(l.toTry(), inFlight)
	}
}

// worse ends a trial that was not better. The other way is next, then smaller steps,
// then a pause.
func (l *learner) worse(inFlight int) {
	if l.limit != l.base {
		l.use(l.base, inFlight)
	}
	l.trying, l.atTrial = 0, shedCount{}
	l.next = -l.next
	if l.known++; l.known < 2 {
		return
	}
	l.known = 0
	if l.step > fine {
		l.step = fine
		return
	}
	l.pause = restFactor * l.spent
}
