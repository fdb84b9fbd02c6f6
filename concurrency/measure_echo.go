package concurrency

import (
	"context"
	"errors"
	"io"
	"os"

	"underhood/internal/reexec"
)

// echoes sends each byte back that it gets.
var echoes = reexec.Register("concurrency/measure/echo", func(_ context.Context, c *reexec.Child) error {
	in, err := c.File("in")
	if err != nil {
		return err
	}
	out, err := c.File("out")
	if err != nil {
		return err
	}
	var b [1]byte
	for {
		if _, err := in.Read(b[:]); err != nil {
			if err == io.EOF {
				return nil
			}
			return err
		}
		if _, err := out.Write(b[:]); err != nil {
			return err
		}
	}
})

// An echo is such a process.
type echo struct {
	proc        *reexec.Process
	there, back *os.File
	b           [1]byte
}

func startEcho(ctx context.Context) (*echo, error) {
	in, there, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	back, out, err := os.Pipe()
	if err != nil {
		return nil, errors.Join(err, in.Close(), there.Close())
	}
	p, err := reexec.Start(ctx, echoes, reexec.Options{Give: map[string]*os.File{"in": in, "out": out}})
	if err != nil {
		return nil, errors.Join(err, there.Close(), back.Close())
	}
	return &echo{proc: p, there: there, back: back}, nil
}

// trip is one byte there and back.
func (e *echo) trip() error {
	if _, err := e.there.Write(e.b[:]); err != nil {
		return err
	}
	_, err := e.back.Read(e.b[:])
	return err
}

// close lets it go and waits until it has.
func (e *echo) close() error {
	err := e.there.Close()
	state, waitErr := e.proc.Wait(context.Background())
	return errors.Join(err, e.back.Close(), waitErr, state.Err())
}
