package lesson

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/gc"
)

// requireSame holds what a State knows of a heap against the heap itself.
func requireSame(t *testing.T, s *State, h *gc.Heap) {
	t.Helper()
	require.Len(t, s.Heap, h.Len())
	for _, r := range s.Order {
		o := s.Heap[r]
		if o == nil {
			continue
		}
		count, err := h.RefCount(r)
		require.NoError(t, err, "%s is drawn but dead", r)
		require.Equal(t, count, o.Count, "count of %s", r)
		require.Equal(t, h.Label(r), o.Label)
		kind, _ := h.KindOf(r)
		require.Equal(t, kind, o.Kind)
		list, _ := h.ListOf(r)
		require.Equal(t, list, o.List, "list of %s", r)
		size, _ := h.Size(r)
		require.Len(t, o.Slots, size)
		for i := range size {
			to, _ := h.Get(r, i)
			require.Equal(t, to, o.Slots[i], "slot %d of %s", i, r)
		}
		if kind == gc.Weak {
			to, _ := h.Deref(r)
			require.Equal(t, to, o.Target, "target of %s", r)
		}
	}
	for l := gc.Young; l <= gc.Calling; l++ {
		require.Equal(t, slices.Collect(h.Objects(l)), append([]gc.Ref(nil), s.Lists[l]...), "order of list %s", l)
	}
	require.Equal(t, slices.Collect(h.Garbage()), append([]gc.Ref(nil), s.Saved...))
	depth := 0
	for f := range h.Frames() {
		names := maps.Collect(f.Names())
		drawn := make(map[string]gc.Ref)
		for _, n := range s.Calls[depth].Names {
			drawn[n.Name] = n.Ref
		}
		require.Equal(t, names, drawn, "names of frame %d", depth)
		depth++
	}
	require.Len(t, s.Calls, depth)
}

// TestStateFollowsHeap folds the events of random programs and holds the result
// against the heap after every operation.
func TestStateFollowsHeap(t *testing.T) {
	for seed := range uint64(60) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			program := randomProgram(rand.New(rand.NewPCG(seed, 1)), 150)
			s := NewState()
			p := newPlayer(func(...any) {}, func(e gc.Event) { s = s.Apply(Beat{Event: e}) })
			defer func() { require.NoError(t, p.h.Close()) }()
			for i := range program {
				p.play(&program[i])
				require.NoError(t, p.h.Verify(), "after operation %d", i)
				requireSame(t, s, p.h)
			}
		})
	}
}

// TestCloneIsApart plays on after a clone: the clone must not change.
func TestCloneIsApart(t *testing.T) {
	program := randomProgram(rand.New(rand.NewPCG(7, 7)), 120)
	beats, err := Record(context.Background(), program)
	require.NoError(t, err)
	s := NewState()
	half := len(beats) / 2
	for _, b := range beats[:half] {
		s.Apply(b)
	}
	kept := s.Clone()
	want := View(nil, true)(kept)
	for _, b := range beats[half:] {
		s.Apply(b)
	}
	require.Equal(t, want, View(nil, true)(kept))
}

// randomProgram writes operations of every sort, in no sensible order.
func randomProgram(r *rand.Rand, n int) []Op {
	names := []string{"a", "b", "c", "d", "e"}
	pick := func() string { return names[r.IntN(len(names))] }
	var text []string
	depth := 0
	add := func(format string, args ...any) { text = append(text, fmt.Sprintf(format, args...)) }
	add(`{"op":"disable"}`)
	for len(text) < n {
		switch k := r.IntN(26); k {
		case 0, 1, 2:
			add(`{"op":"bind","name":%q,"object":true}`, pick())
		case 3:
			add(`{"op":"bind","name":%q,"leaf":"1.2"}`, pick())
		case 4:
			add(`{"op":"bind","name":%q,"list":[%q,{"leaf":"7"},%q]}`, pick(), pick(), pick())
		case 5, 6:
			add(`{"op":"bind","name":%q,"to":%q}`, pick(), pick())
		case 7:
			add(`{"op":"del","name":%q}`, pick())
		case 8, 9, 10, 11:
			add(`{"op":"set","name":%q,"slot":%d,"to":%q}`, pick(), r.IntN(3), pick())
		case 12:
			add(`{"op":"append","list":%q,"item":%q}`, pick(), pick())
		case 13:
			add(`{"op":"remove","list":%q,"index":%d}`, pick(), r.IntN(3))
		case 14:
			if depth < 3 {
				depth++
				add(`{"op":"call","func":"f%d","params":["a","x"],"args":[%q,%q]}`, depth, pick(), pick())
			}
		case 15:
			if depth > 0 {
				depth--
				add(`{"op":"return","value":%q,"into":%q}`, pick(), pick())
			}
		case 16:
			add(`{"op":"collect","gen":%d}`, r.IntN(3))
		case 17:
			add(`{"op":"marksweep"}`)
		case 18, 19:
			add(`{"op":"weakref","w":"w%d","to":%q,"cb":{"drop":%q},"in":[%q,%d]}`, r.IntN(9), pick(), pick(), pick(), r.IntN(3))
		case 20:
			add(`{"op":"weakref","w":"w%d","to":%q}`, r.IntN(9), pick())
		case 21:
			add(`{"op":"fin","id":%q,"do":[{"resurrect":true},{"watch":"x%d"},{"link":[1,%q]}]}`, pick(), r.IntN(9), pick())
		case 22:
			add(`{"op":"fin","id":%q,"do":[{"unlink":0},{"collect":2},{"raise":true}]}`, pick())
		case 23:
			add(`{"op":"forget"}`)
		case 24:
			add(`{"op":%q}`, []string{"freeze", "unfreeze", "ungarbage"}[r.IntN(3)])
		case 25:
			add(`{"op":"debug","saveall":%v}`, r.IntN(4) == 0)
		}
	}
	for ; depth > 0; depth-- {
		add(`{"op":"return"}`)
	}
	add(`{"op":"collect","gen":2}`)
	program := make([]Op, len(text))
	for i := range text {
		if err := json.Unmarshal([]byte(text[i]), &program[i]); err != nil {
			panic(text[i] + ": " + err.Error())
		}
	}
	if err := matchCalls(program); err != nil {
		panic(err)
	}
	return program
}
