package ring_test

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
	"unsafe"

	"github.com/stretchr/testify/require"

	"underhood/ipc/internal/ring"
)

// benchCapacity is that of the rings that are measured. Half of it takes the
// largest loan.
const benchCapacity = 4 << 20

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
	t.Helper()
	w, err := ring.NewWriter(there, o)
	require.NoError(t, err)
	r, err := ring.NewReader(back, o)
	require.NoError(t, err)
	return both{w, r}
}

// A way is how two sides are joined. It returns the near end; the far one runs
// serve with the role.
type way func(b *testing.B, role string) link

var ways = []struct {
	impl string
	open way
}{
	{"ring", twoProcesses("ring")},
	{"ring-sleep", twoProcesses("ringnospin")},
	{"ring-goroutines", goroutines},
	{"pipe", pipes},
}

func goroutines(b *testing.B, role string) link {
	_, there := memory(b, ring.Size(benchCapacity))
	_, back := memory(b, ring.Size(benchCapacity))
	require.NoError(b, ring.Format(there))
	require.NoError(b, ring.Format(back))
	o := ring.Options{Parker: bedroom{}}
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

func twoProcesses(kind string) way {
	return func(b *testing.B, role string) link {
		f1, there := memory(b, ring.Size(benchCapacity))
		f2, back := memory(b, ring.Size(benchCapacity))
		require.NoError(b, ring.Format(there))
		require.NoError(b, ring.Format(back))
		near := ends(b, there, back, ring.Options{Parker: bedroom{}, NoSpin: kind != "ring"})
		cmd := start(b, "bench", role+" "+kind, f1, f2)
		b.Cleanup(func() {
			near.Writer.Close()
			_ = cmd.Wait()
		})
		return near
	}
}

func pipes(b *testing.B, role string) link {
	in1, out1, err := os.Pipe()
	require.NoError(b, err)
	in2, out2, err := os.Pipe()
	require.NoError(b, err)
	cmd := start(b, "bench", role+" pipe", in1, out2)
	_, _ = in1.Close(), out2.Close()
	b.Cleanup(func() {
		_, _ = in2.Close(), out1.Close()
		_ = cmd.Wait()
	})
	return &stream{in: in2, out: out1}
}

func init() {
	children["bench"] = func() {
		go childLife()
		role, kind, _ := strings.Cut(childArg(), " ")
		if kind == "pipe" {
			serve(role, &stream{in: os.NewFile(3, "in"), out: os.NewFile(4, "out")})
			return
		}
		o := ring.Options{Parker: bedroom{}, NoSpin: kind != "ring"}
		size := ring.Size(benchCapacity)
		r, err := ring.NewReader(inherited(0, size), o)
		check(err)
		w, err := ring.NewWriter(inherited(1, size), o)
		check(err)
		serve(role, both{w, r})
		w.Close()
	}
}

// serve is the far end. An echo sends each message back; a sink answers those
// that are empty; an adder borrows each one and sends the sum of its words, a
// lender its length.
func serve(role string, l link) {
	ctx := context.Background()
	buf := make([]byte, 0, 1<<20)
	for {
		var err error
		switch role {
		case "adder", "lender":
			var b ring.Borrow
			if b, err = l.(both).Borrow(ctx); err == nil { //nolint:errcheck // only rings have them
				answer := uint64(len(b.Bytes()))
				if role == "adder" {
					answer = sum(b.Bytes())
				}
				buf = binary.LittleEndian.AppendUint64(buf[:0], answer)
				b.Release()
			}
		default:
			buf, err = l.Receive(ctx, buf)
		}
		if err != nil {
			return
		}
		if role != "sink" || len(buf) == 0 {
			if l.Send(ctx, buf) != nil {
				return
			}
		}
	}
}

// wordsOf is a message as words: a loan begins at a multiple of 8.
func wordsOf(msg []byte) []uint64 {
	return unsafe.Slice((*uint64)(unsafe.Pointer(&msg[0])), len(msg)/8)
}

func sum(msg []byte) (total uint64) {
	for _, word := range wordsOf(msg) {
		total += word
	}
	return total
}

func fill(msg []byte, value uint64) {
	for i := range wordsOf(msg) {
		wordsOf(msg)[i] = value
	}
}

var benchSizes = []int{8, 64, 1 << 10, 64 << 10, 1 << 20}

func bench(b *testing.B, role string, run func(b *testing.B, l link, msg []byte)) {
	for _, size := range benchSizes {
		for _, way := range ways {
			b.Run(fmt.Sprintf("impl=%s/size=%d", way.impl, size), func(b *testing.B) {
				l := way.open(b, role)
				b.ReportAllocs()
				run(b, l, make([]byte, size))
			})
		}
	}
}

// BenchmarkRoundTrip is a message there and the same one back.
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

// BenchmarkOneWay is a message until all are copied out at the other side.
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

// BenchmarkBatch is BenchmarkOneWay for 32 messages published with one store;
// the time is that of one message.
func BenchmarkBatch(b *testing.B) {
	for _, size := range benchSizes[:3] {
		b.Run(fmt.Sprintf("impl=ring/size=%d", size), func(b *testing.B) {
			l := twoProcesses("ring")(b, "sink").(both) //nolint:errcheck // it is
			ctx := context.Background()
			batch := make([][]byte, 32)
			for i := range batch {
				batch[i] = make([]byte, size)
			}
			left := 0
			for b.Loop() { // counts messages
				if left == 0 {
					_, err := l.SendBatch(ctx, batch)
					check(err)
					left = len(batch)
				}
				left--
			}
			check(l.Send(ctx, nil))
			_, err := l.Receive(ctx, nil)
			check(err)
		})
	}
}

// BenchmarkLoan is a message made in place, summed in place at the other side,
// and the sum sent back. The impl alone does both in one goroutine's memory.
func BenchmarkLoan(b *testing.B) {
	const size = 1 << 20
	b.Run(fmt.Sprintf("impl=alone/size=%d", size), func(b *testing.B) {
		msg := make([]byte, size)
		total := uint64(0)
		for b.Loop() {
			fill(msg, total)
			total += sum(msg)
		}
	})
	for _, touch := range []bool{true, false} {
		name := map[bool]string{true: "ring", false: "ring-untouched"}[touch]
		b.Run(fmt.Sprintf("impl=%s/size=%d", name, size), func(b *testing.B) {
			role := map[bool]string{true: "adder", false: "lender"}[touch]
			l := twoProcesses("ring")(b, role).(both) //nolint:errcheck // it is
			ctx := context.Background()
			var buf []byte
			for b.Loop() {
				loan, err := l.Loan(ctx, size)
				check(err)
				if touch {
					fill(loan.Bytes(), uint64(len(buf)))
				}
				check(loan.Commit(size))
				buf, err = l.Receive(ctx, buf)
				check(err)
			}
		})
	}
}

// BenchmarkCopy is what one processor does alone.
func BenchmarkCopy(b *testing.B) {
	for _, size := range benchSizes {
		b.Run(fmt.Sprintf("impl=memcpy/size=%d", size), func(b *testing.B) {
			from, to := make([]byte, size), make([]byte, size)
			for b.Loop() {
				copy(to, from)
			}
		})
	}
}

// BenchmarkBurst is 1,000 round trips after both sides have slept: the time is that of one,
// with what it takes to find out that spinning is worth it.
func BenchmarkBurst(b *testing.B) {
	const burst = 1000
	for _, way := range ways {
		b.Run("impl="+way.impl, func(b *testing.B) {
			l := way.open(b, "echo")
			ctx := context.Background()
			buf := make([]byte, 8)
			var samples []float64
			for b.Loop() {
				<-time.NewTimer(20 * time.Millisecond).C // both sides are asleep by then
				begun := time.Now()
				for range burst {
					check(l.Send(ctx, buf))
					var err error
					buf, err = l.Receive(ctx, buf)
					check(err)
				}
				samples = append(samples, float64(time.Since(begun).Nanoseconds())/burst)
			}
			slices.Sort(samples)
			b.ReportMetric(samples[len(samples)/2], "ns/message")
		})
	}
}
