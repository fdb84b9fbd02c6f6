package ring_test

import (
	"bytes"
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/ipc/internal/ring"
)

func TestLoan(t *testing.T) {
	w, r, _ := pair(t, 1024, ring.Options{NoSpin: true})
	l, err := w.Loan(t.Context(), 100)
	require.NoError(t, err)
	require.Len(t, l.Bytes(), 100)
	require.Equal(t, 100, cap(l.Bytes()), "no way into what comes after")
	require.Equal(t, ring.ErrBusy, w.Send(t.Context(), nil))
	require.Equal(t, ring.ErrBusy, w.TrySend(nil))
	_, err = w.TryLoan(1)
	require.Equal(t, ring.ErrBusy, err)
	_, err = w.SendBatch(t.Context(), [][]byte{nil})
	require.Equal(t, ring.ErrBusy, err)
	copy(l.Bytes(), "in place")
	require.ErrorContains(t, l.Commit(101), "commit of 101 bytes of a loan of 100")
	require.ErrorContains(t, l.Commit(-1), "commit of -1 bytes")
	_, err = r.TryReceive(nil)
	require.Equal(t, ring.ErrEmpty, err)
	require.NoError(t, l.Commit(8))
	require.Equal(t, ring.ErrEnded, l.Commit(8))
	l.Abort()
	require.Panics(t, func() { l.Bytes() })
	got, err := r.TryReceive(nil)
	require.NoError(t, err)
	require.Equal(t, "in place", string(got))

	l, err = w.TryLoan(10)
	require.NoError(t, err)
	l.Abort()
	l.Abort()
	require.Panics(t, func() { l.Bytes() })
	require.Equal(t, ring.ErrEnded, l.Commit(0))
	_, err = r.TryReceive(nil)
	require.Equal(t, ring.ErrEmpty, err)

	l, err = w.TryLoan(10)
	require.NoError(t, err)
	w.Close()
	require.Equal(t, ring.ErrClosed, l.Commit(1))
	require.Equal(t, ring.ErrEnded, l.Commit(1))

	require.Equal(t, ring.ErrEnded, ring.Loan{}.Commit(0))
	ring.Loan{}.Abort()
	require.Panics(t, func() { ring.Loan{}.Bytes() })
}

// An aborted loan leaves no trace, also where it would have begun a new lap.
func TestAbortAtTheEnd(t *testing.T) {
	w, r, region := pair(t, 256, ring.Options{NoSpin: true})
	for number := range 200 {
		before, err := ring.Look(region)
		require.NoError(t, err)
		l, err := w.TryLoan(100)
		require.NoError(t, err)
		l.Abort()
		after, err := ring.Look(region)
		require.NoError(t, err)
		require.Equal(t, before, after)
		require.NoError(t, w.TrySend(message(number, number%100)))
		got, err := r.TryReceive(nil)
		require.NoError(t, err)
		require.True(t, bytes.Equal(message(number, number%100), got))
	}
}

func TestBorrow(t *testing.T) {
	w, r, _ := pair(t, 1024, ring.Options{NoSpin: true})
	_, err := r.TryBorrow()
	require.Equal(t, ring.ErrEmpty, err)
	_, err = r.Borrow(cancelled())
	require.ErrorIs(t, err, context.Canceled)

	for _, n := range []int{0, 10, 256, 257, 500} { // the last ones come in pieces
		require.NoError(t, w.Send(t.Context(), message(n, n)))
		require.NoError(t, w.Send(t.Context(), message(1, 1)))
		b, err := r.Borrow(t.Context())
		require.NoError(t, err)
		require.Equal(t, message(n, n), b.Bytes())
		_, err = r.TryReceive(nil)
		require.Equal(t, ring.ErrBusy, err)
		_, err = r.Receive(t.Context(), nil)
		require.Equal(t, ring.ErrBusy, err)
		_, err = r.TryBorrow()
		require.Equal(t, ring.ErrBusy, err)
		b.Release()
		require.Panics(t, func() { b.Bytes() })
		other, err := r.TryBorrow()
		require.NoError(t, err)
		b.Release() // not the one that is open
		require.Equal(t, message(1, 1), other.Bytes())
		other.Release()
	}
	ring.Borrow{}.Release()
	require.Panics(t, func() { ring.Borrow{}.Bytes() })
}

// What is borrowed is not written over.
func TestBorrowKeepsItsRoom(t *testing.T) {
	w, r, _ := pair(t, 256, ring.Options{NoSpin: true})
	require.NoError(t, w.TrySend(message(1, 60)))
	b, err := r.TryBorrow()
	require.NoError(t, err)
	sent := 0
	for w.TrySend(message(2, 20)) == nil {
		sent++
	}
	require.Equal(t, 5, sent)
	require.Equal(t, message(1, 60), b.Bytes())
	b.Release()
	require.NoError(t, w.TrySend(message(2, 20)))
}

func TestMessages(t *testing.T) {
	w, r, _ := pair(t, 1024, ring.Options{NoSpin: true})
	for number := range 10 {
		require.NoError(t, w.Send(t.Context(), message(number, 20)))
	}
	number := 0
	for msg, err := range r.Messages(t.Context()) {
		require.NoError(t, err)
		require.Equal(t, message(number, 20), msg)
		if number++; number == 3 {
			break
		}
	}
	require.PanicsWithValue(t, "body <nil>", func() {
		for _, err := range r.Messages(t.Context()) {
			number++
			panic(fmt.Sprint("body ", err))
		}
	})
	w.Close()
	for msg, err := range r.Messages(t.Context()) {
		require.NoError(t, err)
		require.Equal(t, message(number, 20), msg)
		number++
	}
	require.Equal(t, 10, number, "each once, whatever ended the loop")
	for msg, err := range r.Messages(t.Context()) {
		t.Fatal("after the end", msg, err)
	}
	r.Close()
	for _, err := range r.Messages(t.Context()) {
		require.Equal(t, ring.ErrClosed, err)
		number++
	}
	require.Equal(t, 11, number)
}
