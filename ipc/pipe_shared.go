package ipc

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"runtime"
	"sync/atomic"
	"unsafe"

	"underhood/ipc/internal/futex"
	"underhood/ipc/internal/monitor"
	"underhood/ipc/internal/ring"
	"underhood/ipc/internal/segment"
)

// pipeWords say which processes are at the ends: index plus one, 0 for nobody yet.
type pipeWords struct{ ends [2]uint32 }

const pipeRings = 128 // where the rings begin

// MinPipe and MaxPipe are the least and the greatest capacity of a pipe in shared
// memory, in bytes each way.
const (
	MinPipe = ring.MinCapacity
	MaxPipe = ring.MaxCapacity
)

// A SharedPipe is one end of a [Pipe] in shared memory: two rings of bytes. A message
// within [SharedPipe.Whole] appears at the other end at once, or never when this process
// is killed; a longer one, however long, goes in pieces, and a receiver whose sender dies
// in the middle is told.
//
// What would be copied twice can be made and read in place: [SharedPipe.Loan] and
// [SharedPipe.Messages].
type SharedPipe struct {
	*seat  // nil in tests of one process
	words  *pipeWords
	side   int
	peers  monitor.Peers
	out    *ring.Writer
	in     *ring.Reader
	sends  gate
	gets   gate
	closed atomic.Bool
}

// CreatePipe makes a pipe in shared memory and is its one end; the process that attaches
// is the other ([AttachPipe]), for which this one waits, also when it never comes.
// capacity is in bytes each way, of which a message takes its length and some; it is
// rounded up to a power of two. It panics if capacity is not from MinPipe to MaxPipe.
func CreatePipe(capacity int, options ...PipeOption) (*SharedPipe, error) {
	if capacity < MinPipe || capacity > MaxPipe {
		panic(fmt.Sprintf("ipc.CreatePipe: capacity %d is not from %d to %d", capacity, MinPipe, MaxPipe))
	}
	size := pipeSize(capacity)
	want := segment.Spec{Kind: kindPipe, Size: size}
	return create(want, func(memory []byte, at *seat) (*SharedPipe, error) {
		for side := range 2 {
			if err := ring.Format(pipeRing(memory, side)); err != nil {
				return nil, err
			}
		}
		return openPipe(memory, 0, at.member, at, options)
	})
}

// AttachPipe is the other end of the pipe that another process made. There is one: it
// returns ErrTaken for the second. It waits until the pipe is ready.
func AttachPipe(ctx context.Context, from Source, options ...PipeOption) (*SharedPipe, error) {
	return attach(ctx, from, segment.Spec{Kind: kindPipe}, func(memory []byte, at *seat) (*SharedPipe, error) {
		if len(memory) < pipeSize(MinPipe) {
			return nil, fmt.Errorf("%w: %d bytes are no pipe", ErrCorrupt, len(memory))
		}
		return openPipe(memory, 1, at.member, at, options)
	})
}

// ErrTaken says that another process is at that end of the pipe.
var ErrTaken = errors.New("ipc: the other end of the pipe is taken")

// A PipeOption sets how an end of a pipe behaves.
type PipeOption func(*ring.Options)

// NoSpin makes an end sleep at once when it has to wait, instead of looking for some
// microseconds whether what it waits for comes. It then takes no processor, and being
// woken takes several times as long.
func NoSpin() PipeOption { return func(o *ring.Options) { o.NoSpin = true } }

// MaxMessage refuses messages longer than so many bytes, at this end.
func MaxMessage(bytes int) PipeOption { return func(o *ring.Options) { o.MaxMessage = bytes } }

func pipeSize(capacity int) int { return pipeRings + 2*((ring.Size(capacity)+127)&^127) }

// pipeRing is the memory of the ring that one side writes.
func pipeRing(memory []byte, side int) []byte {
	half := (len(memory) - pipeRings) / 2 &^ 127
	return memory[pipeRings+side*half:][:half:half]
}

func openPipe(memory []byte, side int, peers monitor.Peers, at *seat, options []PipeOption) (*SharedPipe, error) {
	p := &SharedPipe{
		seat: at, side: side, peers: peers, sends: newGate(), gets: newGate(),
		words: (*pipeWords)(unsafe.Pointer(&memory[0])), // aligned, as memory is
	}
	if !atomic.CompareAndSwapUint32(&p.words.ends[side], 0, uint32(peers.Index())+1) {
		return nil, ErrTaken
	}
	o := ring.Options{Parker: parker{peers}, PeerGone: p.peerGone}
	for _, set := range options {
		set(&o)
	}
	var err error
	if p.out, err = ring.NewWriter(pipeRing(memory, side), o); err != nil {
		return nil, err
	}
	p.in, err = ring.NewReader(pipeRing(memory, 1-side), o)
	return p, err
}

// A parker sleeps until a word changes or a process dies.
type parker struct{ peers monitor.Peers }

func (p parker) Wait(ctx context.Context, addr *uint32, value uint32) error {
	conds := monitor.Room()
	defer monitor.Vacate(conds)
	return futex.Wait(ctx, p.peers.Conds(append(conds[:0], futex.Cond{Addr: addr, Value: value}))...)
}

func (parker) Wake(addr *uint32) { futex.Wake(addr, futex.All) }

// peerGone says whether the process at the other end has died, and that all it wrote is
// there.
func (p *SharedPipe) peerGone() bool {
	peer := int(atomic.LoadUint32(&p.words.ends[1-p.side])) - 1
	if peer < 0 || peer >= monitor.MaxPeers || !p.peers.Dead(peer) {
		return false
	}
	p.peers.Gone(peer)
	return true
}

// Send sends a message; see [Pipe].
func (p *SharedPipe) Send(ctx context.Context, message []byte) error {
	if err := p.enter(ctx, &p.sends); err != nil {
		return err
	}
	err := ErrPeerDied
	if !p.peerGone() {
		err = p.out.Send(ctx, message)
	}
	p.sends.leave()
	runtime.KeepAlive(p) // and with it the memory
	return pipeError(err)
}

// Receive is the next message; see [Pipe].
func (p *SharedPipe) Receive(ctx context.Context, buf []byte) ([]byte, error) {
	if err := p.enter(ctx, &p.gets); err != nil {
		return buf[:0], err
	}
	message, err := p.in.Receive(ctx, buf)
	p.gets.leave()
	runtime.KeepAlive(p)
	if err != nil {
		return message[:0], pipeError(err)
	}
	return message, nil
}

// Loan is room for a message of n bytes, to be made in place: it is never copied.
// n is at most Largest. No other message is sent before it ends, by Commit or Abort.
func (p *SharedPipe) Loan(ctx context.Context, n int) (*Loan, error) {
	if err := p.enter(ctx, &p.sends); err != nil {
		return nil, err
	}
	l, err := p.out.Loan(ctx, n)
	if err != nil {
		p.sends.leave()
		return nil, pipeError(err)
	}
	return &Loan{pipe: p, loan: l}, nil
}

// Whole is the length of the longest message that appears at once, in bytes.
func (p *SharedPipe) Whole() int { return p.out.Whole() }

// Largest is the length of the longest message that can be lent, in bytes.
func (p *SharedPipe) Largest() int { return p.out.Largest() }

// Messages is what is received, each message where it lies: the slice is good for one
// turn of the loop, and must not be written to. It ends with the other end; any other
// error is the last pair. It can be ranged again, and goes on. A process that does not
// keep to the rules can change the bytes while they are read.
func (p *SharedPipe) Messages(ctx context.Context) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		if err := p.enter(ctx, &p.gets); err != nil {
			yield(nil, err)
			return
		}
		defer runtime.KeepAlive(p)
		defer p.gets.leave()
		for message, err := range p.in.Messages(ctx) {
			if err != nil {
				if err = pipeError(err); !errors.Is(err, io.EOF) {
					yield(nil, err)
				}
				return
			}
			if !yield(message, nil) {
				return
			}
		}
	}
}

// Close closes this end; see [Pipe].
func (p *SharedPipe) Close() error {
	if p.closed.Swap(true) {
		return nil
	}
	p.out.Close()
	p.in.Close()
	if p.seat != nil {
		leave(p.seat, p)
	}
	return nil
}

func (p *SharedPipe) enter(ctx context.Context, g *gate) error {
	if p.closed.Load() {
		return ErrClosed
	}
	return g.enter(ctx)
}

// A Loan is room in a pipe; see [SharedPipe.Loan]. It is used by one goroutine.
type Loan struct {
	pipe *SharedPipe
	loan ring.Loan
	over bool
}

// Bytes is the room, with whatever was in it. It panics when the loan has ended.
func (l *Loan) Bytes() []byte { return l.loan.Bytes() }

// Commit sends the first n bytes as one message and ends the loan. It returns ErrEnded
// if that has ended, and another error, with the loan still open, if n is not from 0 to
// what was lent.
func (l *Loan) Commit(n int) error {
	if l.over {
		return ErrEnded
	}
	if n < 0 || n > len(l.loan.Bytes()) {
		return fmt.Errorf("ipc: %d bytes to commit of a loan of %d", n, len(l.loan.Bytes()))
	}
	err := l.loan.Commit(n)
	l.end()
	return pipeError(err)
}

// Abort ends the loan and sends nothing. After the end it does nothing.
func (l *Loan) Abort() {
	if !l.over {
		l.loan.Abort()
		l.end()
	}
}

func (l *Loan) end() {
	l.over = true
	l.pipe.sends.leave()
}

// ErrEnded says that a loan has ended before.
var ErrEnded = ring.ErrEnded

// pipeError is the package's own word for what a ring says.
func pipeError(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, ring.ErrClosed):
		return ErrClosed
	case errors.Is(err, ring.ErrPeerClosed):
		return ErrPeer
	case errors.Is(err, ring.ErrPeerGone):
		return ErrPeerDied
	case errors.Is(err, ring.ErrTooLarge):
		return fmt.Errorf("%w (%w)", ErrTooLarge, err)
	case errors.Is(err, ring.ErrCorrupt):
		return fmt.Errorf("%w (%w)", ErrCorrupt, err)
	}
	return err
}
