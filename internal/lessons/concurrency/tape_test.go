package lesson

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/internal/show"
)

// TestBack: a step looks the same whether it is come to from before or from behind.
func TestBack(t *testing.T) {
	for _, sc := range Scenarios() {
		tape, err := choose(context.Background(), show.Choice{Scenario: sc.Name}, steady())
		require.NoError(t, err)
		var forwards []string
		for step := 0; step <= tape.Len(); step++ {
			forwards = append(forwards, show.Text(tape.Scene(step)))
		}
		for step := tape.Len(); step >= 0; step-- {
			require.Equal(t, forwards[step], show.Text(tape.Scene(step)), "%s, step %d", sc.Name, step)
		}
	}
}
