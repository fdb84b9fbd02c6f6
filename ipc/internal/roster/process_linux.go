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

var known struct {
	mu sync.Mutex
	id Identity
}

// self says who this process is. It asks once, but again after an error, which may
// have been a want of descriptors.
func self() (Identity, error) {
	known.mu.Lock()
	defer known.mu.Unlock()
	if known.id.PID != 0 {
		return known.id, nil
	}
	link, err := os.Readlink("/proc/self")
	if err != nil {
		return Identity{}, fmt.Errorf("ipc: /proc is needed to tell processes apart: %w", err)
	}
	id := Identity{PID: uint32(os.Getpid())}
	if id.Start, err = startOf(os.Getpid()); err != nil {
		return Identity{}, err
	}
	var pids, times unix.Stat_t
	if link == strconv.Itoa(os.Getpid()) && // this /proc counts as we do
		unix.Stat("/proc/self/ns/pid", &pids) == nil && unix.Stat("/proc/self/ns/time", &times) == nil {
		id.Space = pids.Ino | times.Ino<<32
	}
	known.id = id
	return id, nil
}

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
