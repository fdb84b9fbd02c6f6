package e2e

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"underhood/internal/lessons/websec/siege"
)

// TestLoad: what the lessons' tests play in virtual time is as true of real servers: a
// flood of one source and of many, slow clients of one address and of many. Each is bounded
// in requests, connections and time. The bare site falls, the protected one holds.
func TestLoad(t *testing.T) {
	l, _, err := siege.OnLoopback(t.Context())
	if err != nil {
		t.Skip(err)
	}
	require.NoError(t, l.Close())
	limits := siege.QuickLimits()
	for _, duel := range siege.Duels(limits) {
		t.Run(duel.Scenario+"/"+duel.Name, func(t *testing.T) {
			tape, verdict, err := siege.Record(within(t, time.Minute), duel.Name, []siege.Duel{duel}, siege.OnLoopback, limits)
			require.NoError(t, err)
			for step := range tape.Len() + 1 {
				t.Log(tape.Line(step))
			}
			require.NoError(t, verdict)
		})
	}
}
