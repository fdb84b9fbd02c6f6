package terminal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"underhood/internal/show"
)

// pty is a terminal of our own: what is written to keys is typed, what the
// program draws is kept.
type pty struct {
	keys *os.File // the master side
	tty  *os.File

	mu    sync.Mutex
	drawn bytes.Buffer
	news  chan struct{} // has room for one: something was drawn
	done  chan struct{} // closed when nothing more can be drawn
}

// openPty opens a terminal of 80 by 24 with the kernel's own calls (pty(7)).
func openPty(t *testing.T) *pty {
	t.Helper()
	fd, err := unix.Open("/dev/ptmx", unix.O_RDWR|unix.O_NOCTTY|unix.O_CLOEXEC|unix.O_NONBLOCK, 0)
	if err != nil {
		t.Skip("no pseudo-terminal here: ", err)
	}
	master := os.NewFile(uintptr(fd), "/dev/ptmx")
	require.NoError(t, unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0))
	n, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	require.NoError(t, err)
	tty, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY, 0)
	require.NoError(t, err)
	require.NoError(t, unix.IoctlSetWinsize(int(tty.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Row: 24, Col: 80}))
	p := &pty{keys: master, tty: tty, news: make(chan struct{}, 1), done: make(chan struct{})}
	go p.watch()
	t.Cleanup(func() {
		require.NoError(t, tty.Close())
		require.NoError(t, master.Close())
		<-p.done
	})
	return p
}

// watch keeps what is drawn until the terminal closes.
func (p *pty) watch() {
	defer close(p.done)
	buf := make([]byte, 4096)
	for {
		n, err := p.keys.Read(buf)
		p.mu.Lock()
		p.drawn.Write(buf[:n])
		p.mu.Unlock()
		select {
		case p.news <- struct{}{}:
		default:
		}
		if err != nil {
			return
		}
	}
}

// until waits for text to be drawn.
func (p *pty) until(text string) {
	for {
		p.mu.Lock()
		found := bytes.Contains(p.drawn.Bytes(), []byte(text))
		p.mu.Unlock()
		if found {
			return
		}
		select {
		case <-p.news:
		case <-p.done:
			return
		}
	}
}

// all is what was drawn so far.
func (p *pty) all() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.drawn.String()
}

// play plays a tape on p while meanwhile runs, and checks that the terminal is
// left as it was found.
func (p *pty) play(t *testing.T, ctx context.Context, tape show.Tape, meanwhile func()) error {
	t.Helper()
	before, err := unix.IoctlGetTermios(int(p.tty.Fd()), unix.TCGETS)
	require.NoError(t, err)
	var wg sync.WaitGroup
	wg.Go(meanwhile)
	played := Play(ctx, tape, show.Screen{In: p.tty, Out: p.tty, Speed: 1})
	wg.Wait()
	after, err := unix.IoctlGetTermios(int(p.tty.Fd()), unix.TCGETS)
	require.NoError(t, err)
	require.Equal(t, before, after, "line mode")
	p.until("\x1b[?1049l")
	p.until("\x1b[?25h")
	require.Contains(t, p.all(), "\x1b[?1049h", "it had a screen of its own")
	return played
}

func TestPlayOnATerminal(t *testing.T) {
	p := openPty(t)
	err := p.play(t, context.Background(), countTape(5, -1), func() {
		p.until("number 0")
		_, err := io.WriteString(p.keys, "G")
		require.NoError(t, err)
		p.until("the end")
		_, err = io.WriteString(p.keys, "q")
		require.NoError(t, err)
	})
	require.NoError(t, err)
}

func TestPlayEndsWithItsContext(t *testing.T) {
	p := openPty(t)
	why := errors.New("enough")
	ctx, cancel := context.WithCancelCause(context.Background())
	err := p.play(t, ctx, countTape(5, -1), func() {
		p.until("number 0")
		cancel(why)
	})
	require.ErrorIs(t, err, why)
}

func TestPlaySurvivesAPanicOfTheView(t *testing.T) {
	p := openPty(t)
	err := p.play(t, context.Background(), countTape(5, 5), func() {
		p.until("number 0")
		_, err := io.WriteString(p.keys, "G")
		require.NoError(t, err)
	})
	require.ErrorContains(t, err, "no picture of 5")
}

func TestPlayDoesNotStartAfterItsEnd(t *testing.T) {
	p := openPty(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	require.ErrorIs(t, Play(ctx, countTape(1, -1), show.Screen{In: p.tty, Out: p.tty}), context.Canceled)
	require.Empty(t, p.all())
}

func TestPlayEndsOnTerm(t *testing.T) {
	p := openPty(t)
	err := p.play(t, context.Background(), countTape(5, -1), func() {
		p.until("number 0")
		require.NoError(t, unix.Kill(os.Getpid(), unix.SIGTERM))
	})
	require.NoError(t, err)
}
