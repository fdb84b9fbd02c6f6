package ring_test

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/ipc/internal/ring"
)

// benchCapacity is that of the rings that are measured.
var benchCapacity = func() int {
	n, _ := strconv.Atoi(os.Getenv("CAPA"))
	if n == 0 {
		n = 1 << 20
	}
	return n
}()

// A link is what is measured: messages one way and another way back.
type link interface {
	Send(ctx context.Context, msg []byte) error
	Receive(ctx context.Context, buf []byte) ([]byte, error)
}

// both is one process's ends of two rings.
type both struct {
	*ring.Writer
	*ring.Reader
}

// stream is one process's ends of two pipes, with a length before each message.
type stream struct {
	in, out *os.File
	buf     []byte
}

func (s *stream) Send(_ context.Context, msg []byte) error {
	s.buf = append(binary.LittleEndian.AppendUint32(s.buf[:0], uint32(len(msg))), msg...)
	_, err := s.out.Write(s.buf)
	return err
}

func (s *stream) Receive(_ context.Context, buf []byte) ([]byte, error) {
	var size [4]byte
	if _, err := io.ReadFull(s.in, size[:]); err != nil {
		return buf[:0], err
	}
	n := int(binary.LittleEndian.Uint32(size[:]))
	if cap(buf) < n {
		buf = make([]byte, n)
	}
	_, err := io.ReadFull(s.in, buf[:n])
	return buf[:n], err
}

func ends(t testing.TB, there, back []byte, o ring.Options) both {
	w, err := ring.NewWriter(there, o)
	require.NoError(t, err)
	r, err := ring.NewReader(back, o)
	require.NoError(t, err)
	return both{w, r}
}

// links are the ways two sides can be joined; each returns the near end, and the
// far end runs serve.
var links = []struct {
	name string
	open func(b *testing.B, role string) link
}{
	{"ring2g", func(b *testing.B, role string) link { return inProcess(b, role, ring.Options{Parker: futex{}}) }},
	{"ring2p", func(b *testing.B, role string) link { return twoProcesses(b, role, "") }},
	{"sleep2p", func(b *testing.B, role string) link { return twoProcesses(b, role, "nospin") }},
	{"pipe2p", func(b *testing.B, role string) link {
		in1, out1, err := os.Pipe()
		require.NoError(b, err)
		in2, out2, err := os.Pipe()
		require.NoError(b, err)
		start(b, role, "pipe", in1, out2)
		_, _ = in1.Close(), out2.Close()
		b.Cleanup(func() { _, _ = in2.Close(), out1.Close() })
		return &stream{in: in2, out: out1}
	}},
}

func inProcess(b *testing.B, role string, o ring.Options) link {
	_, there := memory(b, ring.Size(benchCapacity))
	_, back := memory(b, ring.Size(benchCapacity))
	require.NoError(b, ring.Format(there))
	require.NoError(b, ring.Format(back))
	far, near := ends(b, back, there, o), ends(b, there, back, o)
	done := make(chan struct{})
	go func() {
		defer close(done)
		serve(role, far)
	}()
	b.Cleanup(func() {
		near.Writer.Close()
		<-done
	})
	return near
}

func twoProcesses(b *testing.B, role, option string) link {
	f1, there := memory(b, ring.Size(benchCapacity))
	f2, back := memory(b, ring.Size(benchCapacity))
	require.NoError(b, ring.Format(there))
	require.NoError(b, ring.Format(back))
	near := ends(b, there, back, ring.Options{Parker: futex{}, NoSpin: option != ""})
	b.Cleanup(func() { s1, _ := ring.Look(there); s2, _ := ring.Look(back); fmt.Println(s1, s2) })
	cmd := start(b, role, "ring"+option, f1, f2)
	b.Cleanup(func() {
		near.Writer.Close()
		_ = cmd.Wait()
	})
	return near
}

func start(t testing.TB, role, kind string, files ...*os.File) *exec.Cmd {
	cmd := exec.Command("/proc/self/exe")
	cmd.Env = append(os.Environ(), childKey+"=bench", "ROLE="+role, "KIND="+kind)
	cmd.ExtraFiles = files
	cmd.Stderr = os.Stderr
	require.NoError(t, cmd.Start())
	return cmd
}

func init() {
	children["bench"] = func() {
		one, two := os.NewFile(3, ""), os.NewFile(4, "")
		if os.Getenv("KIND") == "pipe" {
			serve(os.Getenv("ROLE"), &stream{in: one, out: two})
			return
		}
		o := ring.Options{Parker: futex{}, NoSpin: os.Getenv("KIND") == "ringnospin"}
		there, err := mapping(one, ring.Size(benchCapacity))
		check(err)
		back, err := mapping(two, ring.Size(benchCapacity))
		check(err)
		r, err := ring.NewReader(there, o)
		check(err)
		w, err := ring.NewWriter(back, o)
		check(err)
		serve(os.Getenv("ROLE"), both{w, r})
	}
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

// serve is the far end: echo sends each message back; sink answers the ones that
// ask for it by being empty.
func serve(role string, l link) {
	ctx := context.Background()
	buf := make([]byte, 0, 1<<20)
	for {
		var err error
		if buf, err = l.Receive(ctx, buf); err != nil {
			return
		}
		if role == "echo" || len(buf) == 0 {
			if l.Send(ctx, buf) != nil {
				return
			}
		}
	}
}

func BenchmarkRoundTrip(b *testing.B) {
	bench(b, "echo", func(b *testing.B, l link, msg []byte) {
		ctx := context.Background()
		buf := make([]byte, 0, 1<<20)
		for b.Loop() {
			check(l.Send(ctx, msg))
			var err error
			buf, err = l.Receive(ctx, buf)
			check(err)
		}
	})
}

func BenchmarkOneWay(b *testing.B) {
	bench(b, "sink", func(b *testing.B, l link, msg []byte) {
		ctx := context.Background()
		for b.Loop() {
			check(l.Send(ctx, msg))
		}
		check(l.Send(ctx, nil))
		_, err := l.Receive(ctx, nil)
		check(err)
	})
}

func bench(b *testing.B, role string, run func(b *testing.B, l link, msg []byte)) {
	for _, size := range []int{8, 64, 1 << 10, 64 << 10, 1 << 20} {
		for _, impl := range links {
			b.Run(fmt.Sprintf("impl=%s/size=%d", impl.name, size), func(b *testing.B) {
				l := impl.open(b, role)
				b.SetBytes(int64(size))
				run(b, l, make([]byte, size))
			})
		}
	}
}

func BenchmarkMemcpy(b *testing.B) {
	for _, size := range []int{64, 1 << 10, 64 << 10, 1 << 20} {
		b.Run(fmt.Sprintf("impl=copy/size=%d", size), func(b *testing.B) {
			from, to := make([]byte, size), make([]byte, size)
			b.SetBytes(int64(size))
			for b.Loop() {
				copy(to, from)
			}
		})
	}
}
