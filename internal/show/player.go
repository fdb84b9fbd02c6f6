package show

import "time"

// The speeds a [Player] can have, in steps a second.
const (
	MinSpeed     = 0.125
	MaxSpeed     = 128.0
	DefaultSpeed = 1.0 // slow enough to read a caption
)

// Player is where a viewer stands on a tape: a step, whether it runs, how fast.
// It is pure: time comes in through [Player.Tick], so it needs no goroutine and
// no clock. Make one with [NewPlayer]. It is not safe for concurrent use.
type Player struct {
	step    int
	last    int
	playing bool
	speed   float64
	carry   time.Duration // time already waited for the next step
}

// NewPlayer returns a paused player at step 0 of a tape with last steps. The
// speed is in steps a second and is held within [MinSpeed, MaxSpeed].
func NewPlayer(last int, speed float64) *Player {
	return &Player{last: max(0, last), speed: min(MaxSpeed, max(MinSpeed, speed))}
}

// Step returns the step the player shows.
func (p *Player) Step() int { return p.step }

// Last returns the last step there is.
func (p *Player) Last() int { return p.last }

// Speed returns the speed in steps a second.
func (p *Player) Speed() float64 { return p.speed }

// Playing reports whether time moves the player.
func (p *Player) Playing() bool { return p.playing }

// Play starts the run; from the last step it starts over.
func (p *Player) Play() {
	if p.step == p.last {
		p.step = 0
	}
	p.playing, p.carry = p.last > 0, 0
}

// Pause stops the run where it is.
func (p *Player) Pause() { p.playing = false }

// Toggle plays when paused and pauses when playing.
func (p *Player) Toggle() {
	if p.playing {
		p.Pause()
		return
	}
	p.Play()
}

// Forward pauses and goes one step on, Back one step back. Neither leaves the tape.
func (p *Player) Forward() { p.Seek(p.step + 1) }

// Back pauses and goes one step back.
func (p *Player) Back() { p.Seek(p.step - 1) }

// First pauses and goes to step 0.
func (p *Player) First() { p.Seek(0) }

// End pauses and goes to the last step.
func (p *Player) End() { p.Seek(p.last) }

// Seek pauses and goes to a step, or to the nearest end when there is no such step.
func (p *Player) Seek(step int) {
	p.playing = false
	p.step = max(0, min(step, p.last))
}

// Faster doubles the speed, up to [MaxSpeed].
func (p *Player) Faster() { p.speed = min(MaxSpeed, p.speed*2) }

// Slower halves the speed, down to [MinSpeed].
func (p *Player) Slower() { p.speed = max(MinSpeed, p.speed/2) }

// Tick tells the player that elapsed time went by and reports whether it moved.
// It pauses on arriving at the last step. Elapsed time below 0 counts as 0.
func (p *Player) Tick(elapsed time.Duration) bool {
	if !p.playing || elapsed <= 0 {
		return false
	}
	p.carry += elapsed
	period := time.Duration(float64(time.Second) / p.speed)
	steps := int(p.carry / period)
	p.carry %= period
	p.step = min(p.last, p.step+steps)
	if p.step == p.last {
		p.playing = false
	}
	return steps > 0
}
