package roster

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strconv"
	"sync"

	"golang.org/x/sys/unix"

	"underhood/ipc/internal/guardian"
)

// process is the process this runs in.
type process struct{}

func (process) Hold(word *uint32, old uint32, accept func() bool) (bool, error) {
	return guardian.Hold(word, old, accept)
}

func (process) Release(word *uint32, value uint32, retire func()) {
	guardian.Release(word, value, retire)
}

func (process) Fence() { guardian.Fence() }

func (process) Self() (Identity, error) { return self() }

func (process) Watch(id Identity, ended func()) func() {
	me, err := self()
	if err != nil || id.Space == 0 || id.Space != me.Space || id == me || id.PID > maxPID {
		return func() {} // a number that means nothing here, or us
	}
	return sentinels.watch(id, ended)
}

// maxPID is PID_MAX_LIMIT of linux/threads.h.
const maxPID = 1 << 22

var self = sync.OnceValues(func() (Identity, error) {
	id := Identity{PID: uint32(os.Getpid())}
	link, err := os.Readlink("/proc/self")
	if err != nil {
		return id, fmt.Errorf("ipc: /proc is needed to tell processes apart: %w", err)
	}
	if id.Start, err = startOf(os.Getpid()); err != nil {
		return id, err
	}
	var pids, times unix.Stat_t
	if link == strconv.Itoa(os.Getpid()) && // this /proc counts as we do
		unix.Stat("/proc/self/ns/pid", &pids) == nil && unix.Stat("/proc/self/ns/time", &times) == nil {
		id.Space = pids.Ino | times.Ino<<32
	}
	return id, nil
})

// startOf is when a process started: field 22 of proc_pid_stat(5). Field 2 is a
// name in parentheses and may contain anything.
func startOf(pid int) (uint64, error) {
	line, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return 0, fmt.Errorf("ipc: when process %d started: %w", pid, err)
	}
	fields := bytes.Fields(line[bytes.LastIndexByte(line, ')')+1:])
	if len(fields) < 20 {
		return 0, errors.New("ipc: /proc/" + strconv.Itoa(pid) + "/stat is cut short")
	}
	return strconv.ParseUint(string(fields[19]), 10, 64)
}
