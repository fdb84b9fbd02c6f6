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

// scenarios are in the order of the topic: what a class is, how it is made, in which
// order it is looked through, what an attribute access does, what can be changed.
var scenarios = []Scenario{
	{Name: "type-call", About: "A = type('A', (), {}) and a = A(): an instance of a class of a metaclass", Poster: 5},
	{Name: "creation", About: "a class statement with a metaclass, hook by hook", Poster: 14},
	{Name: "refused", About: "a parent that wants no children, a field that does not like its name"},
	{Name: "merge", About: "a diamond's order, worked out list by list"},
	{Name: "rejected", About: "bases that have no common order, with the constraints that clash"},
	{Name: "conflict", About: "which metaclass a class gets, and two that do not go together"},
	{Name: "lookup", About: "who answers an attribute: data descriptor, own dict, class, __getattr__"},
	{Name: "super", About: "super goes on in the object's order, not in the class's own bases"},
	{Name: "rebase", About: "__bases__ is changed: all orders below it too, or none"},
	{Name: "rollback", About: "… a metaclass with its own mro() among them: orders change and are put back"},
	{Name: "abstract", About: "an abstract class, and a virtual subclass that is registered"},
	{Name: "slots", About: "__slots__: places of their own instead of a dict"},
	{Name: "singletons", About: "one instance, Python's five ways"},
}

// Scenarios are what an example can play, the first by default.
func Scenarios() []show.Scenario { return shelf.Listed(scenarios) }

// Find loads a scenario.
func Find(name string) (Scenario, error) { return shelf.Find(files, scenarios, name) }
