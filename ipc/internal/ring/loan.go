package ring

import (
	"context"
	"fmt"
)

// A Loan is room in the ring where a message can be made in place, so that it is
// never copied. It ends with [Loan.Commit] or [Loan.Abort]; until then the
// writer can not send. A Loan is used by one goroutine at a time. It is a small
// value; copies are the same loan.
type Loan struct {
	w      *Writer
	number uint64
	bytes  []byte
}

// Loan waits for room for n bytes in one piece and lends it. n is
// [Writer.Largest] at most, else it returns ErrTooLarge. Its other errors are
// those of [Writer.Send], and a negative n.
func (w *Writer) Loan(ctx context.Context, n int) (Loan, error) {
	if err := w.lendable(n); err != nil {
		return Loan{}, err
	}
	if err := w.reserve(ctx, uint64(n)); err != nil {
		return Loan{}, err
	}
	return w.lend(n), nil
}

// TryLoan lends room if there is some now, and returns ErrFull if not.
func (w *Writer) TryLoan(n int) (Loan, error) {
	if err := w.lendable(n); err != nil {
		return Loan{}, err
	}
	if w.room(frameSize(uint64(n))) != 0 {
		return Loan{}, w.full()
	}
	return w.lend(n), nil
}

// lendable returns why n bytes can not be lent, ever or now.
func (w *Writer) lendable(n int) error {
	if n < 0 {
		return fmt.Errorf("ipc: ring: a loan of %d bytes", n)
	}
	if err := w.ready(n); err != nil {
		return err
	}
	return w.single(n, "a loan")
}

func (w *Writer) lend(n int) Loan {
	w.loan++
	from := w.at&w.mask + headerSize
	return Loan{w: w, number: w.loan, bytes: w.data[from : from+uint64(n) : from+uint64(n)]}
}

// Bytes returns the room that was lent, in shared memory, with whatever it held
// before. It begins at a multiple of 8 when the region does.
//
// It panics when the loan has ended: the memory is the reader's then.
func (l Loan) Bytes() []byte {
	if !l.open() {
		panic("ipc: ring: Loan.Bytes after the loan has ended")
	}
	return l.bytes
}

// Commit sends the first used bytes of the loan as one message and ends it. It
// returns ErrEnded when it has ended before, and an error when used is negative
// or more than was lent; the loan is then still open. Any other error is one of
// [Writer.Send]: the loan has ended and the message will not be read.
func (l Loan) Commit(used int) error {
	if !l.open() {
		return ErrEnded
	}
	w := l.w
	if used < 0 || used > len(l.bytes) {
		return fmt.Errorf("ipc: ring: commit of %d bytes of a loan of %d", used, len(l.bytes))
	}
	if w.closed.Load() {
		l.Abort()
		return ErrClosed
	}
	w.loan++
	w.stage(kindWhole|w.givenUp, uint64(used))
	w.givenUp = 0
	return w.publish()
}

// Abort ends the loan and sends nothing. After the end it does nothing.
func (l Loan) Abort() {
	if !l.open() {
		return
	}
	l.w.loan++
	if l.w.staged != 0 { // the skip before it
		l.w.at, l.w.staged = l.w.stagedAt, 0
	}
}

func (l Loan) open() bool { return l.w != nil && l.w.loan == l.number }
