package concurrency

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"sync"

	"underhood/internal/reexec"
)

// failure is what a worker tells of work that gave no result.
type failure struct {
	Text  string
	Stack string // of a panic
	Told  bool   // its context had been cancelled
}

// serve is a worker's life: it does what comes, one after the other, until there is
// no more. The parent's cancels come by a pipe of their own, so that what does the
// work is what reads the tasks: one switch less for each.
func (w *Work[Args, Result]) serve(ctx context.Context, c *reexec.Child) error {
	var files [3]*os.File
	for i, name := range poolFiles {
		var err error
		if files[i], err = c.File(name); err != nil {
			return err
		}
	}
	d := &desk{tasks: bufio.NewReader(files[0]), answers: files[2]}
	go d.now.listen(files[1]) // ends with the process
	for {
		// The work may end its goroutine, by runtime.Goexit; then another one goes on.
		var err error
		if apart(func() { err = w.work(ctx, d) }) {
			return err
		}
		if err := d.send(failed(ErrGoexit, "", false)); err != nil {
			return err
		}
	}
}

// desk is where a worker does its tasks.
type desk struct {
	tasks   *bufio.Reader
	answers *os.File
	now     current
	number  uint64 // of the task that it is at
	in      bytes.Buffer
	out     []byte
}

// work does what comes. It does not return if a task calls runtime.Goexit.
func (w *Work[Args, Result]) work(ctx context.Context, d *desk) error {
	for {
		number, _, text, err := readFrame(d.tasks, &d.in)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		d.number = number
		if err := d.send(w.answer(d.now.begin(ctx, number), text)); err != nil {
			return err
		}
	}
}

// send answers the task that it is at.
func (d *desk) send(kind byte, answer []byte) (err error) {
	d.now.end()
	if d.out, err = appendFrame(d.out[:0], d.number, kind, answer); err != nil {
		kind, answer = failed(err, "", false)
		if d.out, err = appendFrame(d.out[:0], d.number, kind, answer); err != nil {
			return err
		}
	}
	if _, err := d.answers.Write(d.out); err != nil {
		return fmt.Errorf("concurrency: answering through %s: %w", d.answers.Name(), err)
	}
	return nil
}

// answer does one task. A panic is told and the worker lives on, as after an
// error; what a recover cannot stop ends it.
func (w *Work[Args, Result]) answer(ctx context.Context, text []byte) (kind byte, answer []byte) {
	defer func() {
		if r := recover(); r != nil {
			e := caught(r)
			kind, answer = failed(fmt.Errorf("panic: %v", e.Value), e.Stack, false)
		}
	}()
	var args Args
	if err := json.Unmarshal(text, &args); err != nil {
		return failed(fmt.Errorf("arguments: %w", err), "", false)
	}
	result, err := w.run(ctx, args)
	if err != nil {
		return failed(err, "", ctx.Err() != nil)
	}
	if answer, err = encode(&result); err != nil {
		return failed(fmt.Errorf("result: %w", err), "", false)
	}
	return frameResult, answer
}

func failed(err error, stack string, told bool) (byte, []byte) {
	text, _ := json.Marshal(failure{err.Error(), stack, told}) // strings cannot fail
	return frameError, text
}

// current is the task that a worker is at.
type current struct {
	mu        sync.Mutex
	number    uint64
	cancelled uint64 // the last that the parent no longer wants
	cancel    context.CancelFunc
}

// begin is the context of a task, which may have been cancelled already, as the
// two pipes are not read in step.
func (c *current) begin(ctx context.Context, number uint64) context.Context {
	c.mu.Lock()
	defer c.mu.Unlock()
	ctx, c.cancel = context.WithCancel(ctx)
	c.number = number
	if c.cancelled == number {
		c.cancel()
	}
	return ctx
}

func (c *current) end() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.cancel()
	c.number = 0
}

// listen takes the numbers of tasks that are to be cancelled.
func (c *current) listen(cancels io.Reader) {
	var b [8]byte
	for {
		if _, err := io.ReadFull(cancels, b[:]); err != nil {
			return // the parent has closed it: it wants no more of anything
		}
		c.mu.Lock()
		c.cancelled = binary.LittleEndian.Uint64(b[:])
		if c.cancelled == c.number {
			c.cancel()
		}
		c.mu.Unlock()
	}
}
