package websec

import "math"

// fits ends a turn in which there was room: there is nothing to find out.
func (l *learner) fits(inFlight int) {
	switch l.trying {
	case 1:
		l.base = l.limit // and it was needed
	case -1:
		l.use(l.base, inFlight)
	}
	l.forget()
}

// stay ends a turn at the base.
func (l *learner) stay(count shedCount, inFlight int) {
	if l.changed(&count) {
		l.restart()
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
		if 10*l.atBase.good < 9*l.atBase.done || l.crowded() {
			l.next = -1
		}
	}
	l.spent = 0
	l.set(inFlight)
}

// set begins a trial of the next limit.
func (l *learner) set(inFlight int) {
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
		if l.changed(&count) {
			l.restart()
			return
		}
		l.listen(&count, &l.atBase)
		l.atBase.add(count)
	}
	more, in := l.atTrial.over(&l.atBase)
	by, err := more-elasticity*in, shedErrors*l.err(&l.atTrial, &l.atBase)
	if l.next < 0 && l.crowded() {
		err /= 2 // since something speaks for it already
	}
	long := l.atTrial.done >= longTrial
	hopeless := l.next < 0 && l.atBase.late() && l.atTrial.done >= leastTurn
	switch {
	case l.atTrial.done == 0:
	case by > err, long && l.next > 0 && by > 0, hopeless && (by > -err/2 || l.atBase.good+l.atTrial.good == 0):
		if !beside {
			l.use(l.toTry(), inFlight)
		}
		l.base, l.atBase, l.atTrial = l.limit, l.atTrial, shedCount{}
		l.trying, l.known, l.pause = 0, 1, 0 // the way it came from is worse
		if l.wins++; l.wins > 2 {
			l.step = coarse
		}
	case by < -err, l.next < 0 && more < -err, long && (l.next < 0 || by < 0):
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
	l.trying, l.atTrial, l.wins = 0, shedCount{}, 0
	l.next = -l.next
	if l.known++; l.known < 2 {
		return
	}
	l.known = 0
	if l.step > fine {
		l.step = fine
		return
	}
	if !l.atBase.late() {
		l.pause = min(restFactor*l.spent, longRest)
	}
}
