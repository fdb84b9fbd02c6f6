package websec

import (
	"math"
	"time"
)

// A shedCount is what came out in a span of time.
type shedCount struct {
	inside float64       // seconds that requests were in, all together
	span   time.Duration // while this was counted
	good   int           // served in time
	done   int           // all
}

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

// changed reports whether a turn at the base is nothing like those before: it is another
// service now.
func (l *learner) changed(count *shedCount) bool {
	if l.atBase.done < leastBase {
		return false
	}
	expected := l.atBase.rate() * count.span.Seconds()
	apart := math.Abs(float64(count.good) - expected)
	return apart > 0.3*expected && apart > 4*math.Sqrt(l.noise*(expected+1))
}
