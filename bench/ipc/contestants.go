package ipc

import (
	"context"
	_ "embed"
	"errors"
	"os"

	"underhood/bench/harness"
	"underhood/ipc"
)

// twin is the worker in Python.
//
//go:embed twin.py
var twin string

// pythonVersion is the version the other topics speak of.
const pythonVersion = "3.11"

// transports are the ways to send messages, by contestant.
func transports() map[string]transport {
	all := map[string]transport{
		"underhood":        shared(),
		"underhood/OSPipe": ourStream(ipc.OSPipe),
		"underhood/socket": ourStream(ipc.SocketPipe),
		"os.Pipe":          systemPipes(),
		"unix socket":      socket(),
	}
	if shmipcName != "" {
		all[shmipcName] = shmipcStream()
	}
	return all
}

func contestants() []harness.Contestant {
	all := []harness.Contestant{
		{Name: "underhood", Role: harness.RoleOurs, What: "Pipe of 4 MiB in shared memory; CreateQueue, CreateSemaphore, CreateLock"},
		{Name: "underhood/again", Role: harness.RoleAgain, What: "the same, a second time: the noise"},
		{Name: "underhood/OSPipe", Role: harness.RoleVariant, Thorough: true, What: "OSPipe: the same interface over the system's pipes"},
		{Name: "underhood/socket", Role: harness.RoleVariant, Thorough: true, What: "SocketPipe: over a unix socket"},
		{Name: "memcpy", Role: harness.RoleLimit, What: "copy, from one buffer to another"},
		{Name: "one process", Role: harness.RoleLimit, What: "both loops on the same buffer"},
		{Name: "channel", Role: harness.RoleLimit, What: "a channel of 1,024 places between two goroutines"},
		{Name: "x/sync", Role: harness.RoleLimit, What: "golang.org/x/sync/semaphore"},
		{Name: "sync.Mutex", Role: harness.RoleLimit, What: "sync.Mutex"},
		{Name: "os.Pipe", Role: harness.RoleRival, What: "two of os.Pipe, a length before each message, read through a buffer"},
		{Name: "unix socket", Role: harness.RoleRival, What: "a unix stream socket, the same way"},
		{Name: "shmipc-go", Role: harness.RoleRival, Command: theirs, What: "github.com/cloudwego/shmipc-go v0.2.0, memfd, a slice for each message"},
		{Name: "python/shared_memory", Role: harness.RolePython, Command: python("shared_memory"), What: "multiprocessing, SharedMemory and semaphores; Semaphore and Lock"},
		{Name: "python/Pipe", Role: harness.RolePython, Command: python("Pipe"), What: "multiprocessing.Pipe"},
		{Name: "python/Queue", Role: harness.RolePython, Command: python("Queue"), What: "multiprocessing.Queue"},
		{Name: "python/SimpleQueue", Role: harness.RolePython, Thorough: true, Command: python("SimpleQueue"), What: "multiprocessing.SimpleQueue"},
	}
	for i := range all {
		if all[i].Command == nil {
			all[i].Command = itself(all[i].Name)
		}
	}
	return all
}

// itself runs this program again as a worker. The test binary does too; its
// TestMain looks at the same arguments.
func itself(name string) func(context.Context) (harness.Command, error) {
	if name == "underhood/again" {
		name = "underhood"
	}
	return func(context.Context) (harness.Command, error) {
		exe, err := os.Executable()
		return harness.Command{Args: []string{exe, "worker", "ipc", name}}, err
	}
}

// theirs runs shmipc-go, if it is built in here.
func theirs(ctx context.Context) (harness.Command, error) {
	if shmipcName == "" {
		return harness.Command{}, &harness.SkipError{Reason: "only for Linux on amd64 and arm64"}
	}
	c, err := itself(shmipcName)(ctx)
	c.Env = []string{"SHMIPC_LOG_LEVEL=5"} // it would write to standard output, which is the harness's
	return c, err
}

func python(way string) func(context.Context) (harness.Command, error) {
	return func(ctx context.Context) (harness.Command, error) {
		exe, err := harness.FindPython(ctx, pythonVersion)
		if errors.Is(err, harness.ErrPython) {
			return harness.Command{}, &harness.SkipError{Reason: "no CPython " + pythonVersion + " on the path"}
		}
		return harness.Command{Args: []string{exe, "-I", "-c", twin, way}}, err
	}
}
