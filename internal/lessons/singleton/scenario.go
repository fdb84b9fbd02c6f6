package lesson

import (
	"embed"

	"underhood/internal/lessons/shelf"
	"underhood/internal/show"
)

//go:embed scenarios/*.json
var files embed.FS

// Scenario is a program that comes with the topic.
type Scenario = shelf.Scenario

// scenarios are in the order of the topic: the race, the five ways, Lazy.
var scenarios = []Scenario{
	{Name: "race", About: "8 goroutines, all ways side by side: four naive ones give 8 objects, the right ones 1"},
	{Name: "new", About: "the unlocked __new__: two look before one has stored"},
	{Name: "module", About: "a package variable is made before main; everybody finds it", Poster: 3},
	{Name: "guard", About: "__new__ with a lock: who comes second waits, looks again, and finds", Poster: 4},
	{Name: "metaclass", About: "a registry by type: a panic leaves nothing, and who waited constructs", Poster: 6},
	{Name: "function-decorator", About: "a wrapped constructor: the first result is everybody's, also an error"},
	{Name: "class-decorator", About: "a holder can be reset; who has the old object keeps it"},
	{Name: "lazy-retry", About: "a construction fails; the next is not tried before the clock says so"},
	{Name: "lazy-panic", About: "a panic is an error for all who wait, and the next to ask constructs"},
	{Name: "lazy-waiter-leaves", About: "who asked first leaves; the construction goes on for the other"},
	{Name: "cycle", About: "a needs b, b needs a: an error with the path, not a deadlock", Poster: 6},
	{Name: "scope", About: "a stand-in in a test's fork, and closing in reverse order of dependency"},
}

// Scenarios are what an example can play, the first by default.
func Scenarios() []show.Scenario { return shelf.Listed(scenarios) }

// Find loads a scenario.
func Find(name string) (Scenario, error) { return shelf.Find(files, scenarios, name) }
