package ipc

import (
	"context"
	"fmt"
	"io"
	"slices"
	"sync"
)

// NewPipe makes a pipe for two goroutines of this process, or any number: two channels
// of messages, of which capacity can wait on each. It panics if capacity is negative.
func NewPipe(capacity int) (a, b Pipe) {
	if capacity < 0 {
		panic(fmt.Sprintf("ipc.NewPipe: capacity %d is negative", capacity))
	}
	there, back := newChannel(capacity), newChannel(capacity)
	return &localPipe{there, back}, &localPipe{back, there}
}

// A channel is one direction.
type channel struct {
	messages chan []byte
	closed   chan struct{} // by the sender
	deaf     chan struct{} // closed by the receiver
	ends     [2]sync.Once

	sending sync.RWMutex  // held by who sends
	last    chan struct{} // closed when nobody is sending any more
}

func newChannel(capacity int) *channel {
	return &channel{
		messages: make(chan []byte, capacity), closed: make(chan struct{}),
		deaf: make(chan struct{}), last: make(chan struct{}),
	}
}

type localPipe struct{ out, in *channel }

func (p *localPipe) Send(ctx context.Context, message []byte) error {
	p.out.sending.RLock()
	defer p.out.sending.RUnlock()
	select {
	case <-p.out.closed:
		return ErrClosed
	case <-p.out.deaf:
		return ErrPeer
	default:
	}
	message = slices.Clone(message) // the caller's is the caller's again
	select {
	case p.out.messages <- message: // also when ctx is over too
		return nil
	default:
	}
	select {
	case p.out.messages <- message:
		return nil
	case <-p.out.closed:
		return ErrClosed
	case <-p.out.deaf:
		return ErrPeer
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func (p *localPipe) Receive(ctx context.Context, buf []byte) ([]byte, error) {
	select {
	case <-p.in.deaf:
		return buf[:0], ErrClosed
	default:
	}
	select {
	case m := <-p.in.messages:
		return append(buf[:0], m...), nil
	default:
	}
	select {
	case m := <-p.in.messages:
		return append(buf[:0], m...), nil
	case <-p.in.last: // nothing more comes; what is there comes first
		select {
		case m := <-p.in.messages:
			return append(buf[:0], m...), nil
		default:
			return buf[:0], io.EOF
		}
	case <-p.in.deaf:
		return buf[:0], ErrClosed
	case <-ctx.Done():
		return buf[:0], context.Cause(ctx)
	}
}

func (p *localPipe) Close() error {
	p.in.ends[1].Do(func() { close(p.in.deaf) })
	p.out.ends[0].Do(func() {
		close(p.out.closed)
		p.out.sending.Lock() // those who send now have got in or been told
		defer p.out.sending.Unlock()
		close(p.out.last)
	})
	return nil
}
