package segment

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// stranger makes a memfd with a header that nobody checked.
func stranger(t testing.TB, header []byte, size int64, seals int) *os.File {
	t.Helper()
	fd, err := unix.MemfdCreate("stranger", unix.MFD_CLOEXEC|unix.MFD_ALLOW_SEALING)
	require.NoError(t, err)
	f := os.NewFile(uintptr(fd), "stranger")
	t.Cleanup(func() { _ = f.Close() })
	if size > 0 {
		require.NoError(t, unix.Fallocate(fd, 0, 0, size))
		_, err = f.WriteAt(header[:min(int64(len(header)), size)], 0)
		require.NoError(t, err)
	}
	if seals != 0 {
		_, err = unix.FcntlInt(uintptr(fd), unix.F_ADD_SEALS, seals)
		require.NoError(t, err)
	}
	return f
}

// openFiles counts a process's descriptors.
func openFiles(t testing.TB, process string) int {
	t.Helper()
	require.NoError(t, startPoller(), "what it takes is not a leak")
	list, err := os.ReadDir("/proc/" + process + "/fd")
	require.NoError(t, err)
	return len(list)
}

func TestStrangersAreRefused(t *testing.T) {
	good := Spec{Kind: 3, Size: 100}.encode(thisProcess())
	const whole = 2*4096 + 4096
	file := func(name string) *os.File {
		f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
		require.NoError(t, err)
		t.Cleanup(func() { _ = f.Close() })
		return f
	}
	sparse := stranger(t, nil, 0, 0)
	require.NoError(t, sparse.Truncate(1<<30))
	_, err := sparse.WriteAt(Spec{Kind: 3, Size: 1<<30 - PayloadOffset}.encode(thisProcess()), 0)
	require.NoError(t, err)
	_, err = unix.FcntlInt(sparse.Fd(), unix.F_ADD_SEALS, sealed)
	require.NoError(t, err)

	tests := []struct {
		name string
		file *os.File
		is   error
		text string
	}{
		{"ordinary file", file(t.TempDir() + "/f"), ErrSeals, "the file cannot have seals"},
		{"device", file(os.DevNull), ErrSeals, "the file cannot have seals"},
		{"no seals", stranger(t, good, whole, 0), ErrSeals, "seals 0x7 expected, 0x0 found"},
		{"may shrink", stranger(t, good, whole, unix.F_SEAL_GROW|unix.F_SEAL_SEAL), ErrSeals, "seals 0x7 expected, 0x5 found"},
		{"may grow", stranger(t, good, whole, unix.F_SEAL_SHRINK|unix.F_SEAL_SEAL), ErrSeals, "0x3 found"},
		{"read only", stranger(t, good, whole, sealed|unix.F_SEAL_WRITE), ErrSeals, "sealed against writing"},
		{"empty", stranger(t, good, 0, sealed), ErrTruncated, "0 bytes do not hold a header of 8192"},
		{"cut in the header", stranger(t, good, 512, sealed), ErrTruncated, "512 bytes do not hold a header of 8192"},
		{"cut in the payload", stranger(t, good, PayloadOffset+50, sealed), ErrTruncated, "8292 bytes expected, 8242 found"},
		{"sparse", sparse, ErrTruncated, "1073741824 bytes, of which memory holds 4096"},
		{"zeros", stranger(t, make([]byte, 100), whole, sealed), ErrForeign, "0x0000000000000000 found"},
		{"kind", stranger(t, Spec{Kind: 4, Size: 100}.encode(thisProcess()), whole, sealed), ErrMismatch, "kind 3 expected, 4 found"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			before := openFiles(t, "self")
			_, err := FromFile(t.Context(), tt.file, Spec{Kind: 3}, Keep())
			require.ErrorIs(t, err, tt.is)
			require.ErrorContains(t, err, tt.text)
			require.Equal(t, before, openFiles(t, "self"))
		})
	}
}

func TestSealsHold(t *testing.T) {
	f, err := newOne(t, Spec{Kind: 1, Size: 100}, Keep()).File()
	require.NoError(t, err)
	defer f.Close() //nolint:errcheck // memory
	require.ErrorIs(t, f.Truncate(0), unix.EPERM)
	require.ErrorIs(t, f.Truncate(1<<20), unix.EPERM)
	_, err = f.WriteAt([]byte{1}, 1<<20)
	require.ErrorIs(t, err, unix.EPERM)
	_, err = unix.FcntlInt(f.Fd(), unix.F_ADD_SEALS, unix.F_SEAL_WRITE)
	require.ErrorIs(t, err, unix.EPERM)
}

func TestTooLarge(t *testing.T) {
	before := openFiles(t, "self")
	for _, size := range []int{math.MaxInt, math.MaxInt - 3<<20, math.MaxInt / 2, math.MaxInt / 4} {
		if int64(size) < 1<<40 {
			continue // half of a 32-bit address space may well be there
		}
		_, err := Create(Spec{Kind: 1, Size: size})
		require.ErrorContains(t, err, fmt.Sprintf("ipc: no room for a segment of %d bytes: ", size))
		if !errors.Is(err, unix.EFBIG) {
			require.ErrorIs(t, err, unix.ENOMEM)
			require.ErrorContains(t, err, "left)")
		}
	}
	require.Equal(t, before, openFiles(t, "self"))
}

// Addresses run out as well, and then what was reserved is given back.
func TestNoAddresses(t *testing.T) {
	f := stranger(t, nil, 4096, sealed)
	_, _, err := mapFile(f, math.MaxInt-1<<20)
	require.ErrorIs(t, err, unix.ENOMEM)
	require.ErrorContains(t, err, "vm.max_map_count")
	require.NoError(t, f.Close())
	before := mapped(t)
	_, _, err = mapFile(f, 4096)
	require.ErrorIs(t, err, os.ErrClosed)
	require.Equal(t, before, mapped(t))
}

// mapped counts the ranges that nobody may touch, as reserved ones are.
func mapped(t testing.TB) int {
	t.Helper()
	maps, err := os.ReadFile("/proc/self/maps")
	require.NoError(t, err)
	return strings.Count(string(maps), "---p")
}

// A limit on the size of files is the system's word for no room as well.
func TestFileSizeLimit(t *testing.T) {
	child := start(t, "limited")
	require.Contains(t, child.line(), "ipc: no room for a segment of 8388608 bytes: file too large")
}

func init() {
	children["limited"] = func([]string) {
		check(unix.Setrlimit(unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: 1 << 20, Max: 1 << 20}))
		_, err := Create(Spec{Kind: 1, Size: 8 << 20})
		say(err)
	}
}

func TestMemoryLeft(t *testing.T) {
	files := map[string]string{
		"/proc/meminfo":     "MemTotal: 9 kB\nMemAvailable:   1000 kB\nSwapFree: 24 kB\n",
		"/proc/self/cgroup": "8:pids:/p\n4:memory:/a/b\n0::/x/y\nnonsense\n",

		"/sys/fs/cgroup/x/y/memory.max": "max\n",
		"/sys/fs/cgroup/x/memory.max":   "500000\n", "/sys/fs/cgroup/x/memory.current": "400000\n",
		"/sys/fs/cgroup/x/memory.stat": "anon 1\ninactive_file 100000\n",

		"/sys/fs/cgroup/memory/a/b/memory.limit_in_bytes": "300000", "/sys/fs/cgroup/memory/a/b/memory.usage_in_bytes": "350000",
		"/sys/fs/cgroup/memory/a/b/memory.stat": "total_inactive_file 60000\n",
	}
	read := func(name string) ([]byte, error) {
		if text, ok := files[name]; ok {
			return []byte(text), nil
		}
		return nil, os.ErrNotExist
	}
	left := func(without ...string) any {
		for _, name := range without {
			delete(files, name)
		}
		n, whose := memoryLeft(read)
		return []any{n, whose}
	}
	require.Equal(t, []any{uint64(10_000), "control group /a/b"}, left())
	require.Equal(t, []any{uint64(200_000), "control group /x"}, left("/sys/fs/cgroup/memory/a/b/memory.limit_in_bytes"))
	require.Equal(t, []any{uint64(1024 * 1024), "the machine"}, left("/proc/self/cgroup"))
	require.Equal(t, []any{uint64(math.MaxUint64), ""}, left("/proc/meminfo"))
}

// Segments without a descriptor are bounded by memory and by the number of
// mappings (two each), and not by the number of descriptors.
func TestManySegments(t *testing.T) {
	many := 1_000
	if os.Getenv("UNDERHOOD_FULL") != "" {
		many = 10_000
	}
	before := openFiles(t, "self")
	all := make([]*Segment, many)
	for i := range all {
		all[i] = newOne(t, Spec{Kind: 1, Size: 64})
		all[i].Bytes()[0] = byte(i)
	}
	require.Equal(t, before, openFiles(t, "self"))
	require.GreaterOrEqual(t, mappings(t), many)
	for i, s := range all {
		require.Equal(t, byte(i), s.Bytes()[0])
		require.NoError(t, s.Close())
	}
	require.Zero(t, mappings(t))
}

// mappings counts the segments that this process has mapped.
func mappings(t testing.TB) int {
	t.Helper()
	maps, err := os.ReadFile("/proc/self/maps")
	require.NoError(t, err)
	return strings.Count(string(maps), "/memfd:underhood")
}

// Whatever a stranger writes into a header, attaching ends, with an error or
// with a segment whose every byte can be touched.
func FuzzFromFile(f *testing.F) {
	f.Add(someSpec.encode(someone), uint8(8), uint32(ready))
	f.Add(someSpec.encode(thisProcess()), uint8(0), uint32(making))
	f.Add(Spec{Kind: 7, Size: math.MaxInt}.encode(someone), uint8(1), uint32(9))
	f.Add([]byte{}, uint8(0), uint32(givenUp))
	stop, cancel := context.WithCancel(context.Background())
	cancel()
	f.Fuzz(func(t *testing.T, header []byte, pages uint8, state uint32) {
		header = append(header, make([]byte, RosterOffset)...)[:RosterOffset]
		header[atReady], header[atReady+1] = byte(state), byte(state>>8)
		file := stranger(t, header, int64(pages+1)*1000, sealed)
		defer file.Close() //nolint:errcheck // memory
		s, err := FromFile(stop, file, Spec{Kind: 7})
		if err != nil {
			return
		}
		clear(s.Bytes())
		clear(s.Header())
		require.NoError(t, s.Close())
	})
}
