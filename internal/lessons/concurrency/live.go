package lesson

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"underhood/internal/show"
)

const (
	kept       = 200 // findings of a table that is watched: some four tables
	againKey   = "m"
	liveTitle  = "concurrency, live"
	pressAgain = "m measures again"
)

// careful takes some seconds in all, so that one can watch, and figures are steadier.
var careful = effort{creations: 200, switches: 100_000, waiting: 50, increments: 20_000}

// A lab measures the units while it is watched. Its goroutine ends with Close.
type lab struct {
	cancel context.CancelFunc
	group  sync.WaitGroup
	again  chan struct{}

	mu   sync.Mutex
	tail *show.Tail[Finding]
	base table // what the tail has let go
}

// Watch starts to fill the table, while it is watched. It ends with Close, and with ctx.
func Watch(ctx context.Context) (show.Source, error) { return newLab(ctx, measuring(), careful), nil }

func newLab(ctx context.Context, tools instrument, e effort) *lab {
	l := &lab{again: make(chan struct{}, 1)}
	l.tail = show.NewTail(kept, func(f Finding) { l.base = l.base.apply(f) })
	ctx, l.cancel = context.WithCancel(ctx)
	l.group.Go(func() { l.run(ctx, tools, e) })
	return l
}

// run fills the table, and again whenever somebody wants it.
func (l *lab) run(ctx context.Context, tools instrument, e effort) {
	for pass := 1; ; pass++ {
		err := e.fill(ctx, tools, l.say)
		if ctx.Err() != nil {
			return
		}
		end := Finding{Kind: findingPassed, Found: fmt.Sprintf("measured %s; %s", times(pass), pressAgain)}
		if err != nil {
			end.Found = fmt.Sprintf("%v; %s", err, pressAgain)
		}
		l.say(end)
		select {
		case <-ctx.Done():
			return
		case <-l.again:
		}
	}
}

func times(n int) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}

func (l *lab) say(f Finding) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.tail.Append(f)
}

// Tape is the table so far, and how it came to be; see [show.Source].
func (l *lab) Tape() show.Tape {
	l.mu.Lock()
	base, findings := slices.Clone(l.base), l.tail.Events()
	l.mu.Unlock()
	return show.NewTape(tableStory(liveTitle, base), findings)
}

// Keys are m alone; see [show.Source].
func (*lab) Keys() []show.Key { return []show.Key{{Name: againKey, Does: "measure again"}} }

// Press wants everything measured again, once what is under way is done; see
// [show.Source].
func (l *lab) Press(name string) {
	if name != againKey {
		return
	}
	select {
	case l.again <- struct{}{}:
	default: // one is wanted already
	}
}

// Close ends the measurements, and waits for their processes; see [show.Source].
func (l *lab) Close() error {
	l.cancel()
	l.group.Wait()
	return nil
}
