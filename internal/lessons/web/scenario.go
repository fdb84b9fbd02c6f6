package lesson

import (
	"embed"

	"underhood/internal/lessons/shelf"
	"underhood/internal/show"
)

//go:embed scenarios/*.json
var files embed.FS

// Scenario is a case that comes with the topic.
type Scenario = shelf.Scenario

// scenarios are in the order of the topic: one request, blueprints, errors, the end of a
// request, sessions, and what goes beside.
var scenarios = []Scenario{
	{Name: "lifecycle", About: "one request through two nested blueprints: contexts, functions in order, and back", Poster: 18},
	{Name: "nested", About: "a blueprint in a blueprint, registered twice under other names", Poster: 27},
	{Name: "contexts", About: "an application context in a request: another g, and back", Poster: 11},
	{Name: "error", About: "which error handler it is: by code from the inside out, then by class", Poster: 10},
	{Name: "teardown", About: "the view panics: a 500, and every teardown runs, whatever one of them does", Poster: 21},
	{Name: "session", About: "a signed cookie: anybody reads it, nobody changes it", Poster: 35},
	{Name: "stored", About: "a session on the server: at login it gets another id, and the old one is void", Poster: 28},
	{Name: "stream", About: "a view that sends part after part, with its contexts kept", Poster: 17},
	{Name: "url_for", About: "URLs from endpoints: relative, with defaults, with a query, and one that cannot be built", Poster: 11},
}

// Scenarios are what an example can play, the first by default.
func Scenarios() []show.Scenario { return shelf.Listed(scenarios) }

// Find loads a scenario.
func Find(name string) (Scenario, error) { return shelf.Find(files, scenarios, name) }
