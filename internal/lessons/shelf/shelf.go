// Package shelf keeps the scenarios that come with a topic: a list, and a program for
// each in a file of its own.
package shelf

import (
	"fmt"
	"io/fs"

	"underhood/internal/show"
)

// A Scenario is a program that comes with a topic.
type Scenario struct {
	Name    string
	About   string
	Poster  int    // the step that makes the best still picture; 0 is the last
	Program []byte // as JSON; the list has none
}

// Listed is the list as a stage wants it.
func Listed(scenarios []Scenario) []show.Scenario {
	out := make([]show.Scenario, len(scenarios))
	for i, sc := range scenarios {
		out[i] = show.Scenario{Name: sc.Name, About: sc.About, Poster: sc.Poster}
	}
	return out
}

// Find loads a scenario's program from scenarios/NAME.json.
func Find(files fs.ReadFileFS, scenarios []Scenario, name string) (Scenario, error) {
	for _, sc := range scenarios {
		if sc.Name == name {
			var err error
			sc.Program, err = files.ReadFile("scenarios/" + name + ".json")
			return sc, err
		}
	}
	return Scenario{}, fmt.Errorf("lesson: no scenario %q", name)
}
