package segment

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"path"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// worthAsking is the size from which on Create asks how much memory there is.
const worthAsking = 16 << 20

// checkRoom refuses what the machine cannot hold. A memfd has no size limit of
// its own: allocating too much of it does not fail, it calls the kernel's killer
// of processes. What is left may be gone a moment later; this is for the sizes
// that are wrong, not for the machine that is full.
func checkRoom(total int, payload uint64) error {
	if total < worthAsking {
		return nil
	}
	left, whose := memoryLeft(os.ReadFile)
	if uint64(total) > left {
		return noRoom(payload, unix.ENOMEM, fmt.Sprintf("%s has %d bytes left", whose, left))
	}
	return nil
}

// memoryLeft returns the least of what the machine and each control group around
// this process have left, and which of them that is. What cannot be read limits
// nothing.
func memoryLeft(read func(name string) ([]byte, error)) (left uint64, whose string) {
	left = math.MaxUint64
	if text, err := read("/proc/meminfo"); err == nil {
		available, ok := field(text, "MemAvailable:")
		swap, _ := field(text, "SwapFree:")
		if ok {
			left, whose = (available+swap)*1024, "the machine"
		}
	}
	groups, _ := read("/proc/self/cgroup")
	for line := range strings.Lines(string(groups)) {
		parts := strings.SplitN(strings.TrimSpace(line), ":", 3)
		if len(parts) != 3 {
			continue
		}
		root, limit, usage, cache := "/sys/fs/cgroup", "memory.max", "memory.current", "inactive_file"
		if parts[1] == "memory" { // the first version of control groups
			root, limit, usage, cache = "/sys/fs/cgroup/memory", "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"
		} else if parts[1] != "" {
			continue
		}
		for dir := path.Clean("/" + parts[2]); ; dir = path.Dir(dir) {
			group := root + dir
			if most, ok := number(read(path.Join(group, limit))); ok {
				used, _ := number(read(path.Join(group, usage)))
				stat, _ := read(path.Join(group, "memory.stat"))
				reclaimable, _ := field(stat, cache)
				if rest := most - min(most, used-min(used, reclaimable)); rest < left {
					left, whose = rest, "control group "+dir
				}
			}
			if dir == "/" {
				break
			}
		}
	}
	return left, whose
}

// number reads a file that holds one; "max" is none.
func number(text []byte, err error) (uint64, bool) {
	if err != nil {
		return 0, false
	}
	n, err := strconv.ParseUint(string(bytes.TrimSpace(text)), 10, 64)
	return n, err == nil
}

// field finds the number that follows a word at the beginning of a line.
func field(text []byte, word string) (uint64, bool) {
	for line := range bytes.Lines(text) {
		if f := bytes.Fields(line); len(f) >= 2 && string(f[0]) == word {
			return number(f[1], nil)
		}
	}
	return 0, false
}
