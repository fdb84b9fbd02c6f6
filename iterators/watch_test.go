package iterators_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/iterators"
)

// watchTrace tells events in words.
func watchTrace(trace *[]string) func(iterators.Event) {
	return func(e iterators.Event) {
		line := e.Stage + " " + e.Kind.String()
		if e.Kind == iterators.EventGive {
			line += fmt.Sprint(" ", e.Value)
		}
		*trace = append(*trace, line)
	}
}

func TestWatch(t *testing.T) {
	boom := func(yield func(int) bool) {
		if yield(1) {
			panic("boom")
		}
	}
	tests := map[string]struct {
		play func(hook func(iterators.Event))
		want []string
	}{
		"to the end": {func(hook func(iterators.Event)) {
			for range iterators.Watch(slices.Values([]int{7}), "a", hook) {
				_ = hook
			}
		}, []string{"a ask", "a give 7", "a ask", "a over"}},
		"break": {func(hook func(iterators.Event)) {
			for range iterators.Watch(slices.Values([]int{7, 8}), "a", hook) {
				break
			}
		}, []string{"a ask", "a give 7", "a leave"}},
		"panic of the source": {func(hook func(iterators.Event)) {
			require.PanicsWithValue(t, "boom", func() { iterators.Len(iterators.Watch(boom, "a", hook)) })
		}, []string{"a ask", "a give 1", "a ask", "a panic"}},
		"panic of the body": {func(hook func(iterators.Event)) {
			require.PanicsWithValue(t, "body", func() {
				for range iterators.Watch(boom, "a", hook) {
					panic("body")
				}
			})
		}, []string{"a ask", "a give 1", "a leave"}},
		"twice": {func(hook func(iterators.Event)) {
			s := iterators.Watch(slices.Values([]int{}), "a", hook)
			iterators.Len(s)
			iterators.Len(s)
		}, []string{"a ask", "a over", "a ask", "a over"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var trace []string
			tt.play(watchTrace(&trace))
			require.Equal(t, tt.want, trace)
		})
	}
}

// TestWatchNobody: without a hook there is no stage in between.
func TestWatchNobody(t *testing.T) {
	s := slices.Values([]int{1})
	require.Equal(t, fmt.Sprintf("%p", s), fmt.Sprintf("%p", iterators.Watch(s, "a", nil)))
	require.Equal(t, "unknown", iterators.EventKind(99).String())
}
