package concurrency

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"underhood/internal/reexec"
)

// poolFiles are the names of a worker's three pipes: tasks and cancels to it,
// answers from it.
var poolFiles = [3]string{"tasks", "cancels", "answers"}

// A worker is a process that waits for tasks, seen from its parent. One goroutine
// uses it.
type worker struct {
	proc           *reexec.Process
	tasks, cancels io.WriteCloser
	answers        io.Closer
	read           *bufio.Reader
	in             bytes.Buffer
	out            []byte
	served         int  // tasks answered
	killed         bool // by tell, though it may have answered before it died
}

// hire starts a worker.
func hire(name string) (_ *worker, err error) {
	var childs, ours []*os.File
	defer func() {
		if err != nil {
			for _, f := range append(childs, ours...) {
				_ = f.Close() // of no further use
			}
		}
	}()
	give := map[string]*os.File{}
	for i, file := range poolFiles {
		r, w, err := os.Pipe()
		if err != nil {
			return nil, err
		}
		if i == 2 {
			r, w = w, r
		}
		childs, ours = append(childs, r), append(ours, w)
		give[file] = r
	}
	proc, err := reexec.Start(context.Background(), name, reexec.Options{Give: give})
	if err != nil {
		return nil, err
	}
	return &worker{proc: proc, tasks: ours[0], cancels: ours[1], answers: ours[2], read: bufio.NewReader(ours[2])}, nil
}

// gone reports whether it has ended, as far as is known.
func (w *worker) gone() bool {
	select {
	case <-w.proc.Exited():
		return true
	default:
		return false
	}
}

// errUnsent says that a worker ended before it had the whole task, so that it
// cannot have begun.
var errUnsent = errors.New("concurrency: the worker had ended")

// ask hands a task over and waits for the answer. An error is one of the worker,
// which is of no further use; nor is one that was killed, even if it has answered.
func (w *worker) ask(ctx context.Context, number uint64, text []byte, patience time.Duration) (kind byte, answer []byte, err error) {
	if w.out, err = appendFrame(w.out[:0], number, frameTask, text); err != nil {
		return 0, nil, err
	}
	if ctx.Done() != nil {
		answered, told := make(chan struct{}), make(chan struct{})
		stop := context.AfterFunc(ctx, func() { defer close(told); w.tell(number, patience, answered) })
		defer func() {
			if close(answered); !stop() {
				<-told // or it could kill the worker while that is at another task
			}
		}()
	}
	// By now it can be cancelled: a stopped worker takes no more than a pipe holds.
	if _, err := w.tasks.Write(w.out); err != nil {
		return 0, nil, errors.Join(errUnsent, err)
	}
	got, kind, answer, err := readFrame(w.read, &w.in)
	if err == nil && (got != number || kind == frameTask) {
		err = errFrame
	}
	w.served++
	return kind, answer, err
}

// tell cancels a task, and kills the worker if that is still at it later.
func (w *worker) tell(number uint64, patience time.Duration, answered <-chan struct{}) {
	// What fails here fails where the answer is read.
	_, _ = w.cancels.Write(binary.LittleEndian.AppendUint64(nil, number))
	if patience < 0 {
		return
	}
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case <-answered:
	case <-timer.C:
		w.killed = true
		_ = w.proc.Kill() // one that has ended is as well
	}
}

// dismiss lets a worker go and waits until it has: nothing of it is left.
func (w *worker) dismiss() reexec.State {
	_ = w.tasks.Close() // the worker reads the end and exits
	state, _ := w.proc.Wait(context.Background())
	_ = w.cancels.Close()
	_ = w.answers.Close()
	return state
}

// fire ends a worker at once.
func (w *worker) fire() reexec.State {
	_ = w.proc.Kill()
	return w.dismiss()
}

// A RemoteError is an error, a panic or a [runtime.Goexit] of work in a worker, of
// which the text is all that travels.
type RemoteError struct {
	Work, Text string
	Stack      string // of a panic
	Cause      error  // why the task was cancelled, if the work has listened to that
}

// Error says what the work said.
func (e *RemoteError) Error() string {
	text := fmt.Sprintf("concurrency: %s: %s", e.Work, strings.TrimPrefix(e.Text, prefix))
	if e.Stack != "" {
		text += "\n\n" + e.Stack
	}
	return text
}

// Is makes it an [ErrGoexit] if that is how the work ended.
func (e *RemoteError) Is(target error) bool {
	return target == ErrGoexit && e.Text == ErrGoexit.Error()
}

// Unwrap is the Cause.
func (e *RemoteError) Unwrap() error { return e.Cause }

// remote is the error in a worker's answer.
func remote(ctx context.Context, work string, text []byte) error {
	var f failure
	if err := json.Unmarshal(text, &f); err != nil {
		return errors.Join(errFrame, err)
	}
	e := &RemoteError{Work: work, Text: f.Text, Stack: f.Stack}
	if f.Told && ctx.Err() != nil {
		e.Cause = context.Cause(ctx)
	}
	return e
}
