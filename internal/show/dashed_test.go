package show

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestDashed: an arrow of the second kind differs from others in every form, also
// without colour, and does not join one of the first kind that ends in the same box.
func TestDashed(t *testing.T) {
	g := Graph{
		Nodes: []Node{{ID: "a", Root: true}, {ID: "A"}, {ID: "type"}},
		Edges: []Edge{{From: "a", To: "A", Dashed: true}, {From: "A", To: "type"}, {From: "A", To: "type", Dashed: true}},
	}
	scene := Scene{Panels: []Panel{g}}
	require.Contains(t, Text(scene), "a ..> A\n")
	require.Contains(t, Text(scene), "A -> type ..> type\n")

	require.Contains(t, Layout(scene, Size{Cols: 20}).Frame(FrameStyle{}), "A -> type ..> type\n")

	p := Layout(scene, Size{Cols: 60})
	require.Len(t, p.Wires, 3)
	for _, w := range p.Wires {
		for _, v := range p.Wires {
			if w.Dashed != v.Dashed {
				require.NotEqual(t, w.Points[len(w.Points)-2:], v.Points[len(v.Points)-2:])
			}
		}
	}
	require.Contains(t, p.Frame(FrameStyle{}), "┄")
	require.Contains(t, p.Frame(FrameStyle{ASCII: true}), "....>")

	var b strings.Builder
	require.NoError(t, SVG(&b, scene, Size{Cols: 60}))
	require.Equal(t, 2, strings.Count(b.String(), "stroke-dasharray=\"5 4\""))
}
