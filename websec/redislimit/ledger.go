package redislimit

import (
	"strings"
	"sync"
	"time"

	"underhood/websec"
)

// A ledger is what one process knows of keys without asking: tokens that it has
// leased, and refusals that still hold. A refusal stays right until its time,
// because a debt is only ever paid by waiting, and others can but add to it.
//
// It remembers so many keys and no more: there are two halves, and when the young
// one is full, the old one is forgotten. Tokens that are forgotten are lost.
type ledger struct {
	mu         sync.Mutex
	young, old map[string]*account
	half       int
}

// An account is one key; times are since the Limiter's start.
type account struct {
	tokens  int
	expires time.Duration // of the tokens
	cost    int           // from which on requests are refused
	until   time.Duration // of the refusal
	reset   time.Duration // when nothing is owed any more
}

func newLedger(keys int) *ledger {
	return &ledger{young: map[string]*account{}, old: map[string]*account{}, half: keys / 2}
}

// settle decides about a request if that can be done here.
func (g *ledger) settle(key string, n int, now time.Duration, d *websec.Decision) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	a := g.young[key]
	if a == nil {
		a = g.old[key]
	}
	switch {
	case a == nil:
		return false
	case a.tokens >= n && now < a.expires:
		a.tokens -= n
		d.Allowed = true
	case n >= a.cost && now < a.until:
		d.RetryAfter = a.until - now
	default:
		return false
	}
	if now < a.expires {
		d.Remaining = a.tokens
	}
	d.Reset = max(0, a.reset-now)
	return true
}

func (g *ledger) refused(key string, n int, d websec.Decision, now time.Duration) {
	g.write(key, func(a *account) { a.cost, a.until, a.reset = n, now+d.RetryAfter, now+d.Reset })
}

// lend adds to what another request leased meanwhile.
func (g *ledger) lend(key string, tokens int, now, expires, reset time.Duration) {
	g.write(key, func(a *account) {
		if now < a.expires {
			tokens += a.tokens
		}
		a.tokens, a.expires, a.reset = tokens, expires, reset
	})
}

func (g *ledger) write(key string, change func(*account)) {
	g.mu.Lock()
	defer g.mu.Unlock()
	a := g.young[key]
	if a == nil {
		if a = g.old[key]; a == nil {
			a = &account{}
		}
		delete(g.old, key)
		if len(g.young) >= g.half {
			g.young, g.old = make(map[string]*account, g.half), g.young
		}
		g.young[strings.Clone(key)] = a // it may be part of something longer
	}
	change(a)
}
