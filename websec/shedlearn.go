package websec

import (
	"math"
	"time"
)

// A learner finds out how many requests at once the service can take, by trial: it
// counts what is served in time under one limit, then under another, and keeps the
// lower one only if that lost nothing. How long requests took is a hint where to begin.
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
	eased    time.Duration // what requests take that find at most half as many in
	easy     int           // of those that are known
	easyIn   int           // of those that are still in

	step  float64 // the logarithm of a trial's factor
	next  int     // which way the next goes
	wins  int     // trials in a row that were better
	known int     // ways from base that were shown to be worse, of two
	pause int     // how many have to go before the next trial
	spent int     // on this trial
	noise float64 // the variance of a count, over that of a Poisson process

	ended time.Duration // when a request last ended; 0 if none has
	bound time.Duration // when the limit last kept requests out for a turn
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
	longRest   = 1024 // and its end, so that room that comes back is found

	staleAfter = time.Minute
	unknownFor = 2 * time.Second
	unknownTo  = 4 // times as many as at the start
)

func (l *learner) begin() {
	l.limit = min(l.max, max(l.min, l.start))
	l.start, l.base, l.noise = l.limit, l.limit, 1
	l.restart()
	l.open()
}

// restart forgets what is known of the limits around.
func (l *learner) restart() {
	l.forget()
	l.step = coarse
}

// forget begins all counts anew.
func (l *learner) forget() {
	l.trying, l.atBase, l.atTrial = 0, shedCount{}, shedCount{}
	l.next, l.wins, l.known, l.pause = 0, 0, 0, 0
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
	span := now - l.last
	l.count.inside += float64(inFlight) * float64(span) / float64(time.Second)
	l.count.span += span
	l.last = now
}

// full notes that the limit keeps a request out.
func (l *learner) full(now time.Duration) {
	switch {
	case l.ended == 0 && now-l.bound >= unknownFor && l.limit < unknownTo*l.start:
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

// easyFor notes a request that found so many in, and says if that is few.
func (l *learner) easyFor(inFlight int) bool {
	few := 2*inFlight <= l.base
	if few {
		l.easyIn++
	}
	return few
}

// unease notes that a request which found few in is no longer there to learn from.
func (l *learner) unease() { l.easyIn-- }

// ease is what such a request took. It is a hint where to look first, and decides nothing.
func (l *learner) ease(took time.Duration) {
	l.easy = min(l.easy+1, 64)
	l.eased += (took - l.eased) / time.Duration(l.easy)
}

// crowded reports whether requests seem to wait for each other at the base. While many
// that had room are still in, it is only known of the fast ones how long they take.
func (l *learner) crowded() bool {
	return 4*l.easyIn < l.easy && l.atBase.took() > 1.5*l.eased.Seconds()
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
		l.fits(inFlight)
	case l.trying == 0:
		l.bound = now
		l.stay(count, inFlight)
	default:
		l.bound = now
		l.try(count, inFlight)
	}
}
