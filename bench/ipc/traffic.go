package ipc

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"time"

	"underhood/bench/harness"
	"underhood/ipc"
)

// The kinds of traffic.
const (
	echo   = "echo"   // each message comes back, its first word changed
	oneway = "oneway" // all messages go one way, then their sum comes back
	loan   = "loan"   // each message is made and summed where it lies, and its sum comes back
)

// A job is what both processes of a contestant know of what there is to do.
type job struct {
	Contestant string
	Kind       string
	Bytes      int    // of a message
	Count      int    // of messages in a sample
	Address    string // of a socket, where one is used
	NoSpin     bool
}

// A lender is a pipe whose messages can be made and read where they lie.
type lender interface {
	ipc.Pipe
	lend(ctx context.Context, n int, fill func(message []byte)) error
	// borrow calls use with each message until one makes it fail, or the end.
	borrow(ctx context.Context, use func(message []byte) error) error
}

// word is the first word of a message, which is its number.
func word(message []byte) uint64 { return binary.LittleEndian.Uint64(message) }

func setWord(message []byte, v uint64) { binary.LittleEndian.PutUint64(message, v) }

// next is what a message's first word becomes at the other side.
func next(v uint64) uint64 { return 3*v + 1 }

// payload is a message whose every byte counts.
func payload(bytes int) []byte {
	p := make([]byte, bytes)
	for i := range p {
		p[i] = byte(i>>8*31 + i*7 + 3)
	}
	return p
}

// fill makes a message of numbers from first on.
func fill(message []byte, first uint64) {
	for len(message) >= 8 {
		binary.LittleEndian.PutUint64(message, first)
		message = message[8:]
		first++
	}
}

// sum adds the numbers of a message up.
func sum(message []byte) (total uint64) {
	for len(message) >= 8 {
		total += binary.LittleEndian.Uint64(message)
		message = message[8:]
	}
	return total
}

var errTorn = errors.New("bench: a message came out other than it went in")

// greet sends a whole payload there and its checksum back, off the clock: a contestant
// moves all bytes or does not take part.
func greet(ctx context.Context, p ipc.Pipe, bytes int) error {
	message := payload(bytes)
	if err := p.Send(ctx, message); err != nil {
		return err
	}
	got, err := p.Receive(ctx, nil)
	if err != nil {
		return err
	}
	if len(got) != 8 || word(got) != uint64(crc32.ChecksumIEEE(message)) {
		return errTorn
	}
	return nil
}

// greeted is the other half of greet.
func greeted(ctx context.Context, p ipc.Pipe) error {
	message, err := p.Receive(ctx, nil)
	if err != nil {
		return err
	}
	var answer [8]byte
	setWord(answer[:], uint64(crc32.ChecksumIEEE(message)))
	return p.Send(ctx, answer[:])
}

// send is what a sample does: it returns the sum of what came back.
func (j job) send(ctx context.Context, p ipc.Pipe, message, buf []byte) (total uint64, err error) {
	switch j.Kind {
	case echo:
		for i := range uint64(j.Count) {
			setWord(message, i)
			if err := p.Send(ctx, message); err != nil {
				return 0, err
			}
			got, err := p.Receive(ctx, buf)
			if err != nil {
				return 0, err
			}
			total += word(got) + uint64(len(got))
		}
	case oneway:
		for i := range uint64(j.Count) {
			setWord(message, i)
			if err := p.Send(ctx, message); err != nil {
				return 0, err
			}
		}
		got, err := p.Receive(ctx, buf)
		if err != nil {
			return 0, err
		}
		total = word(got)
	case loan:
		l, ok := p.(lender)
		if !ok {
			l = copier{p, message}
		}
		for i := range uint64(j.Count) {
			if err := l.lend(ctx, j.Bytes, func(message []byte) { fill(message, i) }); err != nil {
				return 0, err
			}
			got, err := p.Receive(ctx, buf)
			if err != nil {
				return 0, err
			}
			total += word(got)
		}
	}
	return total, nil
}

// serve is the other half, until the pipe ends.
func (j job) serve(ctx context.Context, p ipc.Pipe) error {
	err := greeted(ctx, p)
	buf, answer := make([]byte, max(j.Bytes, 8)), make([]byte, 8)
	switch {
	case err != nil:
	case j.Kind == echo:
		err = serveEcho(ctx, p, buf)
	case j.Kind == oneway:
		err = serveOneway(ctx, p, j.Count, buf, answer)
	default:
		l, ok := p.(lender)
		if !ok {
			l = copier{p, buf}
		}
		err = l.borrow(ctx, func(message []byte) error {
			setWord(answer, sum(message))
			return p.Send(ctx, answer)
		})
	}
	if errors.Is(err, io.EOF) || errors.Is(err, ipc.ErrPeer) {
		return nil
	}
	return err
}

func serveEcho(ctx context.Context, p ipc.Pipe, buf []byte) error {
	for {
		message, err := p.Receive(ctx, buf)
		if err != nil {
			return err
		}
		setWord(message, next(word(message)))
		if err := p.Send(ctx, message); err != nil {
			return err
		}
	}
}

func serveOneway(ctx context.Context, p ipc.Pipe, count int, buf, answer []byte) error {
	for {
		total := uint64(0)
		for range count {
			message, err := p.Receive(ctx, buf)
			if err != nil {
				return err
			}
			total += word(message) + uint64(len(message))
		}
		setWord(answer, total)
		if err := p.Send(ctx, answer); err != nil {
			return err
		}
	}
}

// A copier stands in for loans where there are none.
type copier struct {
	ipc.Pipe
	buf []byte
}

func (c copier) lend(ctx context.Context, n int, fill func([]byte)) error {
	fill(c.buf[:n])
	return c.Send(ctx, c.buf[:n])
}

func (c copier) borrow(ctx context.Context, use func([]byte) error) error {
	for {
		message, err := c.Receive(ctx, c.buf)
		if err != nil {
			return err
		}
		if err := use(message); err != nil {
			return err
		}
	}
}

// warmth is for how long a sample's traffic goes on before the clock runs. Processes that
// slept are woken on one processor, and it takes the scheduler some ten milliseconds to
// move one away; until then none can work while the other does, whatever joins them.
const warmth = 30 * time.Millisecond

// warmUp is what to do before work and work itself.
func warmUp(work func()) (before, timed func()) {
	return func() {
		for begun := time.Now(); time.Since(begun) < warmth; {
			work()
		}
	}, work
}

// run is the case as the harness wants it, at this end of the pipe.
func (j job) run(p ipc.Pipe, end func()) (harness.Run, error) {
	ctx := context.Background()
	if err := greet(ctx, p, j.Bytes); err != nil {
		end()
		return harness.Run{}, fmt.Errorf("%s of %d bytes: %w", j.Kind, j.Bytes, err)
	}
	message, buf := payload(j.Bytes), make([]byte, max(j.Bytes, 8))
	// Once off the clock: memory that is shared is had from the kernel when it is first
	// touched, and shmipc-go touches a new part with each message.
	if _, err := j.send(ctx, p, message, buf); err != nil {
		end()
		return harness.Run{}, err
	}
	return harness.Run{Close: end, Sample: func() (harness.Sample, error) {
		var total uint64
		var err error
		s := harness.MeasureAfter(warmUp(func() { total, err = j.send(ctx, p, message, buf) }))
		s.Answer = fmt.Sprint(total)
		return s, err
	}}, nil
}
