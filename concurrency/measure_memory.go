package concurrency

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
)

// Memory is what one unit takes that waits, in bytes. What the system counts is 0
// for goroutines and coroutines, where the runtime's count says more, and for
// threads on systems that do not tell.
type Memory struct {
	Kind Kind  `json:"kind"`
	N    int   `json:"n"`
	RSS  int64 `json:"rss"` // resident, shared pages counted in full
	PSS  int64 `json:"pss"` // resident, each shared page divided among those who share it; of processes
	Go   int64 `json:"go"`  // stack and heap, as the Go runtime counts them; not of processes
	// Threads is how many threads of the system a unit takes, in thousandths.
	Threads int64 `json:"threads"`
}

type memoryArgs struct {
	Kind Kind
	N    int
}

// parked is work that suspends itself once and waits until it is told.
var parked = Register("concurrency.parked", func(ctx context.Context, _ int) (int, error) {
	if err := Pause(ctx); err != nil {
		return 0, err
	}
	<-ctx.Done()
	return 0, context.Cause(ctx)
})

// MeasureMemory has n units wait at once and says what one takes, in a process made
// for this. For processes, the error wraps [errors.ErrUnsupported] where the
// system has no /proc.
func MeasureMemory(ctx context.Context, kind Kind, n int) (Memory, error) {
	m := Memory{Kind: kind, N: n}
	if err := measurable(ctx, n); err != nil {
		return m, measured("memory", err)
	}
	if kind > KindCoroutine {
		return m, measured("memory", fmt.Errorf("kind %d is none", kind))
	}
	state, _, err := visit(ctx, memoryHost, memoryArgs{kind, n}, &m)
	if err == nil {
		err = state.Err()
	}
	if kind == KindProcess && err == nil && m.RSS == 0 {
		err = fmt.Errorf("/proc: %w", errors.ErrUnsupported)
	}
	return m, measured("memory", err)
}

var memoryHost = host("memory", func(ctx context.Context, args memoryArgs) (Memory, error) {
	if args.Kind == KindProcess {
		return processMemory(ctx, args.N)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	before, rss, threads := goBytes(), sizes("self")["Rss"], threadCount()
	units := make([]Unit[int], args.N)
	for i := range units {
		var err error
		if units[i], err = startParked(ctx, args.Kind); err != nil {
			return Memory{}, err
		}
	}
	n := int64(args.N)
	m := Memory{Kind: args.Kind, N: args.N}
	if args.Kind == KindThread {
		m.RSS = max(sizes("self")["Rss"]-rss, 0) / n
	}
	m.Threads = 1000 * (threadCount() - threads) / n
	m.Go = (goBytes() - before) / n
	runtime.KeepAlive(units)
	return m, nil
})

// processMemory looks at processes that have begun and wait for a byte.
func processMemory(ctx context.Context, count int) (m Memory, err error) {
	m = Memory{Kind: KindProcess, N: count}
	var all []*echo
	defer func() {
		for _, e := range all {
			err = errors.Join(err, e.close())
		}
	}()
	for range count {
		e, err := startEcho(ctx)
		if err != nil {
			return m, err
		}
		all = append(all, e)
		if err := e.trip(); err != nil {
			return m, err
		}
	}
	for _, e := range all { // all at once, as they share pages
		s := sizes(strconv.Itoa(e.proc.Pid()))
		m.RSS, m.PSS = m.RSS+s["Rss"]/int64(count), m.PSS+s["Pss"]/int64(count)
	}
	return m, nil
}

// startParked starts a unit and brings it to where it waits, or nearly.
func startParked(ctx context.Context, kind Kind) (Unit[int], error) {
	u, err := Start(ctx, kind, parked, 0)
	switch u := u.(type) {
	case *Coroutine[struct{}, struct{}, int]:
		_, err = u.Resume()
	case *Thread[int]:
		u.ID()
	}
	return u, err
}

// goBytes is what the runtime uses for stacks and live objects.
func goBytes() int64 {
	var s runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&s)
	return int64(s.StackInuse + s.HeapAlloc)
}

// threadCount is 0 where /proc is not there.
func threadCount() int64 {
	list, _ := os.ReadDir("/proc/self/task")
	return int64(len(list))
}

// sizes is what the system says of a process's memory, in bytes by name; nothing
// where it does not.
func sizes(pid string) map[string]int64 {
	text, _ := os.ReadFile("/proc/" + pid + "/smaps_rollup")
	found := map[string]int64{}
	for line := range strings.Lines(string(text)) {
		f := strings.Fields(line)
		if len(f) == 3 && f[2] == "kB" {
			kb, err := strconv.ParseInt(f[1], 10, 64)
			if err == nil {
				found[strings.TrimSuffix(f[0], ":")] = kb << 10
			}
		}
	}
	return found
}
