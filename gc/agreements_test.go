package gc_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/gc"
)

// agreements are rules that programs of heap operations cannot show, in the form
// of the departures: here every version and this package print the same.
var agreements = []departure{
	{
		name: "referrers",
		python: `
import gc
gc.collect(); gc.disable()
a = ['a']
frozen, old, young = [a], [a], None
gc.freeze()
old = [a]; gc.collect()
young = [a]
name = {id(frozen): 'frozen', id(old): 'old', id(young): 'young'}
print(*[name[id(r)] for r in gc.get_referrers(a) if id(r) in name])
gc.unfreeze()`,
		prints: same("young old", "3.8", "3.9", "3.10", "3.11", "3.12", "3.13"),
		ours: func(l *lab) string {
			a := l.list("a")
			l.list("frozen", a)
			l.ok(l.Freeze())
			l.list("old", a)
			l.collect(2)
			l.list("young", a)
			return line(l.names(slices.Collect(l.Referrers(a))))
		},
	},
}

// line is what Python's print makes of words.
func line(words []string) string {
	s := fmt.Sprint(words)
	return s[1 : len(s)-1]
}

func TestAgreements(t *testing.T) {
	for _, d := range agreements {
		t.Run(d.name, func(t *testing.T) {
			require.Equal(t, d.prints[follows], d.ours(newLab(t, gc.WithoutAutomatic())))
			for _, prints := range d.prints {
				require.Equal(t, d.prints[follows], prints)
			}
		})
	}
}

// TestAgreementsLive asks the python3 that is here.
func TestAgreementsLive(t *testing.T) { askSnippets(t, agreements) }
