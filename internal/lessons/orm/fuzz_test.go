package lesson_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	lesson "underhood/internal/lessons/orm"
	"underhood/internal/show"
)

// FuzzProgram: any bytes are refused with an error or played to the end, and then told
// and drawn; both tables are still there if they were created.
func FuzzProgram(f *testing.F) {
	for _, sc := range lesson.Scenarios() {
		found, err := lesson.Find(sc.Name)
		require.NoError(f, err)
		f.Add(found.Program)
	}
	f.Add([]byte(plan(`["begin"],["savepoint"],["each","e","user","1"],["release"],["rollback"]`)))
	f.Add([]byte(plan(`["set","a","id=-9223372036854775808"],["update","a"],["upsert","a","id","id"],["change","user","id+1","where","all"]`)))
	f.Fuzz(func(t *testing.T, program []byte) {
		if program == nil {
			return // which would ask for a scenario
		}
		tape, err := choose(t.Context(), show.Choice{Program: program, File: "p.json"})
		if err != nil {
			var wrong *show.InputError
			require.ErrorAs(t, err, &wrong)
			return
		}
		for step := range tape.Len() + 1 {
			show.Layout(tape.Scene(step), show.TerminalSize)
			require.NotContains(t, tape.Line(step), "\n")
		}
	})
}
