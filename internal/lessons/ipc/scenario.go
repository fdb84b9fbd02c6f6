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

// scenarios are in the order of the topic: the four of the card, then what stands beside.
var scenarios = []Scenario{
	{Name: "queue", About: "a consumer is killed with a task: another gets it, marked", Poster: 10},
	{Name: "pipe", About: "a ring of bytes fills, and who sleeps wakes; the child is killed", Poster: 12},
	{Name: "memory", About: "two processes see the same numbers; torn without a lock, right with it", Poster: 4},
	{Name: "semaphore", About: "permits come back from a killed process; multiprocessing's do not", Poster: 8},
	{Name: "lock", About: "the holder is killed in the middle: the next is told, and repairs", Poster: 8},
	{Name: "lock-lost", About: "nobody repairs, and the lock is of no more use to anybody"},
	{Name: "stopped", About: "SIGSTOP is not death: a waiter waits, and its context ends, not its patience"},
	{Name: "event", About: "all who wait pass when it is set"},
	{Name: "condition", About: "a signal wakes one, who has the lock again"},
	{Name: "barrier", About: "all wait for each other; one is killed, and the others are told"},
}

// Scenarios are what an example can play, the first by default.
func Scenarios() []show.Scenario { return shelf.Listed(scenarios) }

// Find loads a scenario.
func Find(name string) (Scenario, error) { return shelf.Find(files, scenarios, name) }
