package websec

import (
	"math/bits"
	"runtime"
	"sync/atomic"
)

// A slot is what the table knows of one key, in one word that is compared and
// swapped as a whole:
//
//	63       41   40      39                     0
//	fingerprint | pending | when the debt is paid
//
// The time is in units of the rate, modulo 1<<40. It lies in the past when the key
// owes nothing, and the slot is then free for any key; zero is free as well.
type slot = atomic.Uint64

const (
	pendingBit      = 1 << debtBits
	timeMask        = pendingBit - 1
	fingerprintAt   = debtBits + 1
	fingerprintBits = 64 - fingerprintAt
	ways            = 8 // slots of a bucket: one cache line
	crowded         = 6 // live slots from which the second bucket is considered
)

type bucket [ways]slot

// limiterTable is a two-choice set-associative table: a key may be in either of
// two buckets, which its seeded hash names. Nothing is ever allocated after the
// start, and there is no lock; only two goroutines that bring in the same new key
// at the same moment wait for each other.
type limiterTable struct {
	buckets []bucket
	evicted atomic.Uint64
	swept   atomic.Uint64 // buckets since the start
}

func newLimiterTable(slots int) *limiterTable {
	return &limiterTable{buckets: make([]bucket, max(2, (slots+ways-1)/ways))}
}

// A home is where a key may be.
type home struct {
	fingerprint   uint64 // never zero
	first, second *bucket
}

func (t *limiterTable) home(hash uint64) home {
	n := uint64(len(t.buckets))
	one := hash >> 32 * n >> 32
	two := (hash ^ hash>>29) * 0xff51afd7ed558ccd >> 32 * n >> 32 // the first step of MurmurHash3's finalizer
	if two == one {
		two = (one + 1) % n
	}
	return home{max(1, hash&(1<<fingerprintBits-1)), &t.buckets[one], &t.buckets[two]}
}

// debtOf is what a word still owes at a time; no more than half the range of time
// lies ahead, the other half is past.
func debtOf(word, now uint64) uint64 {
	debt := (word - now) & timeMask
	if debt >= 1<<(debtBits-1) {
		return 0
	}
	return debt
}

// take adds the cost to the debt of a key if that stays within the window. It
// returns the debt afterwards. A cost of zero only asks.
func (t *limiterTable) take(hash, now, cost, window uint64) (debt uint64, allowed bool) {
	p := t.home(hash)
	for {
		s, word := p.find()
		if s == nil {
			if cost == 0 || t.bringIn(&p, now, cost) {
				return cost, true
			}
			continue
		}
		if word&pendingBit != 0 {
			runtime.Gosched() // somebody is bringing this key in
			continue
		}
		debt := debtOf(word, now)
		if debt+cost > window {
			return debt, false
		}
		if cost == 0 || s.CompareAndSwap(word, p.word(now+debt+cost)) {
			return debt + cost, true
		}
	}
}

// refund takes the cost off the debt of a key, as far as it owes that much.
func (t *limiterTable) refund(hash, now, cost uint64) {
	p := t.home(hash)
	for {
		s, word := p.find()
		if s == nil {
			return
		}
		if word&pendingBit != 0 {
			runtime.Gosched() // somebody is bringing this key in
			continue
		}
		debt := debtOf(word, now)
		if debt == 0 || s.CompareAndSwap(word, p.word(now+debt-min(cost, debt))) {
			return
		}
	}
}

func (p *home) word(time uint64) uint64 { return p.fingerprint<<fingerprintAt | time&timeMask }

func (p *home) find() (*slot, uint64) {
	for i := range p.first {
		if word := p.first[i].Load(); word>>fingerprintAt == p.fingerprint {
			return &p.first[i], word
		}
	}
	for i := range p.second {
		if word := p.second[i].Load(); word>>fingerprintAt == p.fingerprint {
			return &p.second[i], word
		}
	}
	return nil, 0
}

// bringIn gives a key a slot in which it owes the cost. It returns false if
// somebody was quicker, at the slot or with the key.
//
// That a key never has two slots is what makes its count exact. So the slot is
// first marked pending, and then both buckets are searched again: of two
// goroutines that bring in one key, the later to mark sees the mark of the other.
func (t *limiterTable) bringIn(p *home, now, cost uint64) bool {
	s, old := p.choose(now)
	if s == nil {
		runtime.Gosched() // sixteen keys are being brought in here at once
		return false
	}
	word := p.word(now + cost)
	if !s.CompareAndSwap(old, word|pendingBit) {
		return false
	}
	if debtOf(old, now) > 0 {
		t.evicted.Add(1)
	}
	for {
		switch p.rival(s) {
		case settled:
			s.Store(0)
			return false
		case yields:
			runtime.Gosched()
		default:
			s.Store(word)
			return true
		}
	}
}

// choose picks the slot for a new key: a free one in the first bucket, or in the
// emptier of the two when the first fills up. When both are full, the key that
// would be free first has to go: it owes least, so that forgetting it forgives
// least. A spray of new keys therefore pushes out itself, and not the key that
// has used up its burst.
func (p *home) choose(now uint64) (*slot, uint64) {
	one := p.first.survey(now)
	if one.live < crowded {
		return one.free, one.freeWord
	}
	two := p.second.survey(now)
	switch {
	case one.free != nil && (two.free == nil || one.live <= two.live):
		return one.free, one.freeWord
	case two.free != nil:
		return two.free, two.freeWord
	case one.least != nil && (two.least == nil || debtOf(one.leastWord, now) <= debtOf(two.leastWord, now)):
		return one.least, one.leastWord
	}
	return two.least, two.leastWord
}

type survey struct {
	live                int
	free, least         *slot // the first that is free, the one that owes least
	freeWord, leastWord uint64
}

func (b *bucket) survey(now uint64) (found survey) {
	least := uint64(1<<64 - 1)
	for i := range b {
		word := b[i].Load()
		debt := debtOf(word, now)
		switch {
		case word&pendingBit != 0:
			found.live++
		case debt == 0 || word == 0:
			if found.free == nil {
				found.free, found.freeWord = &b[i], word
			}
		default:
			found.live++
			if debt < least {
				least, found.least, found.leastWord = debt, &b[i], word
			}
		}
	}
	return found
}

type rivalry uint8

const (
	none    rivalry = iota
	yields          // it is pending too, comes after ours, and will see that
	settled         // ours has to go
)

// rival looks for another slot with our key.
func (p *home) rival(ours *slot) rivalry {
	answer, before := none, true
	for _, b := range [...]*bucket{p.first, p.second} {
		for i := range b {
			if &b[i] == ours {
				before = false
				continue
			}
			word := b[i].Load()
			if word>>fingerprintAt != p.fingerprint {
				continue
			}
			if before || word&pendingBit == 0 {
				return settled
			}
			answer = yields
		}
	}
	return answer
}

// sweep clears slots whose debt is paid, so that none is old enough to be taken
// for one of the future: every slot is seen once in a quarter of the range of
// time. What is due since the last call is done by one caller, mostly nothing.
func (t *limiterTable) sweep(now uint64) {
	n := uint64(len(t.buckets))
	hi, lo := bits.Mul64(now, n)
	due := hi<<(64-debtBits+2) | lo>>(debtBits-2)
	for {
		done := t.swept.Load()
		switch {
		case done == clearing:
			runtime.Gosched()
		case due <= done:
			return
		case due-done >= n:
			// After so long a silence nobody owes anything, whatever the words look
			// like. Nobody may owe again before they are gone.
			if t.swept.CompareAndSwap(done, clearing) {
				t.clear(0, n, func(uint64) bool { return true })
				t.swept.Store(due)
				return
			}
		case t.swept.CompareAndSwap(done, due):
			t.clear(done, due, func(word uint64) bool { return debtOf(word, now) == 0 })
			return
		}
	}
}

// clearing is the number of buckets swept while the whole table is being cleared.
const clearing = 1<<64 - 1

func (t *limiterTable) clear(from, to uint64, paid func(word uint64) bool) {
	for at := from; at < to; at++ {
		b := &t.buckets[at%uint64(len(t.buckets))]
		for i := range b {
			if word := b[i].Load(); word != 0 && word&pendingBit == 0 && paid(word) {
				b[i].CompareAndSwap(word, 0)
			}
		}
	}
}

// live counts the keys that owe something: a walk over the whole table.
func (t *limiterTable) live(now uint64) (n int) {
	for i := range t.buckets {
		n += t.buckets[i].survey(now).live
	}
	return n
}
