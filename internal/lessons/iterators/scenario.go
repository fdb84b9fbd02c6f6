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

// scenarios are in the order of the topic: pipelines, the three notions,
// generators, exact pulls.
var scenarios = []Scenario{
	{Name: "lazy", About: "a pipeline over an endless source: each item is asked for, one at a time", Poster: 24},
	{Name: "iterable-iterator", About: "an iterable gives iterators; an iterator has next, and is over for good"},
	{Name: "generator", About: "a generator waits at its yield, with its variables, until it is asked or sent to"},
	{Name: "generator-throw-close", About: "an exception thrown in at the yield, and close: finally runs"},
	{Name: "yield-from", About: "a generator hands on all that another yields, and takes what it returns"},
	{Name: "generator-expression", About: "(x*x for x in a if x is even): the same lazy pipeline, written as one expression"},
	{Name: "islice-stops", About: "exact pulls: islice never asks past its stop"},
	{Name: "zip-unequal", About: "exact pulls: zip of 5 and 3 takes 4 and 3; the fourth is lost"},
	{Name: "takewhile-loses", About: "exact pulls: takewhile takes the item that ends it, and loses it"},
	{Name: "chain", About: "one input after the other; the second is not asked before the first is over"},
	{Name: "batched", About: "a batch is given when it is full, or when there is no more"},
	{Name: "tee-lead-lag", About: "two iterators of one: what the one in front has taken is kept for the other"},
	{Name: "groupby-shares", About: "groups take their items from the source of the groupby: the next group ends the last"},
	{Name: "exception", About: "an exception goes up through all that wait; map and its source go on after it"},
}

// Scenarios are what an example can play, the first by default.
func Scenarios() []show.Scenario { return shelf.Listed(scenarios) }

// Find loads a scenario.
func Find(name string) (Scenario, error) { return shelf.Find(files, scenarios, name) }
