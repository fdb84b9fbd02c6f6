package redislimit

import (
	"context"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"underhood/websec"
)

// take is the generic cell rate algorithm. A key holds the time, in microseconds of
// Redis's own clock, at which what it owes is paid, and is gone by then. Such a
// time has 51 bits, which a number of Lua holds exactly.
//
// Of as many tokens as are wanted it gives those that are there, if they are as
// many as are needed; and says what is owed after.
//
// Nobody owes more than the window, unless the clock went back since: the debt is then
// cut to it, and written, or the key would be locked out until the clock is there again.
var take = redis.NewScript(`
local interval, window, want, need = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local t = redis.call('TIME')
local now = tonumber(t[1]) * 1000000 + tonumber(t[2])
local paid = redis.call('GET', KEYS[1])
if paid and not (#paid <= 16 and string.find(paid, '^%d+$')) then return redis.error_reply('NOTIME the key holds no time') end
paid = tonumber(paid or now)
if paid < now then paid = now end
local cut = paid > now + window
if cut then paid = now + window end
local free = math.floor((window - (paid - now)) / interval)
local got = 0
if free >= need then got = math.min(want, free) end
paid = paid + got * interval
if got > 0 or cut then
  redis.call('SET', KEYS[1], string.format('%.0f', paid), 'PX', math.ceil((paid - now) / 1000))
end
return {got, paid - now}`)

// ask runs the script, if there is a place to ask from. Half of the time is for a place,
// so that who gets one has the other half for the answer. It tells the breaker what it
// learns, and the hook.
func (l *Limiter) ask(ctx context.Context, key string, want, need int) (got int, debt time.Duration, err error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), l.timeout)
	defer cancel()
	heard := l.breaker.heard()
	switch l.places.enter(l.timeout / 2) {
	case turnedAway:
		return 0, 0, ErrDown
	case noPlace:
		if !l.places.stuck() {
			l.busy()
			return 0, 0, ErrBusy
		}
		err := fmt.Errorf("redislimit: take: %d requests hang in the client: %w", l.places.most, context.DeadlineExceeded)
		l.fail(heard, err)
		return 0, 0, err
	}
	heard = l.breaker.heard()
	dials := l.server.dials.count()
	answer, err := l.server.take(ctx, l.places, l.prefix+key, l.grid.interval, l.grid.window, want, need)
	if err == nil && len(answer) != 2 {
		err = fmt.Errorf("%d numbers in the answer, not 2", len(answer))
	}
	if err != nil {
		err = l.explain(err, key, l.server.dials.why(dials))
		l.fail(heard, err)
		return 0, 0, err
	}
	l.answered()
	most := time.Duration(l.grid.window) * time.Microsecond // of a script that does not cut debts, too
	return int(answer[0]), min(most, time.Duration(answer[1])*time.Microsecond), nil
}

func (l *Limiter) explain(err error, key string, dial error) error {
	whom := l.server.where
	if whom != "" {
		whom = " of " + whom
	}
	switch {
	case redis.HasErrorPrefix(err, "WRONGTYPE"), redis.HasErrorPrefix(err, "NOTIME"):
		return fmt.Errorf("%w: %q: %w", ErrKey, l.prefix+key, err)
	case dial != nil && !isDial(err):
		return fmt.Errorf("redislimit: take%s: %w: %w", whom, err, dial)
	}
	return fmt.Errorf("redislimit: take%s: %w", whom, err)
}

// A grid is the rate in whole microseconds.
type grid struct{ interval, window int64 }

// longest keeps times within the numbers of Lua: the window is 71 years at most.
const longest = 1 << 51

func gridOf(rate websec.Rate) (grid, error) {
	each := rate.Per.Nanoseconds() / int64(rate.Requests)
	if each < 1000 {
		return grid{}, fmt.Errorf("%w: %d requests in %v; Redis can tell microseconds apart", websec.ErrRate, rate.Requests, rate.Per)
	}
	perMicro := int64(rate.Requests) * 1000
	interval := rate.Per.Nanoseconds()/perMicro + min(1, rate.Per.Nanoseconds()%perMicro)
	if interval > longest/int64(rate.Burst) {
		return grid{}, fmt.Errorf("%w: a burst of %d takes more than 71 years to come back", websec.ErrRate, rate.Burst)
	}
	return grid{interval, interval * int64(rate.Burst)}, nil
}

// free is how many tokens are there beside a debt.
func (g grid) free(debt time.Duration) int {
	return int(max(0, (g.window-debt.Microseconds())/g.interval))
}

// wait is until n tokens are there.
func (g grid) wait(debt time.Duration, n int) time.Duration {
	return max(0, debt+time.Duration(int64(n)*g.interval-g.window)*time.Microsecond)
}
