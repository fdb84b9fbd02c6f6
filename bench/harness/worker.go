package harness

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"time"
)

// worker is the harness's end of a worker process.
type worker struct {
	hello  Hello
	cmd    *exec.Cmd
	stdin  io.WriteCloser
	lines  chan []byte // closed at the end of its output
	kill   context.CancelFunc
	stderr tail
	limit  time.Duration
	ended  sync.Once
	err    error // of cmd.Wait
}

// startWorker starts the process and waits for its first line. It lives until
// stop, or until ctx is done. limit is how long it may take to answer.
func startWorker(ctx context.Context, c Command, limit time.Duration) (*worker, error) {
	if len(c.Args) == 0 {
		return nil, fmt.Errorf("%w: no command", ErrWorker)
	}
	ctx, kill := context.WithCancel(ctx)
	w := &worker{kill: kill, limit: limit, lines: make(chan []byte)}
	w.cmd = exec.CommandContext(ctx, c.Args[0], c.Args[1:]...)
	w.cmd.Env = append(os.Environ(), c.Env...)
	w.cmd.Stderr = &w.stderr
	w.cmd.WaitDelay = time.Second
	var err error
	if w.stdin, err = w.cmd.StdinPipe(); err != nil {
		kill()
		return nil, err
	}
	stdout, err := w.cmd.StdoutPipe()
	if err != nil {
		kill()
		return nil, err
	}
	if err := w.cmd.Start(); err != nil {
		kill()
		return nil, fmt.Errorf("%w: %w", ErrWorker, err)
	}
	// Ends when the process's output does, which stop sees to.
	go w.read(ctx, stdout)
	if err := w.receive(ctx, &w.hello); err != nil {
		w.stop()
		return nil, err
	}
	return w, nil
}

// read hands on what the worker writes, line by line.
func (w *worker) read(ctx context.Context, r io.Reader) {
	defer close(w.lines)
	in := bufio.NewReader(r)
	for {
		line, err := in.ReadBytes('\n')
		if err != nil {
			return
		}
		select {
		case w.lines <- line:
		case <-ctx.Done():
			return
		}
	}
}

// knows says whether the worker can do the case.
func (w *worker) knows(name string) bool { return slices.Contains(w.hello.Cases, name) }

// ask sends a request and waits for the reply.
func (w *worker) ask(ctx context.Context, q Request) (Sample, error) {
	line, err := json.Marshal(q)
	if err != nil {
		return Sample{}, err
	}
	// A worker that is gone is found out by what it does not answer.
	_, _ = w.stdin.Write(append(line, '\n'))
	var reply Reply
	if err := w.receive(ctx, &reply); err != nil {
		return Sample{}, err
	}
	if reply.Error != "" {
		return Sample{}, fmt.Errorf("%w: %s", ErrWorker, reply.Error)
	}
	return reply.Sample, nil
}

// receive waits for a line and takes it apart.
func (w *worker) receive(ctx context.Context, v any) error {
	timer := time.NewTimer(w.limit)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-timer.C:
		return fmt.Errorf("%w: no answer within %v", ErrWorker, w.limit)
	case line, ok := <-w.lines:
		if !ok {
			if err := ctx.Err(); err != nil {
				return context.Cause(ctx)
			}
			w.stop()
			return fmt.Errorf("%w: it ended (%s)%s", ErrWorker, w.cmd.ProcessState, w.stderr.said())
		}
		if err := json.Unmarshal(line, v); err != nil {
			return fmt.Errorf("%w: it answered %q, which is not what the protocol says (%w)", ErrWorker, clip(line), err)
		}
		return nil
	}
}

// stop ends the process, kindly if it listens, and waits for it.
func (w *worker) stop() {
	w.ended.Do(func() {
		_ = w.stdin.Close() // asks it to end; it may have ended before
		timer := time.AfterFunc(time.Second, w.kill)
		for range w.lines { // to the end of its output
		}
		w.err = w.cmd.Wait()
		timer.Stop()
		w.kill()
	})
}

// tail keeps the last part of what is written to it.
type tail struct {
	mu  sync.Mutex
	buf []byte
}

const tailSize = 2000

// Write never fails.
func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.buf = append(t.buf, p...)
	t.buf = t.buf[max(0, len(t.buf)-tailSize):]
	return len(p), nil
}

func (t *tail) said() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.buf) == 0 {
		return ""
	}
	return ", having said:\n" + strings.TrimRight(string(t.buf), "\n")
}

func clip(line []byte) string {
	s := strings.TrimSpace(string(line))
	if len(s) > 100 {
		s = s[:100] + "..."
	}
	return s
}

// skipped says why a contestant does not take part, if that is what err means.
func skipped(err error) (string, bool) {
	var skip *SkipError
	if errors.As(err, &skip) {
		return skip.Reason, true
	}
	return "", false
}
