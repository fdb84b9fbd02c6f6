package gc_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"underhood/gc"
)

// sink keeps results alive, so that no work can be left out.
var sink int

const benchSize = 1_000_000

func bench(b *testing.B, hook bool) *gc.Heap {
	b.Helper()
	opts := []gc.Option{gc.WithoutAutomatic()}
	if hook {
		opts = append(opts, gc.WithHook(func(e gc.Event) { sink += int(e.Kind) }))
	}
	return gc.New(opts...)
}

func benchTree(b testing.TB, h *gc.Heap, depth int) gc.Ref {
	n := must(h.NewInstance(2))
	if depth > 0 {
		for i := range 2 {
			if err := h.Give(n, i, benchTree(b, h, depth-1)); err != nil {
				b.Fatal(err)
			}
		}
	}
	return n
}

func benchRandom(b testing.TB, h *gc.Heap, n int) {
	refs := make([]gc.Ref, n)
	for i := range refs {
		refs[i] = must(h.NewInstance(2))
	}
	rnd := rand.New(rand.NewPCG(1, 1))
	for _, r := range refs {
		for i := range 2 {
			if err := h.Set(r, i, refs[rnd.IntN(n)]); err != nil {
				b.Fatal(err)
			}
		}
	}
	for _, r := range refs[1:] {
		if err := h.DecRef(r); err != nil {
			b.Fatal(err)
		}
	}
}

func benchRings(b testing.TB, h *gc.Heap, rings, size int) {
	for range rings {
		head := chain(b, h, size, false)
		last := head
		for range size - 1 {
			last = must(h.Get(last, 0))
		}
		if err := h.Give(last, 0, head); err != nil {
			b.Fatal(err)
		}
	}
}

// A live heap is looked at in full and nothing is freed.
func BenchmarkCollectLive(b *testing.B) {
	shapes := []struct {
		name string
		make func(h *gc.Heap)
	}{
		{"chain", func(h *gc.Heap) { chain(b, h, benchSize, false) }},
		{"tree", func(h *gc.Heap) { benchTree(b, h, 19) }},
		{"random", func(h *gc.Heap) { benchRandom(b, h, benchSize) }},
	}
	collectors := []struct {
		name string
		run  func(h *gc.Heap) (int, error)
	}{
		{"trial", func(h *gc.Heap) (int, error) { return h.Collect(2) }},
		{"sweep", (*gc.Heap).MarkSweep},
	}
	for _, s := range shapes {
		h := bench(b, false)
		s.make(h)
		for _, c := range collectors {
			b.Run(fmt.Sprintf("shape=%s/n=1M/impl=%s", s.name, c.name), func(b *testing.B) {
				for b.Loop() {
					sink += must(c.run(h))
				}
				b.ReportMetric(float64(h.Len()), "objects")
			})
		}
	}
}

func BenchmarkCollectRings(b *testing.B) {
	for _, size := range []int{1, 10, 1000} {
		b.Run(fmt.Sprintf("shape=ring%d/n=1M", size), func(b *testing.B) {
			h := bench(b, false)
			for b.Loop() {
				b.StopTimer()
				benchRings(b, h, benchSize/size, size)
				b.StartTimer()
				n := must(h.Collect(2))
				if n != benchSize {
					b.Fatal(n)
				}
				sink += n
			}
		})
	}
}

func BenchmarkDecRef(b *testing.B) {
	shapes := []struct {
		name string
		make func(h *gc.Heap) gc.Ref
	}{
		{"chain", func(h *gc.Heap) gc.Ref { return chain(b, h, benchSize, false) }},
		{"lists", func(h *gc.Heap) gc.Ref { return chain(b, h, benchSize, true) }},
		{"tree", func(h *gc.Heap) gc.Ref { return benchTree(b, h, 19) }},
	}
	for _, s := range shapes {
		b.Run(fmt.Sprintf("shape=%s/n=1M", s.name), func(b *testing.B) {
			h := bench(b, false)
			for b.Loop() {
				b.StopTimer()
				r := s.make(h)
				b.StartTimer()
				if err := h.DecRef(r); err != nil || h.Len() != 0 {
					b.Fatal(err, h.Len())
				}
			}
		})
	}
}

// One object after the other: what a program does all day.
func BenchmarkOperation(b *testing.B) {
	for _, hook := range []bool{false, true} {
		h := bench(b, hook)
		a, x := must(h.NewInstance(1)), must(h.NewInstance(0))
		g := h.Globals()
		name := map[bool]string{false: "nil", true: "set"}[hook]
		for op, do := range map[string]func() error{
			"new": func() error { return h.DecRef(must(h.NewInstance(2))) },
			"set": func() error { return h.Set(a, 0, x) },
			"ref": func() error {
				if err := h.IncRef(x); err != nil {
					return err
				}
				return h.DecRef(x)
			},
			"bind": func() error { return g.Bind("x", x) },
		} {
			b.Run(fmt.Sprintf("op=%s/hook=%s", op, name), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if err := do(); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// The binary trees of the benchmarks game, with the collector on and off.
func BenchmarkBinaryTrees(b *testing.B) {
	const depth = 14
	for _, auto := range []bool{true, false} {
		b.Run(fmt.Sprintf("depth=%d/auto=%v", depth, auto), func(b *testing.B) {
			for b.Loop() {
				h := gc.New()
				if !auto {
					sink += must(0, h.Disable())
				}
				long := benchTree(b, h, depth)
				for d := 4; d <= depth; d += 4 {
					for range 1 << (depth - d + 4) {
						t := benchTree(b, h, d)
						sink += h.Len()
						if err := h.DecRef(t); err != nil {
							b.Fatal(err)
						}
					}
				}
				if err := h.DecRef(long); err != nil || h.Len() != 0 {
					b.Fatal(err, h.Len())
				}
			}
		})
	}
}
