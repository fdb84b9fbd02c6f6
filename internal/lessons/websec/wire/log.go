package wire

import "sync"

// A Log keeps the last crossings, and counts those that are alike as one: a flood is
// thousands of the same. It is safe for concurrent use; [NewLog] makes one.
type Log struct {
	mu     sync.Mutex
	most   int
	kept   []Crossing // the newest last
	number uint64
}

// alike is how far back an entry is looked for that a new one is like.
const alike = 8

// NewLog makes a Log that keeps the last entries, so many as are asked for, and 1 at
// least.
func NewLog(most int) *Log {
	return &Log{most: max(1, most)}
}

// Add adds an entry, or counts it with one of the last few which is the same but for the
// client. That one then is the newest.
func (l *Log) Add(c Crossing) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.number++
	c.Number, c.Times = l.number, 1
	for i := len(l.kept) - 1; i >= max(0, len(l.kept)-alike); i-- {
		old := l.kept[i]
		c.Times = old.Times + 1
		old.Number, old.Times, old.Client = c.Number, c.Times, c.Client
		if old == c {
			l.kept = append(l.kept[:i], l.kept[i+1:]...)
			break
		}
		c.Times = 1
	}
	if len(l.kept) == l.most {
		l.kept = append(l.kept[:0], l.kept[1:]...)
	}
	l.kept = append(l.kept, c)
}

// After returns the entries that are newer than a number, the oldest first. Entries that
// were dropped in between are missing.
func (l *Log) After(number uint64) (newer []Crossing) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for i, c := range l.kept {
		if c.Number > number {
			return append(newer, l.kept[i:]...)
		}
	}
	return nil
}
