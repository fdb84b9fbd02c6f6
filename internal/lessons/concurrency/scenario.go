package lesson

import (
	"embed"
	"fmt"

	"underhood/internal/show"
)

//go:embed scenarios/*.json
var files embed.FS

var scenarios = []show.Scenario{
	{Name: "loop", About: "tasks on a virtual clock: sleep, queue, lock, timeout, cancellation"},
	{Name: "group", About: "one task of a group fails, the others are cancelled"},
	{Name: "deadlock", About: "two locks in two orders: the loop says who waits for what"},
	{Name: "coroutine", About: "what is sent and thrown into a coroutine, what comes out, line by line"},
	{Name: "coroutine-throw", About: "an error that the body handles, and one that ends it"},
	{Name: "coroutine-close", About: "a coroutine is asked too early, closed, and asked again after its end"},
	{Name: "counter", About: "a counter without a lock: goroutines lose updates, coroutines do not"},
	{Name: "pool", About: "a worker of a pool is killed: its task is reported"},
	{Name: "pool-retry", About: "a worker of a pool is killed: its task is begun again in a new one"},
	{Name: "crash", About: "four crashes in each kind of unit, in child processes: who survives"},
	{Name: "table", About: "process, thread, goroutine, coroutine, measured"},
}

// Scenarios are what an example can play, the first by default.
func Scenarios() []show.Scenario { return append([]show.Scenario(nil), scenarios...) }

// Find loads a scenario's program.
func Find(name string) ([]byte, error) {
	for _, sc := range scenarios {
		if sc.Name == name {
			return files.ReadFile("scenarios/" + name + ".json")
		}
	}
	return nil, fmt.Errorf("lesson: no scenario %q", name)
}
