package lesson

import (
	"fmt"

	"underhood/gc"
)

// Runs is what collecting one generation has cost so far.
type Runs struct {
	Times  int
	Looked int // objects looked at, all runs together
}

// meter counts, at the start of each collection, what a full one would look at:
// everything that is not frozen.
func (s *State) meter() {
	for l := gc.Young; l <= gc.Old; l++ {
		s.Full += len(s.Lists[l])
	}
}

// tellStats is an answer of gc.get_stats() with what the statistics leave out:
// how many objects were looked at. The last line weighs the generations against
// collecting everything each time.
func (s *State) tellStats(o Outcome) string {
	g, ok := o[1].(int)
	if !ok || g < 0 || g >= len(s.Runs) {
		return o.String()
	}
	line := fmt.Sprintf("generation %d: %s, %v freed, %s looked at", g, counted(s.Runs[g].Times, "collection"), o[3], objects(s.Runs[g].Looked))
	if g < len(s.Runs)-1 || s.Times == 0 {
		return line
	}
	looked := 0
	for _, r := range s.Runs {
		looked += r.Looked
	}
	return fmt.Sprintf("%s; in all %s looked at, %d if each of the %s had been full",
		line, objects(looked), s.Full, counted(s.Times, "collection"))
}

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func objects(n int) string { return counted(n, "object") }
