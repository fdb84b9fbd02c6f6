package ring

import (
	"context"
	"io"
	"iter"
)

// A Borrow is a message where it lies in the ring, so that it is never copied,
// and the ring's room stays taken until it ends with [Borrow.Release]. Until
// then the reader can not receive. A Borrow is used by one goroutine at a time.
// It is a small value; copies are the same borrow.
//
// A writer that does not keep to the protocol can change the bytes at any time:
// copy what must not change between a check and its use.
type Borrow struct {
	r     *Reader
	gen   uint64
	bytes []byte
}

// Borrow waits for the next message and lends it. A message that came in pieces
// (see [Writer.Whole]) is put together first, which is a copy. Its errors are
// those of [Reader.Receive].
func (r *Reader) Borrow(ctx context.Context) (Borrow, error) { return r.borrow(ctx) }

// TryBorrow lends the next message if all of it is there, and returns ErrEmpty
// if not.
func (r *Reader) TryBorrow() (Borrow, error) { return r.borrow(noWait()) }

func (r *Reader) borrow(ctx context.Context) (Borrow, error) {
	if err := r.ready(); err != nil {
		return Borrow{}, err
	}
	if !r.started {
		kind, length, err := r.next(ctx)
		if err != nil {
			return Borrow{}, r.stopped(err)
		}
		if kind&^givenUp == kindWhole {
			if err := r.within(length); err != nil {
				return Borrow{}, err
			}
			r.lost = false
			from := r.at&r.mask + headerSize
			return r.lend(r.data[from:from+length:from+length], frameSize(length)), nil
		}
		r.stash = r.stash[:0]
	}
	whole, err := r.gather(ctx, r.stash)
	r.stash = whole
	if err != nil {
		return Borrow{}, err
	}
	return r.lend(whole, 0), nil
}

func (r *Reader) lend(bytes []byte, held uint64) Borrow {
	r.gen++
	r.held = held
	return Borrow{r: r, gen: r.gen, bytes: bytes}
}

// Bytes returns the message, in shared memory. It must not be written to.
//
// It panics when the borrow has ended: the memory is the writer's then.
func (b Borrow) Bytes() []byte {
	if !b.open() {
		panic("ipc: ring: Borrow.Bytes after the borrow has ended")
	}
	return b.bytes
}

// Release ends the borrow. After the end it does nothing.
func (b Borrow) Release() {
	if !b.open() {
		return
	}
	b.r.gen++
	b.r.pass(b.r.held)
}

func (b Borrow) open() bool { return b.r != nil && b.r.gen == b.gen }

// Messages returns the messages as a sequence, each borrowed for one turn of the
// loop: the slice is not valid after it. The sequence ends with the writer, at
// io.EOF; any other error is the last pair. It may be ranged over again, which
// goes on where the last loop stopped.
func (r *Reader) Messages(ctx context.Context) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		for r.turn(ctx, yield) {
		}
	}
}

// turn is one turn of the loop; the borrow ends also when its body panics.
func (r *Reader) turn(ctx context.Context, yield func([]byte, error) bool) bool {
	b, err := r.Borrow(ctx)
	if err != nil {
		if err != io.EOF {
			yield(nil, err)
		}
		return false
	}
	defer b.Release()
	return yield(b.Bytes(), nil)
}
