package ring_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"sync/atomic"
	"syscall"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"

	"underhood/ipc/internal/ring"
)

// killCapacity is small, so that a writer is often in the middle of something.
const killCapacity = 1 << 12

// start runs this test binary in a role, with files from descriptor 3 on.
func start(t testing.TB, role, arg string, files ...*os.File) *exec.Cmd {
	t.Helper()
	cmd := exec.Command("/proc/self/exe")
	cmd.Env = append(os.Environ(), childKey+"="+role, childKey+"_ARG="+arg)
	cmd.ExtraFiles = files
	cmd.Stderr = os.Stderr
	_, err := cmd.StdinPipe() // see childLife
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	return cmd
}

// childLife ends a child when its parent is gone, however that went.
func childLife() {
	_, _ = io.Copy(io.Discard, os.Stdin)
	os.Exit(3)
}

// inherited maps the n-th file that start passed.
func inherited(n, size int) []byte {
	region, err := mapping(os.NewFile(uintptr(3+n), "inherited"), size)
	check(err)
	return region
}

func childArg() string { return os.Getenv(childKey + "_ARG") }

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func init() {
	children["produce"] = func() {
		go childLife()
		w, err := ring.NewWriter(inherited(0, ring.Size(killCapacity)), ring.Options{Parker: bedroom{}})
		check(err)
		round, err := strconv.Atoi(childArg())
		check(err)
		rng := rand.New(rand.NewPCG(uint64(round), 0))
		for number := round << 20; ; number++ {
			check(produceOne(context.Background(), w, number, rng))
		}
	}
	children["consume"] = func() {
		go childLife()
		region := inherited(0, ring.Size(killCapacity)+notes)
		r, err := ring.NewReader(region, ring.Options{Parker: bedroom{}})
		check(err)
		last, starts := noted(region)
		for spare := atomic.AddUint64(starts, 1); ; spare = 0 {
			msg, err := r.Receive(context.Background(), nil)
			if err == io.EOF {
				return
			}
			check(err)
			number, before := binary.LittleEndian.Uint64(msg), atomic.LoadUint64(last)
			if !bytes.Equal(msg, numbered(int(number), len(msg))) {
				panic(fmt.Sprintf("message %d of %d bytes is torn", number, len(msg)))
			}
			// A reader that was killed may have taken one more than it noted.
			if step := number - before; step < 1 || step > 1+spare {
				panic(fmt.Sprintf("message %d after %d, and %d readers have begun", number, before, spare))
			}
			atomic.StoreUint64(last, number)
			atomic.StoreUint64(starts, 0)
		}
	}
	children["scribble"] = func() {
		go childLife()
		region := inherited(0, ring.Size(killCapacity))
		rng := rand.New(rand.NewPCG(1, 1))
		for {
			word := (*uint64)(unsafe.Pointer(&region[8*rng.IntN(len(region)/8)]))
			switch rng.IntN(3) {
			case 0:
				atomic.StoreUint64(word, rng.Uint64())
			case 1:
				atomic.StoreUint64(word, (headerMark|rng.Uint64N(16))<<32|rng.Uint64N(100))
			default:
				atomic.AddUint64((*uint64)(unsafe.Pointer(&region[headAt])), 8*rng.Uint64N(2))
			}
		}
	}
}

const notes = 16 // bytes after the ring

// noted is where a consumer notes the last message that it has, and how many consumers
// have begun since then.
func noted(region []byte) (last, starts *uint64) {
	at := region[ring.Size(killCapacity):]
	return (*uint64)(unsafe.Pointer(&at[0])), (*uint64)(unsafe.Pointer(&at[8]))
}

// numbered returns a message that begins with its number.
func numbered(number, n int) []byte {
	msg := message(number, max(n, 8))
	binary.LittleEndian.PutUint64(msg, uint64(number))
	return msg
}

// produceOne sends one message in one of the ways there are.
func produceOne(ctx context.Context, w *ring.Writer, number int, rng *rand.Rand) error {
	switch rng.IntN(4) {
	case 0:
		return w.Send(ctx, numbered(number, rng.IntN(4*killCapacity)))
	case 1:
		msg := numbered(number, rng.IntN(w.Largest()))
		l, err := w.Loan(ctx, len(msg))
		if err != nil {
			return err
		}
		copy(l.Bytes(), msg)
		return l.Commit(len(msg))
	default:
		return w.Send(ctx, numbered(number, rng.IntN(100)))
	}
}

// killRounds is how many processes the kill tests kill.
func killRounds() int {
	switch {
	case testing.Short():
		return 20
	case os.Getenv("UNDERHOOD_FULL") != "":
		return 500
	}
	return 200
}

// Writers that are killed at any moment, one after the other on one ring: what
// arrives is whole, in order and there once, and a message that was begun is
// told apart from an end between two.
func TestKilledWriter(t *testing.T) {
	file, region := memory(t, ring.Size(killCapacity))
	require.NoError(t, ring.Format(region))
	var gone atomic.Bool
	r, err := ring.NewReader(region, ring.Options{Parker: bedroom{}, PeerGone: gone.Load})
	require.NoError(t, err)
	rng := rand.New(rand.NewPCG(1, 2))
	torn, whole := 0, 0
	for round := range killRounds() {
		gone.Store(false)
		cmd := start(t, "produce", strconv.Itoa(round), file)
		ctx, cancel := context.WithCancel(t.Context())
		kill := make(chan struct{})
		go func() {
			<-kill
			_ = cmd.Process.Kill()
			_ = cmd.Wait()
			gone.Store(true)
			cancel()
		}()
		killAt := rng.IntN(300)
		var buf []byte
		for number := round << 20; ; number++ {
			if number&0xfffff == killAt {
				close(kill)
			}
			buf, err = r.Receive(ctx, buf)
			if errors.Is(err, context.Canceled) { // between two pieces that were there: it goes on
				buf, err = r.Receive(t.Context(), buf)
			}
			if err != nil {
				break
			}
			require.True(t, bytes.Equal(numbered(number, len(buf)), buf), "message %#x of %d bytes", number, len(buf))
			whole++
		}
		if err == io.ErrUnexpectedEOF {
			torn++
			_, err = r.Receive(ctx, nil)
		}
		require.Equal(t, ring.ErrPeerGone, err)
		require.Equal(t, syscall.SIGKILL, cmd.ProcessState.Sys().(syscall.WaitStatus).Signal()) //nolint:errcheck // it is one on Linux
	}
	t.Logf("%d messages of %d writers, %d of which were killed in the middle of a long one", whole, killRounds(), torn)
}

// Readers that are killed at any moment: the next one goes on without a gap.
func TestKilledReader(t *testing.T) {
	file, region := memory(t, ring.Size(killCapacity)+notes)
	require.NoError(t, ring.Format(region[:ring.Size(killCapacity)]))
	var gone atomic.Bool
	w, err := ring.NewWriter(region, ring.Options{Parker: bedroom{}, PeerGone: gone.Load})
	require.NoError(t, err)
	rng := rand.New(rand.NewPCG(3, 4))
	number := 0
	for range killRounds() / 2 {
		gone.Store(false)
		cmd := start(t, "consume", "", file)
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() {
			_ = cmd.Wait()
			gone.Store(true)
			cancel()
			close(ended)
		}()
		killAt := number + 1 + rng.IntN(200)
		for number < killAt {
			require.NoError(t, produceOne(ctx, w, number+1, rng), "it ended by itself")
			number++
		}
		require.NoError(t, cmd.Process.Kill())
		// One message more is under way when the reader goes. A long one that
		// its end interrupts was not sent.
		err := w.Send(ctx, numbered(number+1, rng.IntN(3*killCapacity)))
		if err == nil {
			number++
		} else {
			require.True(t, err == ring.ErrPeerGone || errors.Is(err, context.Canceled), err)
		}
		<-ended
		require.Equal(t, syscall.SIGKILL, cmd.ProcessState.Sys().(syscall.WaitStatus).Signal(), "it found a fault") //nolint:errcheck // it is one on Linux
	}
	gone.Store(false)
	cmd := start(t, "consume", "", file)
	w.Close()
	require.NoError(t, cmd.Wait())
	last, starts := noted(region)
	require.LessOrEqual(t, uint64(number)-atomic.LoadUint64(last), atomic.LoadUint64(starts))
}

// A process that writes anything anywhere at any time.
func TestScribblingPeer(t *testing.T) {
	file, region := memory(t, ring.Size(killCapacity))
	o := ring.Options{Parker: bedroom{}, NoSpin: true, MaxMessage: 1 << 20}
	for round := range 5 {
		clear(region)
		require.NoError(t, ring.Format(region))
		w, err := ring.NewWriter(region, o)
		require.NoError(t, err)
		r, err := ring.NewReader(region, o)
		require.NoError(t, err)
		cmd := start(t, "scribble", strconv.Itoa(round), file)
		rng := rand.New(rand.NewPCG(uint64(round), 5))
		var writeErr, readErr error
		for i := 0; i < 20000 && !(errors.Is(writeErr, ring.ErrCorrupt) && errors.Is(readErr, ring.ErrCorrupt)); i++ {
			writeErr = w.TrySend(make([]byte, rng.IntN(w.Largest())))
			_, readErr = r.TryReceive(nil)
			for _, err := range []error{writeErr, readErr} {
				require.False(t, errors.Is(err, context.Canceled), err)
			}
			_, _ = ring.Look(region)
			if again, err := ring.NewReader(region, o); err == nil && i%100 == 0 {
				r = again
			}
		}
		require.NoError(t, cmd.Process.Kill())
		_ = cmd.Wait()
	}
}

// Two processes that talk until one closes.
func TestConversation(t *testing.T) {
	for _, kind := range []string{"ring", "ringnospin"} {
		f1, there := memory(t, ring.Size(benchCapacity))
		f2, back := memory(t, ring.Size(benchCapacity))
		require.NoError(t, ring.Format(there))
		require.NoError(t, ring.Format(back))
		cmd := start(t, "bench", "echo "+kind, f1, f2)
		near := ends(t, there, back, ring.Options{Parker: bedroom{}, NoSpin: kind != "ring"})
		var buf []byte
		for number := range 2000 {
			msg := message(number, number*number%3000)
			require.NoError(t, near.Send(t.Context(), msg))
			var err error
			buf, err = near.Receive(t.Context(), buf)
			require.NoError(t, err)
			require.True(t, bytes.Equal(msg, buf))
		}
		near.Writer.Close()
		_, err := near.Receive(t.Context(), nil)
		require.Equal(t, io.EOF, err)
		require.NoError(t, cmd.Wait())
	}
}
