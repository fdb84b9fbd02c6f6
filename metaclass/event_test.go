package metaclass_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	mc "underhood/metaclass"
)

// TestEventsOfBases: a change of bases tells the new order of each class below, once,
// and a change that is taken back tells the old ones again.
func TestEventsOfBases(t *testing.T) {
	var told []string
	w := mc.New(mc.WithHook(func(e mc.Event) {
		if e.Kind == mc.EventOrder {
			var text strings.Builder
			text.WriteString(e.Name + ":")
			for _, c := range e.MRO {
				text.WriteString(" " + c.Name())
			}
			told = append(told, text.String())
		}
	}))
	class := func(name string, opts ...mc.ClassOption) *mc.Class {
		c, err := w.Class(name, opts...)
		require.NoError(t, err)
		return c
	}
	old, fresh := class("Old"), class("New")
	a := class("A", mc.Bases(old))
	b, c := class("B", mc.Bases(a)), class("C", mc.Bases(a))
	class("D", mc.Bases(b, c))
	told = nil
	require.NoError(t, a.SetBases(fresh))
	require.Equal(t, []string{"A: A New object", "B: B A New object", "D: D B C A New object", "C: C A New object"}, told)

	refuse := ""
	meta := class("M", mc.Bases(w.Type()), mc.Method("mro", func(c *mc.Call) (mc.Value, error) {
		self, err := mc.As[*mc.Class](c.Args[0])
		if err != nil {
			return nil, err
		}
		if self.Name() == refuse {
			return nil, mc.Raise("ValueError", "not for me")
		}
		super, err := c.Super()
		if err != nil {
			return nil, err
		}
		return w.CallMethod(super, "mro")
	}))
	x := class("X", mc.Bases(old), mc.Meta(meta))
	class("Z", mc.Bases(class("Y", mc.Bases(x))))
	told, refuse = nil, "Z"
	require.Error(t, x.SetBases(fresh))
	require.Equal(t, []string{"X: X New object", "Y: Y X New object", "X: X Old object", "Y: Y X Old object"}, told)
}
