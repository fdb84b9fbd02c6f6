package ipc_test

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"runtime"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"underhood/ipc"
)

// The faults that processes have to survive, with real ones.

// kills is how often each kind of process is killed.
func kills() int {
	if n, err := strconv.Atoi(os.Getenv("UNDERHOOD_KILLS")); err == nil {
		return n
	}
	if os.Getenv("UNDERHOOD_FULL") != "" {
		return 200
	}
	return 20
}

// start runs a child, and kills it when the test is over.
func start(t *testing.T, name string, options ...ipc.StartOption) *ipc.Process {
	t.Helper()
	p, err := ipc.Start(context.Background(), name, options...)
	require.NoError(t, err)
	t.Cleanup(func() { kill(t, p) })
	return p
}

// kill is SIGKILL, and waits for the end.
func kill(t *testing.T, p *ipc.Process) {
	t.Helper()
	if err := p.Kill(); err != nil {
		require.ErrorIs(t, err, os.ErrProcessDone)
	}
	<-p.Exited()
}

// A numbered message is as long as its number says, and full of it, so that a torn one
// shows.
func numbered(n uint64, buf []byte) []byte {
	length := 8 + int(n*7919)%len(buf[8:])
	m := buf[:length]
	binary.LittleEndian.PutUint64(m, n)
	for i := range m[8:] {
		m[8+i] = byte(n)
	}
	return m
}

func number(m []byte) (uint64, error) {
	if len(m) < 8 {
		return 0, fmt.Errorf("a message of %d bytes", len(m))
	}
	n := binary.LittleEndian.Uint64(m)
	for _, b := range m[8:] {
		if b != byte(n) {
			return 0, fmt.Errorf("message %d is torn", n)
		}
	}
	return n, nil
}

// Block is a value whose halves belong together.
type Block struct {
	N    uint64
	Fill [1000]uint64
}

func block(n uint64) (b Block) {
	b.N = n
	for i := range b.Fill {
		b.Fill[i] = n
	}
	return b
}

func (b Block) whole() bool {
	for _, v := range b.Fill {
		if v != b.N {
			return false
		}
	}
	return true
}

var (
	producer = ipc.Register("test producer", func(ctx context.Context, c *ipc.Child) error {
		var first uint64
		if err := c.Args(&first); err != nil {
			return err
		}
		q, err := ipc.AttachQueue[Block](ctx, c.Given("queue"), nil)
		if err != nil {
			return err
		}
		for n := first; ; n++ {
			if err := q.Put(ctx, block(n)); err != nil {
				return err
			}
		}
	})
	taker = ipc.Register("test taker", func(ctx context.Context, c *ipc.Child) error {
		q, err := ipc.AttachQueue[Block](ctx, c.Given("queue"), nil)
		if err != nil {
			return err
		}
		for {
			task, err := q.Take(ctx)
			if err != nil {
				return err
			}
			if !task.Value.whole() {
				return errors.New("torn")
			}
		}
	})
	sender = ipc.Register("test sender", func(ctx context.Context, c *ipc.Child) error {
		p, err := ipc.AttachPipe(ctx, c.Given("pipe"))
		if err != nil {
			return err
		}
		buf := make([]byte, 100_000) // some go in pieces
		for n := uint64(0); ; n++ {
			if err := p.Send(ctx, numbered(n, buf)); err != nil {
				return err
			}
		}
	})
	holder = ipc.Register("test holder", func(ctx context.Context, c *ipc.Child) error {
		l, err := ipc.AttachLock(ctx, c.Given("lock"))
		if err != nil {
			return err
		}
		s, err := ipc.AttachSemaphore(ctx, c.Given("semaphore"))
		if err != nil {
			return err
		}
		e, err := ipc.AttachEvent(ctx, c.Given("ready"))
		if err != nil {
			return err
		}
		if err := e.Set(); err != nil {
			return err
		}
		for {
			h, err := l.Lock(ctx)
			if err != nil {
				return err
			}
			if err := h.Consistent(); err != nil {
				return err
			}
			if err := s.Acquire(ctx, 2); err != nil {
				return err
			}
			if err := s.Release(1); err != nil {
				return err
			}
			if err := s.Release(1); err != nil {
				return err
			}
			if err := h.Unlock(); err != nil {
				return err
			}
		}
	})
	sitter = ipc.Register("test sitter", func(ctx context.Context, c *ipc.Child) error {
		l, err := ipc.AttachLock(ctx, c.Given("lock"))
		if err != nil {
			return err
		}
		s, err := ipc.AttachSemaphore(ctx, c.Given("semaphore"))
		if err != nil {
			return err
		}
		e, err := ipc.AttachEvent(ctx, c.Given("ready"))
		if err != nil {
			return err
		}
		if _, err := l.Lock(ctx); err != nil {
			return err
		}
		if err := s.Acquire(ctx, 2); err != nil {
			return err
		}
		if err := e.Set(); err != nil {
			return err
		}
		<-ctx.Done()
		return nil
	})
)

// moment is when to kill: soon, and never the same.
func moment(t *testing.T, r *rand.Rand) {
	t.Helper()
	timer := time.NewTimer(time.Duration(r.IntN(3000)) * time.Microsecond)
	<-timer.C
}

// TestKillProducer: a producer that is killed in the middle of a message leaves none
// torn, loses none that it had put, and keeps nobody waiting.
func TestKillProducer(t *testing.T) {
	skipUnderRace(t)
	r := rand.New(rand.NewPCG(1, uint64(time.Now().UnixNano())))
	q := made(ipc.CreateQueue[Block](4, nil))(t)
	next := uint64(0)
	take := func(b Block) {
		require.True(t, b.whole())
		require.Equal(t, next, b.N)
		next++
	}
	for range kills() {
		p := start(t, producer, ipc.Args(next), ipc.Give("queue", q))
		take(made(q.Get(t.Context()))(t)) // it has begun
		go func() { moment(t, r); _ = p.Kill() }()
		ctx, cancel := context.WithCancel(t.Context())
		go func() { <-p.Exited(); cancel() }()
		for b, err := q.Get(ctx); ctx.Err() == nil || err == nil; b, err = q.Get(ctx) {
			if err == nil {
				take(b)
			}
		}
		for b, err := q.TryGet(); !errors.Is(err, ipc.ErrEmpty); b, err = q.TryGet() {
			require.NoError(t, err)
			take(b)
		}
	}
	require.NoError(t, q.Detach())
}

// TestKillTaker: what a dead consumer had taken comes again, marked, and none is lost.
func TestKillTaker(t *testing.T) {
	skipUnderRace(t)
	r := rand.New(rand.NewPCG(2, uint64(time.Now().UnixNano())))
	const each = 3
	q := made(ipc.CreateQueue[Block](each, nil))(t)
	defer func() { require.NoError(t, q.Detach()) }()
	redelivered := 0
	for round := range uint64(kills()) {
		for i := range uint64(each) {
			require.NoError(t, q.Put(t.Context(), block(round*each+i)))
		}
		p := start(t, taker, ipc.Give("queue", q))
		if r.IntN(4) > 0 { // some are killed before they have any
			for q.Len() == each {
				runtime.Gosched()
			}
		}
		kill(t, p)
		for i := range uint64(each) {
			task, err := q.Take(t.Context())
			require.NoError(t, err)
			require.True(t, task.Value.whole())
			require.Equal(t, round*each+i, task.Value.N, "in its old place")
			require.LessOrEqual(t, task.Redelivered, 1)
			redelivered += task.Redelivered
			require.NoError(t, task.Done())
		}
		require.NoError(t, q.Join(t.Context()))
	}
	t.Logf("%d of %d came again", redelivered, kills()*each)
	require.NotZero(t, redelivered)
}

// TestKillSender: at the other end of a pipe come whole messages in order, then the end,
// whenever the sender dies; if that was in the middle of one, the receiver is told.
func TestKillSender(t *testing.T) {
	skipUnderRace(t)
	r := rand.New(rand.NewPCG(3, uint64(time.Now().UnixNano())))
	torn := 0
	for range kills() {
		pipe := made(ipc.CreatePipe(1 << 16))(t)
		p := start(t, sender, ipc.Give("pipe", pipe))
		var buf []byte
		var err error
		for n := uint64(0); ; n++ {
			if buf, err = pipe.Receive(t.Context(), buf); err != nil {
				break
			}
			got, err := number(buf)
			require.NoError(t, err)
			require.Equal(t, n, got)
			if n == 0 {
				go func() { moment(t, r); _ = p.Kill() }()
			}
		}
		if errors.Is(err, io.ErrUnexpectedEOF) {
			torn++
			_, err = pipe.Receive(t.Context(), buf)
		}
		require.ErrorIs(t, err, io.EOF)
		require.ErrorIs(t, err, ipc.ErrPeerDied)
		require.ErrorIs(t, pipe.Send(t.Context(), nil), ipc.ErrPeerDied)
		require.NoError(t, pipe.Close())
		<-p.Exited()
	}
	t.Logf("%d of %d died in the middle of a message in pieces", torn, kills())
}

// TestKillHolder: the lock of a dead holder goes to the next, who is told, and its
// permits come back; many times, at any moment.
func TestKillHolder(t *testing.T) {
	skipUnderRace(t)
	r := rand.New(rand.NewPCG(4, uint64(time.Now().UnixNano())))
	l, s := made(ipc.CreateLock())(t), made(ipc.CreateSemaphore(2))(t)
	defer func() { require.NoError(t, l.Detach()); require.NoError(t, s.Detach()) }()
	deaths := 0
	for range kills() {
		ready := made(ipc.CreateEvent())(t)
		p := start(t, holder, ipc.Give("lock", l), ipc.Give("semaphore", s), ipc.Give("ready", ready))
		other := start(t, holder, ipc.Give("lock", l), ipc.Give("semaphore", s), ipc.Give("ready", ready))
		require.NoError(t, ready.Wait(t.Context()))
		moment(t, r)
		kill(t, p)
		moment(t, r)
		kill(t, other)
		require.NoError(t, ready.Detach())
		h, err := l.Lock(t.Context())
		require.NoError(t, err)
		if pid, died := h.OwnerDied(); died {
			deaths++
			require.Contains(t, []int{p.Pid(), other.Pid()}, pid)
			require.NoError(t, h.Consistent())
		}
		require.NoError(t, s.Acquire(t.Context(), 2), "all permits are back")
		require.NoError(t, s.Release(2))
		require.NoError(t, h.Unlock())
	}
	t.Logf("%d of %d died with the lock", deaths, kills())
}

// TestWaiterIsTold: who waits for a holder gets the lock when that is killed, not when
// some time is over; a stopped holder is waited for.
func TestWaiterIsTold(t *testing.T) {
	skipUnderRace(t)
	for range max(kills()/10, 2) {
		l, s, ready := made(ipc.CreateLock())(t), made(ipc.CreateSemaphore(2))(t), made(ipc.CreateEvent())(t)
		p := start(t, sitter, ipc.Give("lock", l), ipc.Give("semaphore", s), ipc.Give("ready", ready))
		require.NoError(t, ready.Wait(t.Context()))
		_, err := l.TryLock()
		require.ErrorIs(t, err, ipc.ErrLocked)
		require.False(t, s.TryAcquire(1))

		require.NoError(t, p.Signal(syscall.SIGSTOP))
		_, err = l.Lock(soon(t))
		require.ErrorIs(t, err, context.DeadlineExceeded, "who is stopped is not dead")
		require.ErrorIs(t, s.Acquire(soon(t), 1), context.DeadlineExceeded)
		require.NoError(t, p.Signal(syscall.SIGCONT))

		locked, acquired := make(chan ipc.Hold), make(chan error)
		go func() { h, _ := l.Lock(context.Background()); locked <- h }()
		go func() { acquired <- s.Acquire(context.Background(), 2) }()
		begin := time.Now()
		require.NoError(t, p.Kill())
		h := <-locked
		t.Logf("told after %v", time.Since(begin))
		require.NoError(t, <-acquired)
		pid, died := h.OwnerDied()
		require.True(t, died)
		require.Equal(t, p.Pid(), pid)
		require.NoError(t, h.Unlock(), "without a word that all is right again")
		_, err = l.Lock(t.Context())
		require.ErrorIs(t, err, ipc.ErrNotRecoverable)
		_, err = l.TryLock()
		require.ErrorIs(t, err, ipc.ErrNotRecoverable)
		for _, h := range []interface{ Detach() error }{l, s, ready} {
			require.NoError(t, h.Detach())
		}
		<-p.Exited()
	}
}
