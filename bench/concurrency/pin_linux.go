package concurrency

import (
	"os"
	"runtime"
	"strconv"

	"golang.org/x/sys/unix"
)

// pin has this process, and those it starts from now on, run on one processor until
// back is called.
func pin() (back func(), err error) {
	var before, one unix.CPUSet
	if err := unix.SchedGetaffinity(0, &before); err != nil {
		return nil, err
	}
	first := 0
	for !before.IsSet(first) {
		first++
	}
	one.Set(first)
	if err := everyThread(&one); err != nil {
		return nil, err
	}
	procs := runtime.GOMAXPROCS(1) // as the processes that are started have it
	return func() {
		_ = everyThread(&before)
		runtime.GOMAXPROCS(procs)
	}, nil
}

// everyThread sets the processors of all threads: it is theirs, not the process's, and
// a new one has its maker's.
func everyThread(set *unix.CPUSet) error {
	for range 2 { // the second time finds those made by one whose turn was to come
		tasks, err := os.ReadDir("/proc/self/task")
		if err != nil {
			return err
		}
		for _, t := range tasks {
			id, err := strconv.Atoi(t.Name())
			if err != nil {
				return err
			}
			if err := unix.SchedSetaffinity(id, set); err != nil && err != unix.ESRCH { // gone meanwhile
				return err
			}
		}
	}
	return nil
}
