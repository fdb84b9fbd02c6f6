package segment

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// A child is another process of a test: this test program in another role. It
// writes lines and reads commands, and ends when its input does.
type child struct {
	t     testing.TB
	cmd   *exec.Cmd
	lines *bufio.Reader
	tell  io.WriteCloser
}

// start starts a child as the same user, startAs with something changed.
func start(t testing.TB, role string, args ...string) *child {
	t.Helper()
	return startAs(t, func(*exec.Cmd) {}, role, args...)
}

func startAs(t testing.TB, change func(*exec.Cmd), role string, args ...string) *child {
	t.Helper()
	cmd := exec.Command("/proc/self/exe", args...)
	cmd.Env = append(os.Environ(), childKey+"="+role)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	in, err := cmd.StdinPipe()
	require.NoError(t, err)
	change(cmd)
	require.NoError(t, cmd.Start())
	c := &child{t: t, cmd: cmd, lines: bufio.NewReader(out), tell: in}
	t.Cleanup(c.kill)
	return c
}

// line waits for the child's next line.
func (c *child) line() string {
	c.t.Helper()
	text, err := c.lines.ReadString('\n')
	require.NoError(c.t, err, "the child said no more after %q", text)
	return strings.TrimSuffix(text, "\n")
}

func (c *child) command(text string) {
	c.t.Helper()
	_, err := io.WriteString(c.tell, text+"\n")
	require.NoError(c.t, err)
}

// kill ends the child by SIGKILL, if it runs, and waits until it is gone.
func (c *child) kill() {
	_ = c.cmd.Process.Kill()
	_ = c.cmd.Wait()
}

// stop stops the child, and waits until each of its threads has.
func (c *child) stop() {
	c.t.Helper()
	require.NoError(c.t, c.cmd.Process.Signal(syscall.SIGSTOP))
	var status syscall.WaitStatus
	_, err := syscall.Wait4(c.cmd.Process.Pid, &status, syscall.WUNTRACED, nil)
	require.NoError(c.t, err)
	require.True(c.t, status.Stopped())
}

func (c *child) pid() string { return strconv.Itoa(c.cmd.Process.Pid) }

// asNobody makes a child another user's process, which only root can.
func asNobody(t testing.TB) func(*exec.Cmd) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("only root can start a process of another user")
	}
	return func(cmd *exec.Cmd) {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	}
}

// What children use.

func say(what any) { fmt.Println(what) }

func check(err error) {
	if err != nil {
		say(err)
		os.Exit(1)
	}
}

func must[T any](v T, err error) T {
	check(err)
	return v
}

var commands = bufio.NewReader(os.Stdin)

// obey returns the next command; a child without orders ends.
func obey() string {
	text, err := commands.ReadString('\n')
	if err != nil {
		os.Exit(0)
	}
	return strings.TrimSuffix(text, "\n")
}
