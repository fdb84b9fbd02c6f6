package segment

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// used counts the descriptors of this process without using one.
func used() (n int) {
	for fd := range 4096 {
		if _, err := unix.FcntlInt(uintptr(fd), unix.F_GETFD, 0); err == nil {
			n++
		}
	}
	return n
}

// limit is what this process may have open from now on.
func limit(files uint64) {
	var most unix.Rlimit
	check(unix.Getrlimit(unix.RLIMIT_NOFILE, &most))
	check(unix.Setrlimit(unix.RLIMIT_NOFILE, &unix.Rlimit{Cur: files, Max: most.Max}))
}

// fill opens files until there is no descriptor left, and returns them.
func fill() (fds []int) {
	limit(64)
	for {
		fd, err := unix.Open(os.DevNull, unix.O_RDONLY|unix.O_CLOEXEC, 0)
		if err != nil {
			return fds
		}
		fds = append(fds, fd)
	}
}

func empty(fds []int) {
	for _, fd := range fds {
		check(unix.Close(fd))
	}
}

func init() {
	// exhausted is an owner with no descriptor left but the spare one.
	children["exhausted"] = func(args []string) {
		s := must(Create(someSpec, Keep()))
		check(s.Ready())
		must(Publish(args[0], s))
		before := used()
		fds := fill()
		say("full")
		obey()
		empty(fds)
		say(used() == before)
		obey()
	}
	// robbed is one that has lost the spare one as well: no descriptor that it
	// could open is under its limit.
	children["robbed"] = func(args []string) {
		s := must(Create(someSpec, Keep()))
		check(s.Ready())
		must(Publish(args[0], s))
		before := used()
		limit(1)
		say("robbed")
		obey()
		limit(64)
		obey()
		say(fmt.Sprint(used() - before))
		obey()
	}
	// poor looks for a segment with more and more descriptors left. When cold it
	// begins before the runtime's poller runs, which then needs two to keep.
	children["poor"] = func(args []string) {
		if args[1] == "warm" {
			check(startPoller())
		}
		fds := fill()
		for {
			before := used()
			s, err := Lookup(context.Background(), args[0], someSpec, Keep())
			if err == nil {
				check(s.Close())
			}
			kept := used() - before
			switch {
			case err == nil:
				say(fmt.Sprint("found, kept ", kept))
				return
			case !errors.Is(err, unix.EMFILE):
				say(fmt.Sprint("unclear: ", err))
			default:
				say(fmt.Sprintf("kept %d: %v", kept, err))
			}
			empty(fds[len(fds)-1:])
			fds = fds[:len(fds)-1]
		}
	}
	// frugal publishes with more and more descriptors left.
	children["frugal"] = func(args []string) {
		s := must(Create(someSpec, Keep()))
		fds := fill()
		for {
			before := used()
			n, err := Publish(args[0], s)
			if err == nil {
				check(n.Close())
				_, err := Create(someSpec)
				say(fmt.Sprint("published ", err))
				return
			}
			say(fmt.Sprintf("kept %d: %v", used()-before, err))
			empty(fds[len(fds)-1:])
			fds = fds[:len(fds)-1]
		}
	}
	// crowd connects many times, says nothing and reads nothing.
	children["crowd"] = func(args []string) {
		address := must(addressOf(args[0]))
		var most unix.Rlimit
		check(unix.Getrlimit(unix.RLIMIT_NOFILE, &most))
		fds := make([]int, min(800, most.Cur-32))
		for i := range fds {
			fds[i] = must(unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM, 0))
			check(unix.Connect(fds[i], address))
		}
		say("crowded")
		obey()
		empty(fds)
		say("gone")
		obey()
	}
	// modest is an owner with a low limit, which is also one for descriptors on
	// their way.
	children["modest"] = func(args []string) {
		limit(64)
		children["owner"](args)
	}
	children["seeker"] = func(args []string) {
		for {
			s, err := Lookup(context.Background(), args[0], someSpec)
			if err == nil {
				check(s.Close())
			}
			say(err)
			obey()
		}
	}
}

// rest returns when the owner of a name is done with every connection before:
// it hangs up on one after the other.
func rest(t *testing.T, name string) {
	t.Helper()
	for range 2 { // what follows the first hanging up is over before the second
		c, err := connectTo(t.Context(), name)
		require.NoError(t, err)
		_, err = io.Copy(io.Discard, c)
		require.NoError(t, err)
		require.NoError(t, c.Close())
	}
}

func TestOwnerWithoutDescriptors(t *testing.T) {
	name := unique(t)
	owner := start(t, "exhausted", name)
	require.Equal(t, "full", owner.line())
	for range 200 {
		s, err := Lookup(t.Context(), name, someSpec)
		require.NoError(t, err)
		require.NoError(t, s.Close())
	}
	rest(t, name)
	owner.command("recover")
	require.Equal(t, "true", owner.line(), "the spare descriptor is there again, and nothing else")
}

func TestOwnerWithoutSpareDescriptor(t *testing.T) {
	name := unique(t)
	owner := start(t, "robbed", name)
	require.Equal(t, "robbed", owner.line())
	early, err := connectTo(t.Context(), name) // is in the queue, which the owner cannot empty
	require.NoError(t, err)
	owner.command("recover")
	s, err := Lookup(t.Context(), name, someSpec)
	require.NoError(t, err)
	require.NoError(t, s.Close())
	require.NoError(t, early.Close())
	rest(t, name)
	owner.command("count")
	require.Equal(t, "0", owner.line())
}

func TestLookupWithoutDescriptors(t *testing.T) {
	s := newOne(t, someSpec, Keep())
	n, err := Publish(unique(t), s)
	require.NoError(t, err)
	defer n.Close() //nolint:errcheck // returns nil
	for how, kept := range map[string]int{"warm": 0, "cold": 2} {
		t.Run(how, func(t *testing.T) {
			client := start(t, "poor", n.String(), how)
			refused := map[string]int{}
			line := client.line()
			for ; !strings.HasPrefix(line, "found"); line = client.line() {
				require.Regexp(t, `^kept 0: .*too many open files`, line)
				refused[line]++
			}
			require.Equal(t, fmt.Sprint("found, kept ", kept), line)
			if how == "warm" {
				require.Len(t, refused, 2, "no descriptor for the socket, or none to receive: %q", refused)
			}
		})
	}
}

func TestPublishWithoutDescriptors(t *testing.T) {
	child := start(t, "frugal", unique(t))
	for {
		line := child.line()
		if strings.HasPrefix(line, "published") {
			require.Equal(t, "published <nil>", line)
			return
		}
		require.Regexp(t, `^kept [02]: .*publishing .*too many open files`, line)
	}
}

// A crowd that neither speaks nor reads holds nobody up.
func TestSilentCrowd(t *testing.T) {
	name := unique(t)
	owner := start(t, "owner", name)
	require.Equal(t, "up", owner.line())
	before := openFiles(t, owner.pid())
	crowd := start(t, "crowd", name)
	require.Equal(t, "crowded", crowd.line())
	for range 10 {
		s, err := Lookup(t.Context(), name, someSpec)
		require.NoError(t, err)
		require.NoError(t, s.Close())
	}
	rest(t, name)
	require.Equal(t, before, openFiles(t, owner.pid()))
	crowd.kill()
	s, err := Lookup(t.Context(), name, someSpec)
	require.NoError(t, err)
	require.NoError(t, s.Close())
}

// What the crowd of the same user does not read counts against that user. Root
// has no such limit, so this is nobody's business.
func TestDescriptorsInFlight(t *testing.T) {
	nobody := asNobody(t)
	name := unique(t)
	owner := startAs(t, nobody, "modest", name)
	require.Equal(t, "up", owner.line())
	crowd := startAs(t, func(cmd *exec.Cmd) { nobody(cmd) }, "crowd", name)
	require.Equal(t, "crowded", crowd.line())
	seeker := startAs(t, nobody, "seeker", name)
	require.Contains(t, seeker.line(), ErrBusy.Error())
	crowd.command("go")
	require.Equal(t, "gone", crowd.line())
	seeker.command("again")
	require.Equal(t, "<nil>", seeker.line())
}
