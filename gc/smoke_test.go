package gc

import "testing"

func build(b *testing.B, n int) (*Heap, Ref) {
	h := New(WithoutAutomatic())
	head, _ := h.NewInstance(1)
	cur := head
	for i := 1; i < n; i++ {
		x, _ := h.NewInstance(1)
		h.Give(cur, 0, x)
		cur = x
	}
	return h, head
}

func BenchmarkChainFree(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		h, head := build(b, 1_000_000)
		b.StartTimer()
		h.DecRef(head)
		if h.Len() != 0 {
			b.Fatal(h.Len())
		}
	}
}
func BenchmarkChainBuild(b *testing.B) {
	for b.Loop() {
		build(b, 1_000_000)
	}
}
func BenchmarkLiveChain(b *testing.B) {
	h, _ := build(b, 1_000_000)
	for b.Loop() {
		h.Collect(2)
	}
}
func tree(h *Heap, d int) Ref {
	var l, r Ref
	if d > 0 {
		l = tree(h, d-1)
		r = tree(h, d-1)
	}
	n, _ := h.NewInstance(2)
	if d > 0 {
		h.Give(n, 0, l)
		h.Give(n, 1, r)
	}
	return n
}
func BenchmarkLiveTree(b *testing.B) {
	h := New(WithoutAutomatic())
	tree(h, 19)
	for b.Loop() {
		h.Collect(2)
	}
}
func BenchmarkLiveTreeFirst(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		h := New(WithoutAutomatic())
		tree(h, 19)
		b.StartTimer()
		h.Collect(2)
	}
}
func BenchmarkLiveRandom(b *testing.B) {
	h := New(WithoutAutomatic())
	refs := make([]Ref, 1_000_000)
	for i := range refs {
		refs[i], _ = h.NewInstance(2)
	}
	s := uint64(1)
	rnd := func() int { s ^= s << 13; s ^= s >> 7; s ^= s << 17; return int(s % 1_000_000) }
	for _, r := range refs {
		h.Set(r, 0, refs[rnd()])
		h.Set(r, 1, refs[rnd()])
	}
	for _, r := range refs[1:] {
		h.DecRef(r)
	}
	for b.Loop() {
		h.Collect(2)
	}
}
func BenchmarkRings(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		h := New(WithoutAutomatic())
		for range 100_000 {
			first, _ := h.NewInstance(1)
			cur := first
			for range 9 {
				x, _ := h.NewInstance(1)
				h.Give(cur, 0, x)
				cur = x
			}
			h.Set(cur, 0, first)
			h.DecRef(first)
		}
		b.StartTimer()
		n, _ := h.Collect(2)
		if n != 1_000_000 {
			b.Fatal(n)
		}
	}
}
func BenchmarkBinaryTrees16(b *testing.B) {
	for b.Loop() {
		h := New()
		for d := 4; d <= 16; d += 4 {
			for range 1 << (16 - d + 4) {
				h.DecRef(tree(h, d))
			}
		}
	}
}
