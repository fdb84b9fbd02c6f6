package concurrency

import (
	"fmt"
	"runtime"
	"slices"

	"underhood/bench/harness"
)

// pairs is the number of pairs a ratio to a near limit is taken from.
const pairs = 15

// quickSleepers is how many tasks sleep in a quick run.
const quickSleepers = 100_000

// Topic gives the cases and contestants of package concurrency.
func Topic() *harness.Topic {
	t := &harness.Topic{
		Name:  "concurrency",
		Title: "concurrency: processes, threads, coroutines, an event loop",
		About: "Package concurrency beside Go's own means, asyncio, multiprocessing and the coroutines of Python and Lua.",
		// First what has a goal: a quick run on a busy machine may not come to the rest.
		Cases: []harness.Case{
			{
				Name: "resume", Cost: .25, Unit: "run", Size: 300_000, BusySize: 100_000, SmallSize: 50, Rounds: pairs, Limit: "iter.Pull", Paired: true,
				What: "A coroutine is made, resumed 300,000 times behind a call that is not inlined, each time for a number, and closed.",
			},
			{
				Name: "loop_switch", Cost: .4, Unit: "run", Size: 200_000, BusySize: 50_000, SmallSize: 50,
				What: "200,000 turns of two tasks that do nothing but let each other go on.",
			},
			{
				Name: "sleep_1m", Cost: 2.2, Unit: "run", Size: 1_000_000, BusySize: 50_000, SmallSize: 100,
				QuickNote: fmt.Sprintf("a tenth of them: %d", quickSleepers),
				What:      "1M tasks are made, each sleeps for a time of its own on a virtual clock, and ends. bytes is memory when all sleep, in a run before.",
			},
			{
				Name: "spawn_cold", Cost: .45, Unit: "run", Size: 8, BusySize: 4, SmallSize: 1,
				What: "8 processes that do nothing, one after the other: started, and waited for.",
			},
			{
				Name: "warm_task", Cost: .35, Unit: "run", Size: 1000, BusySize: 200, SmallSize: 5, Rounds: 9, Limit: "os.Pipe", Paired: true,
				What: "1,000 times a number to a process that waits for it, and what it makes of it back. The limit is 8 bytes through two pipes.",
			},
			{
				Name: "warm_task_1cpu", Cost: .3, Unit: "run", Size: 1000, BusySize: 200, SmallSize: 5, Limit: "os.Pipe", Paired: true,
				What: "The same, where this and the other process share one processor, so that neither sleeps on one of its own.",
			},
			{
				Name: "resume_inline", Cost: .25, Unit: "run", Size: 300_000, BusySize: 100_000, SmallSize: 50, Limit: "iter.Pull", Paired: true,
				What: "The same as resume, asked in the loop itself.",
			},
			{
				Name: "send", Cost: .25, Unit: "run", Size: 300_000, BusySize: 100_000, SmallSize: 50, Limit: "iter.Pull", Paired: true,
				What: "300,000 numbers sent to a coroutine that gives their sum so far. iter.Pull: by a variable that both ends see.",
			},
			{
				Name: "coroutine", Cost: .1, Unit: "run", Size: 20_000, SmallSize: 20, Limit: "iter.Pull", Paired: true,
				What: "20,000 coroutines: made, resumed for a number, resumed to the end.",
			},
			{
				Name: "goroutine", Cost: .1, Unit: "run", Size: 20_000, SmallSize: 20,
				What: "20,000 goroutines, one after the other: started, and their result waited for.",
			},
			{
				Name: "thread", Cost: .4, Unit: "run", Size: 1000, BusySize: 200, SmallSize: 5,
				What: "1,000 threads of the system, one after the other: started, their result waited for, and let go.",
			},
		},
		Contestants: contestants(),
		Works: map[string]map[string]harness.Work{
			"underhood": {
				"resume": times(ourResume), "resume_inline": times(ourResumeInline), "send": times(ourSend), "coroutine": times(ourCoroutines),
				"loop_switch": times(ourTurns), "sleep_1m": sleepers, "spawn_cold": failing(ourProcesses), "warm_task": ourTasks, "warm_task_1cpu": pinned(ourTasks),
				"thread": failing(ourThreads), "goroutine": failing(ourGoroutines),
			},
			"underhood/virtual": {"loop_switch": times(virtualTurns)},
			"underhood/large":   {"spawn_cold": failing(ourProcesses)},
			"iter.Pull": {
				"resume": times(pullResume), "resume_inline": times(pullResumeInline), "send": times(pullSend), "coroutine": times(pullCoroutines),
			},
			"os.Pipe": {"warm_task": pipeTasks, "warm_task_1cpu": pinned(pipeTasks)},
			"channel": {
				"resume": times(channelResume), "resume_inline": times(channelResumeInline), "send": times(channelSend),
				"coroutine": times(channelCoroutines), "loop_switch": times(channelTurns),
			},
			"go":        {"loop_switch": times(gosched), "goroutine": times(goroutines), "thread": times(threads)},
			"os/exec":   {"spawn_cold": failing(itselfAgain)},
			"/bin/true": {"spawn_cold": failing(nothingElse)},
		},
	}
	if runtime.GOOS != "linux" { // others do not let a process choose its processor
		t.Cases = slices.DeleteFunc(t.Cases, func(c harness.Case) bool { return c.Name == "warm_task_1cpu" })
	}
	return t
}

// times is a case whose size is how often it is done. The answer is a sum.
func times(loop func(n int) int) harness.Work {
	return failing(func(n int) (int, error) { return loop(n), nil })
}

// failing is a case that can fail.
func failing(loop func(n int) (int, error)) harness.Work {
	return func(p harness.Params) (harness.Run, error) {
		return harness.Run{Sample: func() (harness.Sample, error) {
			var sum int
			var err error
			s := harness.Measure(func() { sum, err = loop(p.Size) })
			s.Answer = fmt.Sprint(sum)
			return s, err
		}}, nil
	}
}
