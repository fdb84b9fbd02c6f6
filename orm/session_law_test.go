package orm_test

import (
	"fmt"
	"testing"

	"underhood/orm/internal/laws"
)

// TestSessionLaw: whatever is done to a graph of objects, after a flush the tables hold it,
// and after one that failed they hold what they did.
func TestSessionLaw(t *testing.T) {
	onEach(t, func(t *testing.T, engine string, open laws.Open) {
		seeds := uint64(3)
		if engine == "sqlite" {
			seeds = 12
		}
		for seed := range seeds {
			t.Run(fmt.Sprint(seed), func(t *testing.T) { laws.Sessions(t, open, seed, 150) })
		}
	})
}
