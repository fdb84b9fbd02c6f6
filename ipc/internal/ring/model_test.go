package ring_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/ipc/internal/ring"
)

// seeds returns the seeds of the random tests: fixed ones, or a fresh one in the
// long form, which names it when it fails.
func seeds(t *testing.T, n int) []uint64 {
	if os.Getenv("UNDERHOOD_FULL") != "" {
		n *= 20
	}
	list := make([]uint64, n)
	for i := range list {
		list[i] = uint64(i)
		if os.Getenv("UNDERHOOD_FULL") != "" {
			list[i] = rand.Uint64()
		}
	}
	return list
}

// A model is a ring beside what it should hold.
type model struct {
	t      *testing.T
	rng    *rand.Rand
	o      ring.Options
	region []byte
	w      *ring.Writer
	r      *ring.Reader
	queue  [][]byte
	number int
	middle bool // the writer gave a message up, perhaps in the middle, and sent none since
	torn   int  // how many messages at most have no end, since their writer went
}

// sent has a message stand in the queue.
func (m *model) sent(msgs ...[]byte) {
	m.queue = append(m.queue, msgs...)
	m.middle = m.middle && len(msgs) == 0
}

func (m *model) next(most int) []byte {
	m.number++
	return message(m.number, m.rng.IntN(most+1))
}

// full checks that it is: once all is taken the largest message fits.
func (m *model) full(err error) {
	require.Equal(m.t, ring.ErrFull, err)
	if m.rng.IntN(4) != 0 {
		return
	}
	for m.take() {
	}
	msg := message(0, m.w.Largest())
	require.NoError(m.t, m.w.TrySend(msg))
	m.sent(msg)
}

// took compares what was received with the head of the queue.
func (m *model) took(got []byte, err error) bool {
	switch {
	case err == io.ErrUnexpectedEOF:
		require.Positive(m.t, m.torn, "no message was torn")
		m.torn--
		return true
	case errors.Is(err, ring.ErrEmpty), errors.Is(err, context.Canceled):
		require.Empty(m.t, m.queue, "messages are there")
		return false
	}
	require.NoError(m.t, err)
	require.NotEmpty(m.t, m.queue, "got %d bytes that nobody sent", len(got))
	require.True(m.t, bytes.Equal(m.queue[0], got), "got %d bytes, want other %d", len(got), len(m.queue[0]))
	m.queue = m.queue[1:]
	return true
}

func (m *model) take() bool {
	got, err := m.r.TryReceive(nil)
	return m.took(got, err)
}

func (m *model) step() {
	switch op := m.rng.IntN(20); op {
	case 0, 1, 2, 3:
		msg := m.next(m.w.Largest())
		if op < 2 {
			msg = m.next(40)
			if len(msg) > m.w.Largest() {
				return
			}
		}
		if err := m.w.TrySend(msg); err != nil {
			m.full(err)
			return
		}
		m.sent(msg)
	case 4, 5: // in pieces when long, and given up in the middle when too long
		msg := m.next(3 * m.w.Largest())
		if err := m.w.Send(cancelled(), msg); err != nil {
			require.ErrorIs(m.t, err, context.Canceled)
			m.middle = true
			return
		}
		m.sent(msg)
	case 6:
		batch := make([][]byte, m.rng.IntN(6))
		for i := range batch {
			batch[i] = m.next(m.w.Largest() / 2)
		}
		n, err := m.w.SendBatch(cancelled(), batch)
		require.Equal(m.t, err == nil, n == len(batch))
		m.sent(batch[:n]...)
	case 7, 8:
		msg := m.next(m.w.Largest())
		more := min(len(msg)+m.rng.IntN(40), m.w.Largest())
		l, err := m.w.TryLoan(more)
		if err != nil {
			m.full(err)
			return
		}
		copy(l.Bytes(), msg)
		if op == 8 {
			l.Abort()
			return
		}
		require.NoError(m.t, l.Commit(len(msg)))
		m.sent(msg)
	case 9, 10, 11, 12:
		m.take()
	case 13:
		got, err := m.r.Receive(cancelled(), make([]byte, 0, m.rng.IntN(50)))
		m.took(got, err)
	case 14, 15:
		b, err := m.r.TryBorrow()
		if err != nil {
			m.took(nil, err)
			return
		}
		m.took(b.Bytes(), nil)
		b.Release()
	case 16:
		for m.take() {
		}
	case 17:
		if m.rng.IntN(20) == 0 {
			m.renew()
		}
	default:
		for m.rng.IntN(3) != 0 {
			m.take()
		}
	}
}

// renew has a new writer and a new reader take over. What the reader had
// gathered of an unfinished message is lost with it, and so is the rest.
func (m *model) renew() {
	var err error
	m.w, err = ring.NewWriter(m.region, m.o)
	require.NoError(m.t, err)
	if m.middle { // one that was torn before may still be on its way
		m.middle, m.torn = false, m.torn+1
	}
	if m.rng.IntN(2) == 0 {
		m.r, err = ring.NewReader(m.region, m.o)
		require.NoError(m.t, err)
	}
}

// Random operations on one goroutine against a slice of slices.
func TestModel(t *testing.T) {
	for _, capacity := range []int{64, 128, 256, 1024, 8192} {
		for _, seed := range seeds(t, 10) {
			playModel(t, capacity, seed)
		}
	}
}

func playModel(t *testing.T, capacity int, seed uint64) {
	t.Helper()
	defer func() {
		if t.Failed() {
			t.Logf("capacity %d, seed %d", capacity, seed)
		}
	}()
	m := &model{t: t, rng: rand.New(rand.NewPCG(seed, uint64(capacity)))}
	m.o = ring.Options{Parker: newRoom(), NoSpin: true}
	m.w, m.r, m.region = pair(t, capacity, m.o)
	for range 2000 {
		m.step()
	}
	m.w.Close()
	for m.take2() {
	}
}

// take2 takes what a closed writer left.
func (m *model) take2() bool {
	got, err := m.r.Receive(m.t.Context(), nil)
	if err == io.EOF {
		require.Empty(m.t, m.queue)
		return false
	}
	return m.took(got, err)
}

// Two goroutines, each of which does what it likes, and the order and content
// of what arrives. Under the race detector this shows that no byte is read
// before it was written, nor written over before it was read.
func TestTwoGoroutines(t *testing.T) {
	for _, capacity := range []int{64, 512, 16384} {
		for _, noSpin := range []bool{true, false} {
			for _, seed := range seeds(t, 2) {
				w, r, _ := pair(t, capacity, ring.Options{NoSpin: noSpin})
				const count = 700
				done := make(chan error, 1)
				go func() { done <- produce(w, count, rand.New(rand.NewPCG(seed, 1))) }()
				consume(t, r, count, rand.New(rand.NewPCG(seed, 2)))
				require.NoError(t, <-done, "capacity %d, seed %d", capacity, seed)
			}
		}
	}
}

func produce(w *ring.Writer, count int, rng *rand.Rand) error {
	ctx := context.Background()
	for number := 0; number < count; {
		msg := message(number, rng.IntN(w.Largest()))
		err := error(nil)
		switch rng.IntN(7) {
		case 0:
			err = w.TrySend(msg)
		case 1:
			msg = message(number, rng.IntN(5*w.Largest()))
			err = w.Send(ctx, msg)
		case 2:
			msg = message(number, rng.IntN(5*w.Largest()))
			err = w.Send(cancelled(), msg)
		case 3:
			var l ring.Loan
			if l, err = w.Loan(ctx, len(msg)); err == nil {
				copy(l.Bytes(), msg)
				err = l.Commit(len(msg))
			}
		case 4:
			batch := [][]byte{msg, message(number+1, 3), message(number+2, 0)}
			if _, err = w.SendBatch(ctx, batch); err == nil {
				number += 2
			}
		default:
			err = w.Send(ctx, msg)
		}
		switch {
		case err == nil:
			number++
		case err != ring.ErrFull && !errors.Is(err, context.Canceled):
			return err
		}
	}
	w.Close()
	return nil
}

func consume(t *testing.T, r *ring.Reader, count int, rng *rand.Rand) {
	t.Helper()
	var buf []byte
	for number := 0; ; {
		var err error
		var b ring.Borrow
		switch rng.IntN(4) {
		case 0:
			buf, err = r.TryReceive(buf)
		case 1:
			if b, err = r.Borrow(t.Context()); err == nil {
				buf = append(buf[:0], b.Bytes()...)
				b.Release()
			}
		case 2:
			buf, err = r.Receive(cancelled(), buf)
		default:
			buf, err = r.Receive(t.Context(), buf)
		}
		switch {
		case err == io.EOF:
			require.GreaterOrEqual(t, number, count)
			return
		case err == nil:
			require.True(t, bytes.Equal(message(number, len(buf)), buf), "number %d, %d bytes", number, len(buf))
			number++
		default:
			require.True(t, err == ring.ErrEmpty || errors.Is(err, context.Canceled), err)
		}
	}
}
