package ipc

import (
	"underhood/bench/harness"
)

const (
	kib = 1 << 10
	mib = 1 << 20
)

// pairs is the number of pairs a ratio to a near limit is taken from.
const pairs = 15

// traffic is what goes to and fro in the cases that send messages.
var traffic = map[string]job{
	"rtt_8B":        {Kind: echo, Bytes: 8},
	"rtt_64B":       {Kind: echo, Bytes: 64},
	"rtt_1KiB":      {Kind: echo, Bytes: kib},
	"rtt_64KiB":     {Kind: echo, Bytes: 64 * kib},
	"rtt_1MiB_loan": {Kind: loan, Bytes: mib},
	"rtt_8B_idle":   {Kind: echo, Bytes: 8, NoSpin: true},
	"oneway_64B":    {Kind: oneway, Bytes: 64},
	"oneway_1MiB":   {Kind: oneway, Bytes: mib},
}

// Topic gives the cases and contestants of package ipc.
func Topic() *harness.Topic {
	return &harness.Topic{
		Name:  "ipc",
		Title: "ipc: between processes",
		About: "Package ipc beside os.Pipe, unix sockets, shmipc-go and Python's multiprocessing, between two processes.",
		// First what has a goal: a quick run on a busy machine may not come to the rest.
		Cases: []harness.Case{
			{
				Name: "semaphore", Cost: .1, Unit: "run", Size: 300_000, SmallSize: 50, Rounds: pairs, Limit: "x/sync", Paired: true,
				What: "300,000 times a permit acquired and released that nobody else wants. Another process has the semaphore, too; the limit is one within the process.",
			},
			{
				Name: "robust_lock", Cost: .1, Unit: "run", Size: 300_000, SmallSize: 50, Rounds: pairs, Limit: "sync.Mutex",
				What: "300,000 times a lock got and given back that nobody else wants. Another process has it, too. Only ours outlives its holder.",
			},
			{
				Name: "rtt_8B", Cost: 1.2, Unit: "run", Size: 4000, BusySize: 400, SmallSize: 5,
				What: "4,000 times a message of 8 bytes to the other process and back.",
			},
			{
				Name: "rtt_8B_idle", Cost: .6, Unit: "run", Size: 4000, BusySize: 400, SmallSize: 5,
				What: "4,000 times 8 bytes there and back, where each side sleeps until its message comes: ours does not spin.",
			},
			{
				Name: "oneway_64B", Cost: .9, Unit: "run", Size: 50_000, BusySize: 10_000, SmallSize: 50,
				What: "50,000 messages of 64 bytes to the other process, until it has copied all out and says their sum.",
			},
			{
				Name: "oneway_1MiB", Cost: .3, Unit: "run", Size: 60, BusySize: 12, SmallSize: 2, Limit: "memcpy", Paired: true,
				What: "60 messages of 1 MiB to the other process, until it has copied all out. The limit is to copy the same in one process, once.",
			},
			{
				Name: "rtt_1MiB_loan", Cost: .5, Unit: "run", Size: 30, BusySize: 6, SmallSize: 2, Limit: "one process", Paired: true,
				What: "30 times 1 MiB of numbers, written by one process, added up by the other, whose sum comes back. " +
					"Ours and shmipc-go's lie in shared memory, the others' are copied. The limit is to write and to add up in one process.",
			},
			{
				Name: "queue_64B", Cost: .5, Unit: "run", Size: 20_000, BusySize: 4_000, SmallSize: 50, Limit: "channel",
				What: "20,000 values of 64 bytes through a queue of 1,024 to the other process. The limit is a channel within one process.",
			},
			{
				Name: "rtt_64B", Cost: .3, Unit: "run", Size: 1000, BusySize: 100, SmallSize: 5,
				What: "1,000 times a message of 64 bytes there and back, copied in and out.",
			},
			{
				Name: "rtt_1KiB", Cost: .3, Unit: "run", Size: 1000, BusySize: 100, SmallSize: 5,
				What: "1,000 times a message of 1 KiB there and back, copied in and out.",
			},
			{
				Name: "rtt_64KiB", Cost: .3, Unit: "run", Size: 200, BusySize: 40, SmallSize: 5,
				What: "200 times a message of 64 KiB there and back, copied in and out.",
			},
		},
		Contestants: contestants(),
		Works:       works(),
	}
}

// works are all contestants but Python.
func works() map[string]map[string]harness.Work {
	all := map[string]map[string]harness.Work{
		"memcpy":      {"oneway_1MiB": memcpy},
		"one process": {"rtt_1MiB_loan": fillAndSum},
		"channel":     {"queue_64B": channel},
		"x/sync":      {"semaphore": weighted},
		"sync.Mutex":  {"robust_lock": mutex},
	}
	for name, t := range transports() {
		all[name] = map[string]harness.Work{}
		for c, j := range traffic {
			j.Contestant = name
			all[name][c] = t.work(j)
		}
	}
	all["underhood"]["queue_64B"] = ourQueue
	all["underhood"]["semaphore"] = ourSemaphore
	all["underhood"]["robust_lock"] = ourLock
	return all
}
