package reexec

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"
)

// A Process is a child, seen from its parent. It is safe for concurrent use. It
// need not be waited for: once it has ended it is collected, whether or not
// anybody asks.
type Process struct {
	name string
	proc *os.Process

	life   *os.File // this end; open while the parent lives, closed with the child
	report *os.File

	ended chan struct{}
	state State // written once, before ended is closed
}

// Pid is the child's process id. After the end it may be another process's.
func (p *Process) Pid() int { return p.proc.Pid }

// Exited is closed when the child has ended and its State is known.
func (p *Process) Exited() <-chan struct{} { return p.ended }

// Wait waits until the child has ended and says how, to everybody who asks and
// as often as they ask. If ctx ends first, the error is its cause and the child
// goes on. How the child ended is not an error here: see [State.Err].
func (p *Process) Wait(ctx context.Context) (State, error) {
	select {
	case <-p.ended: // even when ctx has ended too
		return p.state, nil
	default:
	}
	select {
	case <-p.ended:
		return p.state, nil
	case <-ctx.Done():
		return State{}, context.Cause(ctx)
	}
}

// Signal sends a signal. After the end it returns [os.ErrProcessDone]. Windows
// knows [os.Kill] alone.
func (p *Process) Signal(sig os.Signal) error { return p.proc.Signal(sig) }

// Kill ends the child at once, as nothing it does can prevent. It does not wait.
// After the end it returns [os.ErrProcessDone]. The child's own children end too
// if Start started them.
func (p *Process) Kill() error { return p.proc.Kill() }

// tend sees the child through, in two goroutines: one talks, one collects. Both
// end with the child.
func (p *Process) tend(ctx context.Context, conf *config) {
	state := State{Name: p.name, Pid: p.proc.Pid}
	// An error says that the child has ended by itself, which is as good.
	unwatch := context.AfterFunc(ctx, func() { _ = p.Kill() })
	heard := make(chan []byte, 1)
	go func() {
		// The arguments may be longer than the pipe holds, and the child may die
		// before it has read them; how it ended says more than an error here.
		_ = json.NewEncoder(p.life).Encode(conf)
		heard <- listen(p.report)
	}()
	go func() {
		awaitExit(p.proc)
		ps, err := p.proc.Wait()
		unwatch()
		// A child's child may have got hold of the other ends, by ways that Start
		// does not know, so neither pipe need have come to its end. All that the
		// child wrote is in the pipe by now, and listen takes it.
		hush(p.life, p.report)
		report := <-heard
		_ = p.life.Close() // both only read or written here, and no more
		_ = p.report.Close()
		state.parse(report)
		if err != nil {
			// Somebody else collected our child, so nobody knows how it ended.
			state.Code, state.Failure = -1, fmt.Sprintf("cannot be known: %v", err)
		} else {
			state.ended(ps)
		}
		p.state = state
		close(p.ended)
	}()
}

// listen takes the report to its end, or to what there is once hush is called.
// It keeps the first maxReport bytes and reads on: a child that is crashing
// must not wait for a pipe to empty.
func listen(report *os.File) []byte {
	var kept []byte
	buf := make([]byte, 4<<10)
	read := report.Read
	for {
		n, err := read(buf)
		kept = append(kept, buf[:min(n, maxReport-len(kept))]...)
		switch {
		case errors.Is(err, os.ErrDeadlineExceeded):
			read = func(b []byte) (int, error) { return readNow(report, b) }
		case err != nil:
			return kept
		}
	}
}

// hush ends what is going on with files, now and later. Where files know no
// deadlines, the end of the child must do.
func hush(files ...*os.File) {
	for _, f := range files {
		_ = f.SetDeadline(time.Unix(1, 0))
	}
}
