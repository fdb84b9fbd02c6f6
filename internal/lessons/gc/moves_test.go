package lesson

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// told is the plain form of a program.
func told(t *testing.T, program string) string {
	t.Helper()
	ops, err := Parse([]byte(program))
	require.NoError(t, err)
	tape, err := Tape(context.Background(), "", ops)
	require.NoError(t, err)
	var lines []string
	for step := 1; step <= tape.Len(); step++ {
		lines = append(lines, tape.Line(step))
	}
	return strings.Join(lines, "\n")
}

// Whoever reads the plain form sees every object change lists.
func TestMovesAreTold(t *testing.T) {
	tests := []struct {
		name, program string
		want          []string
	}{
		{
			"promotion", `[{"op":"disable"},{"op":"new","id":"a"},{"op":"collect","gen":0},{"op":"new","id":"b"},{"op":"alloc","n":6,"keep":true},
				{"op":"collect","gen":1}]`,
			[]string{
				"Node a survives: from young to middle", "Node b and 6 others are looked at too: from young to the end of middle",
				"Node a, Node b and 6 others survive: from middle to old",
			},
		},
		{
			"many", `[{"op":"disable"},{"op":"alloc","n":1,"keep":true},{"op":"collect","gen":0},{"op":"alloc","n":3,"keep":true},{"op":"collect","gen":0}]`,
			[]string{"1 object survives: from young to middle", "3 objects survive: from young to middle"},
		},
		{
			"more than a line can name", `[{"op":"disable"},{"op":"new","id":"a"},{"op":"new","id":"b"},{"op":"new","id":"c"},
				{"op":"new","id":"d"},{"op":"new","id":"e"},{"op":"collect","gen":0}]`,
			[]string{"Node a, Node b, Node c, Node d and 1 other survive: from young to middle"},
		},
		{
			"freezing", `[{"op":"disable"},{"op":"new","id":"a"},{"op":"new","id":"b"},{"op":"freeze"},{"op":"unfreeze"}]`,
			[]string{"Node a and Node b go from young to permanent", "Node a and Node b go from permanent to old"},
		},
		{
			"the queues", `[{"op":"disable"},{"op":"new","id":"a"},{"op":"link","id":"a","slot":0,"to":"a"},{"op":"fin","id":"a","do":[{"resurrect":true}]},
				{"op":"weakref","w":"w","to":"a","cb":"log"},{"op":"drop","id":"a"},{"op":"collect","gen":0}]`,
			[]string{
				"weakref w waits for its callback: from middle to calling", "weakref w has been called back: it goes to middle",
				"Node a is next in the queue for finalizers: from unreachable to seen", "the queue is done: Node a is looked at once more",
				"Node a survives after all: from unreachable to middle",
			},
		},
		{
			"kept by save-all", `[{"op":"disable"},{"op":"debug","saveall":true},{"op":"new","id":"a"},{"op":"link","id":"a","slot":0,"to":"a"},
				{"op":"drop","id":"a"},{"op":"collect","gen":0}]`,
			[]string{"Node a is garbage: from unreachable to doomed", "Node a is kept on the garbage list, not emptied: its count is 2", "Node a is still there: it goes to middle"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			text := told(t, tt.program)
			for _, want := range tt.want {
				at := strings.Index(text, want)
				require.GreaterOrEqual(t, at, 0, "%q after what was found, in:\n%s", want, text)
				text = text[at:]
			}
		})
	}
}
