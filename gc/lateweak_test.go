package gc_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/gc"
)

// What a pair of objects in a cycle and their weak references go through when the
// collector finds them, by the rule up to CPython 3.14 and by that of 3.15's source
// (Python/gc.c, handle_weakref_callbacks and clear_weakrefs; GH-136189, GH-136401).
func TestLateWeakRefs(t *testing.T) {
	tests := []struct {
		name string
		// finalize is what the finalizer of the object does; plain refers to the
		// object and has no callback, calling has one.
		finalize    func(l *lab, self, plain gc.Ref)
		early, late []string
	}{
		{
			name:     "followed by a finalizer",
			finalize: func(*lab, gc.Ref, gc.Ref) {},
			early:    []string{"callback", "finalizer: plain dead, calling dead", "collected 2", "plain dead"},
			late:     []string{"callback", "finalizer: plain alive, calling dead", "collected 2", "plain dead"},
		},
		{
			name:     "outlives a resurrection",
			finalize: func(l *lab, self, _ gc.Ref) { l.ok(l.IncRef(self)) },
			early:    []string{"callback", "finalizer: plain dead, calling dead", "collected 0", "plain dead"},
			late:     []string{"callback", "finalizer: plain alive, calling dead", "collected 0", "plain alive"},
		},
		{
			name: "made by the finalizer",
			finalize: func(l *lab, self, _ gc.Ref) {
				must(l.NewWeak(self, func(*gc.Heap, gc.Ref) { l.log = append(l.log, "late callback") }))
			},
			early: []string{"callback", "finalizer: plain dead, calling dead", "late callback", "collected 2", "plain dead"},
			late:  []string{"callback", "finalizer: plain alive, calling dead", "collected 2", "plain dead"},
		},
	}
	for _, tt := range tests {
		for _, hook := range []bool{true, false} {
			for _, late := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s/hook=%v/late=%v", tt.name, hook, late), func(t *testing.T) {
					var opts []gc.Option
					want := tt.early
					if late {
						opts, want = append(opts, gc.WithLateWeakRefs()), tt.late
					}
					var l *lab
					if hook {
						l = newLab(t, opts...)
					} else {
						l = &lab{t: t, Heap: gc.New(append(opts, gc.WithoutAutomatic())...)}
					}
					var said []string
					a, b := must(l.NewInstance(1)), must(l.NewInstance(1))
					l.ok(l.Set(b, 0, a))
					l.ok(l.Give(a, 0, b))
					plain := must(l.NewWeak(a, nil))
					calling := must(l.NewWeak(a, func(*gc.Heap, gc.Ref) { said = append(said, "callback") }))
					state := func(w gc.Ref) string {
						if must(l.Deref(w)) == gc.Nil {
							return "dead"
						}
						return "alive"
					}
					l.ok(l.SetFinalizer(a, func(_ *gc.Heap, self gc.Ref) {
						said = append(said, "finalizer: plain "+state(plain)+", calling "+state(calling))
						l.log = nil
						tt.finalize(l, self, plain)
						l.log = nil
					}))
					l.ok(l.DecRef(a))
					n := must(l.Collect(2))
					if slices.Contains(l.log, "late callback") {
						said = append(said, "late callback")
					}
					said = append(said, fmt.Sprint("collected ", n), "plain "+state(plain))
					require.Equal(t, want, said)
					require.NoError(t, l.Verify())
				})
			}
		}
	}
}
