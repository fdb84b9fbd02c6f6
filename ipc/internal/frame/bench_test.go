//go:build unix

package frame

import (
	"context"
	"fmt"
	"io"
	"os"
	"testing"
)

var benchSizes = []int{8, 64, 1 << 10, 64 << 10, 1 << 20}

// A message there and back, between two goroutines. impl=os.Pipe is what there is
// to be had: bytes of a length that both know, without frames.
func BenchmarkRoundTrip(b *testing.B) {
	for _, size := range benchSizes {
		for _, m := range made {
			b.Run(fmt.Sprintf("impl=%s/size=%d", m.name, size), func(b *testing.B) {
				here, there, err := m.pair(0)
				if err != nil {
					b.Fatal(err)
				}
				over := make(chan struct{})
				go func() {
					defer close(over)
					var buf []byte
					for err := error(nil); err == nil; {
						if buf, err = there.Receive(context.Background(), buf); err == nil {
							err = there.Send(context.Background(), buf)
						}
					}
				}()
				msg, buf := make([]byte, size), make([]byte, size)
				ctx := b.Context()
				b.ReportAllocs()
				for b.Loop() {
					if err := here.Send(ctx, msg); err != nil {
						b.Fatal(err)
					}
					if buf, err = here.Receive(ctx, buf); err != nil {
						b.Fatal(err)
					}
				}
				_ = here.Close()
				<-over
				_ = there.Close()
			})
		}
		b.Run(fmt.Sprintf("impl=os.Pipe/size=%d", size), func(b *testing.B) {
			x, y := transports[0].raw(b)
			over := make(chan struct{})
			go func() {
				defer close(over)
				buf := make([]byte, size)
				for err := error(nil); err == nil; {
					if _, err = io.ReadFull(y, buf); err == nil {
						_, err = y.Write(buf)
					}
				}
			}()
			buf := make([]byte, size)
			for b.Loop() {
				if _, err := x.Write(buf); err != nil {
					b.Fatal(err)
				}
				if _, err := io.ReadFull(x, buf); err != nil {
					b.Fatal(err)
				}
			}
			_ = x.Close()
			<-over
		})
	}
}

// Messages one way, time for each.
func BenchmarkOneWay(b *testing.B) {
	for _, size := range benchSizes {
		for _, m := range made {
			b.Run(fmt.Sprintf("impl=%s/size=%d", m.name, size), func(b *testing.B) {
				here, there, err := m.pair(0)
				if err != nil {
					b.Fatal(err)
				}
				over := make(chan struct{})
				go func() {
					defer close(over)
					buf := make([]byte, size)
					for err := error(nil); err == nil; {
						buf, err = there.Receive(context.Background(), buf)
					}
				}()
				msg := make([]byte, size)
				b.SetBytes(int64(size))
				b.ReportAllocs()
				for b.Loop() {
					if err := here.Send(b.Context(), msg); err != nil {
						b.Fatal(err)
					}
				}
				_ = here.Close()
				<-over
				_ = there.Close()
			})
		}
		b.Run(fmt.Sprintf("impl=os.Pipe/size=%d", size), func(b *testing.B) {
			r, w, err := os.Pipe()
			if err != nil {
				b.Fatal(err)
			}
			over := make(chan struct{})
			go func() {
				defer close(over)
				buf := make([]byte, size)
				for err := error(nil); err == nil; {
					_, err = io.ReadFull(r, buf)
				}
			}()
			buf := make([]byte, size)
			b.SetBytes(int64(size))
			for b.Loop() {
				if _, err := w.Write(buf); err != nil {
					b.Fatal(err)
				}
			}
			_ = w.Close()
			<-over
			_ = r.Close()
		})
	}
}
