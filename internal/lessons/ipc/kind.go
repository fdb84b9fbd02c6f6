package lesson

import (
	"context"
	"fmt"
	"strings"

	"underhood/ipc"
)

// A kind is one sort of thing in shared memory: what can be done with it, and how it
// comes to be.
type kind struct {
	name   string
	size   string // what its size counts, "" where it has none
	least  int
	most   int
	make   string // as it is written in Go
	verbs  map[string]int
	create func(size int) (any, error)
	attach func(ctx context.Context, from ipc.Source) (any, error)
}

// longest is the longest text of a queue, in bytes.
const longest = 64

var kinds = []*kind{
	{
		name: "queue", size: "values", least: 1, most: 16, make: "CreateQueue[string](%d, codec)",
		verbs:  map[string]int{"put": 1, "get": 0, "take": 0, "done": 0, "join": 0, "close": 0},
		create: func(n int) (any, error) { return ipc.CreateQueue(n, ipc.Gob[string](longest)) },
		attach: func(ctx context.Context, from ipc.Source) (any, error) {
			return ipc.AttachQueue(ctx, from, ipc.Gob[string](longest))
		},
	},
	{
		name: "pipe", size: "bytes", least: ipc.MinPipe, most: 4096, make: "CreatePipe(%d)",
		verbs:  map[string]int{"send": 1, "receive": 0, "close": 0},
		create: func(n int) (any, error) { return ipc.CreatePipe(n) },
		attach: func(ctx context.Context, from ipc.Source) (any, error) { return ipc.AttachPipe(ctx, from) },
	},
	{
		name: "memory", size: "numbers", least: 1, most: 16, make: "CreateMemory[int64](%d)",
		verbs:  map[string]int{"write": 2, "read": 0},
		create: func(n int) (any, error) { return ipc.CreateMemory[int64](n) },
		attach: func(ctx context.Context, from ipc.Source) (any, error) { return ipc.AttachMemory[int64](ctx, from) },
	},
	{
		name: "semaphore", size: "permits", least: 1, most: 1000, make: "CreateSemaphore(%d)",
		verbs:  map[string]int{"acquire": 1, "release": 1, "close": 0},
		create: func(n int) (any, error) { return ipc.CreateSemaphore(n) },
		attach: func(ctx context.Context, from ipc.Source) (any, error) { return ipc.AttachSemaphore(ctx, from) },
	},
	{
		name: "lock", make: "CreateLock()",
		verbs:  map[string]int{"lock": 0, "unlock": 0, "repaired": 0, "close": 0},
		create: func(int) (any, error) { return ipc.CreateLock() },
		attach: func(ctx context.Context, from ipc.Source) (any, error) { return ipc.AttachLock(ctx, from) },
	},
	{
		name: "event", make: "CreateEvent()",
		verbs:  map[string]int{"set": 0, "clear": 0, "wait": 0, "close": 0},
		create: func(int) (any, error) { return ipc.CreateEvent() },
		attach: func(ctx context.Context, from ipc.Source) (any, error) { return ipc.AttachEvent(ctx, from) },
	},
	{
		name: "condition", make: "CreateCondition()",
		verbs:  map[string]int{"lock": 0, "unlock": 0, "repaired": 0, "wait": 0, "signal": 0, "broadcast": 0, "close": 0},
		create: func(int) (any, error) { return ipc.CreateCondition() },
		attach: func(ctx context.Context, from ipc.Source) (any, error) { return ipc.AttachCondition(ctx, from) },
	},
	{
		name: "barrier", size: "parties", least: 1, most: 60, make: "CreateBarrier(%d)",
		verbs:  map[string]int{"wait": 0, "abort": 0, "reset": 0},
		create: func(n int) (any, error) { return ipc.CreateBarrier(n) },
		attach: func(ctx context.Context, from ipc.Source) (any, error) { return ipc.AttachBarrier(ctx, from) },
	},
}

func kindOf(name string) *kind {
	for _, k := range kinds {
		if k.name == name {
			return k
		}
	}
	return nil
}

func kindNames() string {
	names := make([]string, len(kinds))
	for i, k := range kinds {
		names[i] = k.name
	}
	return strings.Join(names, ", ")
}

// detach gives up this process's hold of a thing.
func detach(thing any) error {
	switch thing := thing.(type) {
	case interface{ Detach() error }:
		return thing.Detach()
	case *ipc.SharedPipe:
		return thing.Close()
	}
	return fmt.Errorf("a %T cannot be detached", thing)
}
