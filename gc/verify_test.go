package gc

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// Each invariant, broken by hand, is found and named.
func TestVerifyFinds(t *testing.T) {
	// 1 is a, an instance of two slots; 2 is b, in slot 0 of a and named x; 3 is
	// a leaf; 4 is a weak reference to b; 5 is another.
	tests := []struct {
		name string
		harm func(h *Heap)
		says string
	}{
		{"nothing", func(*Heap) {}, ""},
		{"count too high", func(h *Heap) { h.heads[1].count++ }, "count of #1 is 2, references to it are 1"},
		{"count too low", func(h *Heap) { h.heads[2].count-- }, "count of #2 is 1, references to it are 2"},
		{"held too high", func(h *Heap) { h.heads[1].held++ }, "count of #1 is 1, references to it are 2"},
		{"lost edge", func(h *Heap) { h.edges(1)[0] = 0 }, "count of #2 is 2, references to it are 1"},
		{
			"edge to nowhere", func(h *Heap) {
				h.edges(1)[1] = 99
				for range 99 {
					x, _ := h.extend()
					h.heads[x].gen = 0
				}
			},
			"slot 1 of #1 refers to the dead #99",
		},
		{"lost name", func(h *Heap) { h.frames[0].vars[0].x = 0 }, "count of #2 is 2, references to it are 1"},
		{"live count", func(h *Heap) { h.live++ }, "6 live objects counted, 5 found"},
		{"place in list", func(h *Heap) { h.pos[2] = 0 }, "#2 is at 1 of list young but believes to be at 0 of young"},
		{"list of object", func(h *Heap) { h.heads[2].setList(Permanent) }, "#2 is at 1 of list young but believes to be at 1 of permanent"},
		{"list length", func(h *Heap) { h.line.live[Young]-- }, "list young has 4 objects, counts 3"},
		{
			"lost from list", func(h *Heap) { h.line.items[1] = 0; h.line.live[Young]-- },
			"#2 is on 0 lists, should be on 1",
		},
		{"leaf on a list", func(h *Heap) { h.push(Young, 3) }, "#3 is on 1 lists, should be on 0"},
		{"left on a list", func(h *Heap) { h.move(1, Doomed) }, "1 objects on list doomed outside a collection"},
		{"left gc_refs", func(h *Heap) { h.gcRefs[2] = collecting }, "gc_refs of #2 is 0x80000000 outside a collection"},
		{"left pin", func(h *Heap) { h.pin(1) }, "left over: 0 on the stack, 0 in the trashcan, 1 pins, nesting 0"},
		{"left nesting", func(h *Heap) { h.nesting = 2 }, "left over: 0 on the stack, 0 in the trashcan, 0 pins, nesting 2"},
		{"weak to another", func(h *Heap) { h.weaks[1].target = 1 }, "weak reference #4 is on the list of #2 but refers to #1"},
		{"weak list", func(h *Heap) { h.weaks[1].newer = 0 }, "weak reference #4 is on the list of #2 but refers to #2"},
		{"weak record", func(h *Heap) { h.weakOf[4] = h.weakOf[5] }, "weak reference #4 has the record of #5 and refers to #2"},
		{"weak to the dead", func(h *Heap) {
			h.weakOf[2] = 0
			h.weaks[1].target, h.weaks[2].target = 6, 6
			_, _ = h.extend()
		}, "weak reference #4 has the record of #4 and refers to #6"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := New()
			a, err := h.NewInstance(2)
			require.NoError(t, err)
			b, err := h.NewInstance(0)
			require.NoError(t, err)
			require.NoError(t, h.Set(a, 0, b))
			require.NoError(t, h.Globals().Give("x", b))
			_, err = h.NewLeaf(1)
			require.NoError(t, err)
			for range 2 {
				_, err = h.NewWeak(b, nil)
				require.NoError(t, err)
			}
			tt.harm(h)
			err = h.Verify()
			if tt.says == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, ErrInvariant)
			require.EqualError(t, err, "gc: invariant broken: "+tt.says)
		})
	}
}
