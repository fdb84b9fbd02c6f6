package lesson

import (
	"embed"
	"fmt"

	"underhood/internal/show"
)

//go:embed scenarios/*.json
var files embed.FS

// Scenario is a program that comes with the topic.
type Scenario struct {
	Name    string
	About   string
	Poster  int // the step that makes the best still picture
	Program []Op
}

// scenarios are in the order of topics: the story, what makes a count rise, what
// makes it fall, what counting cannot free.
var scenarios = []Scenario{
	{Name: "story", About: "counting, a cycle that leaks, and the collector finding it", Poster: 56},
	{Name: "created", About: "count up: an object is created and bound (x = 1.2)"},
	{Name: "assigned", About: "count up: assigned to another name (y = x)"},
	{Name: "passed", About: "count up: passed as an argument (foo(x))"},
	{Name: "contained", About: "count up: made an element of a container ([1, x, '2'])"},
	{Name: "out-of-scope", About: "count down: a local goes out of scope (foo returns)"},
	{Name: "deleted", About: "count down: a name is deleted (del y)"},
	{Name: "rebound", About: "count down: a name is bound to another object (x = 2.2)"},
	{Name: "removed", About: "count down: removed from a container"},
	{Name: "container-destroyed", About: "count down: the container itself is destroyed or goes out of scope"},
	{Name: "cycle", About: "two objects that keep each other alive, and trial deletion", Poster: 22},
	{Name: "mark-and-sweep", About: "mark and sweep against trial deletion, on the same heap", Poster: 23},
	{Name: "generations", About: "the longer an object lives, the less often it is looked at"},
	{Name: "threshold", About: "automatic collections: what the old would cost if they were looked at as often"},
	{Name: "weak-references", About: "a reference that does not count, and what happens when its target goes"},
	{Name: "resurrection", About: "a finalizer that saves its object, once"},
	{Name: "freeze", About: "objects that will stay are taken out of the collector's sight"},
	{Name: "save-all", About: "a leak is kept, uncleared, to be looked at"},
	{Name: "reachable", About: "trial deletion changes its mind: objects set aside come back", Poster: 22},
	{Name: "cascade", About: "one name deleted, a whole structure freed, in CPython's order"},
}

// Scenarios are what an example can play, the first by default.
func Scenarios() []show.Scenario {
	out := make([]show.Scenario, len(scenarios))
	for i, sc := range scenarios {
		out[i] = show.Scenario{Name: sc.Name, About: sc.About, Poster: sc.Poster}
	}
	return out
}

// Find loads a scenario.
func Find(name string) (Scenario, error) {
	for _, sc := range scenarios {
		if sc.Name != name {
			continue
		}
		text, err := files.ReadFile("scenarios/" + name + ".json")
		if err != nil {
			return Scenario{}, err
		}
		sc.Program, err = Parse(text)
		return sc, err
	}
	return Scenario{}, fmt.Errorf("lesson: no scenario %q", name)
}
