package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"underhood/bench/harness"
	processes "underhood/ipc"
)

// TestMain lets the test binary be its own worker, as the command is.
func TestMain(m *testing.M) {
	processes.Init()
	if len(os.Args) == 4 && os.Args[1] == "worker" {
		os.Exit(work(os.Args[2], os.Args[3]))
	}
	goleak.VerifyTestMain(m)
}

// bench runs the command.
func bench(t *testing.T, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	status = run(t.Context(), args, &out, &err)
	return status, out.String(), err.String()
}

// TestTopicGC measures every case of topic gc once, at sizes that say nothing.
func TestTopicGC(t *testing.T) {
	status, stdout, stderr := bench(t, "-topic", "gc", "-small", "-quick", "-rounds", "1", "-json")
	require.Zero(t, status, stderr)
	seen := map[string]map[string]bool{}
	for line := range strings.Lines(stdout) {
		var row struct {
			Topic, Case, Impl, Unit string
			NS                      float64
			Samples                 int
			Objects                 int
			Size                    int
		}
		require.NoError(t, json.Unmarshal([]byte(line), &row), line)
		require.Equal(t, "gc", row.Topic)
		require.NotEmpty(t, row.Unit)
		require.Positive(t, row.NS)
		require.Positive(t, row.Samples)
		if strings.HasPrefix(row.Case, "live_") && strings.HasPrefix(row.Impl, "underhood") {
			require.GreaterOrEqual(t, row.Objects, row.Size, line)
		}
		if seen[row.Case] == nil {
			seen[row.Case] = map[string]bool{}
		}
		require.False(t, seen[row.Case][row.Impl], "a row twice: %s", line)
		seen[row.Case][row.Impl] = true
	}
	for _, c := range topics()[0].Cases {
		require.True(t, seen[c.Name]["underhood"], "%s has no row of ours", c.Name)
		require.True(t, seen[c.Name]["underhood/again"], "%s has no A/A row", c.Name)
	}
	require.True(t, seen["live_tree"]["underhood/mark-sweep"])
	require.True(t, seen["live_tree"]["go"])
	require.True(t, seen["binary_trees"]["modernc"])
	require.True(t, seen["nil_hook"]["no-hook"])
}

// row is a line of -json that a test looks at.
type row struct {
	Topic, Case, Impl string
	NS, Bytes         float64
	Size              int
	VsLimit           float64 `json:"vs_limit"`
	VsBestRival       float64 `json:"vs_best_rival"`
	line              string
}

// measured runs a topic and reads its rows.
func measured(t *testing.T, topic string, args ...string) (rows []row) {
	t.Helper()
	status, stdout, stderr := bench(t, append([]string{"-topic", topic}, args...)...)
	require.Zero(t, status, stderr)
	for line := range strings.Lines(stdout) {
		r := row{line: line}
		require.NoError(t, json.Unmarshal([]byte(line), &r), line)
		require.Equal(t, topic, r.Topic)
		require.Positive(t, r.NS)
		rows = append(rows, r)
	}
	return rows
}

// TestTopicIterators does the same for topic iterators.
func TestTopicIterators(t *testing.T) {
	seen := map[string]map[string]bool{}
	for _, row := range measured(t, "iterators", "-small", "-quick", "-rounds", "1", "-json") {
		if row.Impl == "underhood" && row.Case == "first_item" {
			require.Positive(t, row.VsBestRival, row.line)
		} else if row.Impl == "underhood" {
			require.Positive(t, row.VsLimit, row.line)
		}
		if seen[row.Case] == nil {
			seen[row.Case] = map[string]bool{}
		}
		require.False(t, seen[row.Case][row.Impl], "a row twice: %s", row.line)
		seen[row.Case][row.Impl] = true
	}
	for _, c := range topics()[1].Cases {
		require.True(t, seen[c.Name]["underhood"], "%s has no row of ours", c.Name)
		require.True(t, seen[c.Name]["underhood/again"], "%s has no A/A row", c.Name)
	}
	require.True(t, seen["zip"]["lo"])
	require.True(t, seen["zip"]["go-functional"])
	require.True(t, seen["map_map_inline"]["underhood/nested"])
}

func TestTable(t *testing.T) {
	status, stdout, stderr := bench(t, "-topic", "gc", "-small", "-quick", "-rounds", "1", "-case", "live_chain")
	require.Zero(t, status, stderr)
	require.Contains(t, stdout, "the noise (A/A)")
	require.Contains(t, stderr, "measuring live_chain (1 of 1)\n")
	require.NotContains(t, stderr, "\x1b", "no terminal, no control codes")
}

func TestCommandLine(t *testing.T) {
	for _, test := range []struct {
		args   []string
		status int
		says   string
	}{
		{[]string{"-h"}, 0, "gc live_tree"},
		{[]string{"-h"}, 0, "iterators groupby"},
		{nil, 2, `-topic "": have gc, iterators, singleton, ipc, concurrency, metaclass, orm, web, websec`},
		{[]string{"-topic", "no"}, 2, `-topic "no": have gc, iterators, singleton, ipc, concurrency, metaclass, orm, web, websec`},
		{[]string{"-topic", "gc", "-case", "no"}, 2, `no case "no"`},
		{[]string{"-topic", "gc", "-rounds", "-1"}, 2, "cannot be negative"},
		{[]string{"-topic", "gc", "-seed", "4294967296"}, 2, "32 bits"},
		{[]string{"gc"}, 2, `what is "gc"?`},
		{[]string{"-fast"}, 2, "-fast"},
	} {
		status, stdout, stderr := bench(t, test.args...)
		require.Equal(t, test.status, status, "%v", test.args)
		require.Contains(t, stderr, test.says)
		require.Empty(t, stdout)
	}
}

func TestInterrupted(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	var out, err bytes.Buffer
	timer := time.AfterFunc(300*time.Millisecond, stop) // in the middle of it, or before: the same
	defer timer.Stop()
	require.Equal(t, 1, run(ctx, []string{"-topic", "gc", "-case", "binary_trees"}, &out, &err))
	require.Contains(t, err.String(), "interrupted")
	require.Empty(t, out.String())
}

func TestWrite(t *testing.T) {
	folder := t.TempDir()
	c, err := parse([]string{"-topic", "gc", "-small", "-quick", "-rounds", "2", "-case", "live_tree"}, os.Stderr)
	require.NoError(t, err)
	out, err := c.topic.Measure(t.Context(), c.options)
	require.NoError(t, err)
	now := time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC)
	for range 2 { // the second time in place of the first
		require.NoError(t, write(folder, c, out, now))
	}
	text, err := os.ReadFile(folder + "/RESULTS.md")
	require.NoError(t, err)
	require.Equal(t, 1, strings.Count(string(text), "### live_tree"))
	require.Contains(t, string(text), "2026-01-02; ")
	require.Contains(t, string(text), "| underhood/again |")
	_, err = os.Stat(folder + "/RESULTS-gc.svg")
	require.Equal(t, hasPython(out), err == nil, "a chart when Python took part")
}

func hasPython(out harness.Outcome) bool {
	for _, row := range out.Results[0].Rows {
		if row.Role == harness.RolePython {
			return true
		}
	}
	return false
}

// TestTopicSingleton does the same for topic singleton.
func TestTopicSingleton(t *testing.T) {
	seen := map[string]bool{}
	for _, row := range measured(t, "singleton", "-small", "-quick", "-rounds", "1", "-json") {
		if row.Impl == "underhood" {
			require.Positive(t, row.VsLimit, row.line)
			seen[row.Case] = true
		}
		seen[row.Case+" "+row.Impl] = true
	}
	for _, c := range []string{"get", "get_contended", "first_get"} {
		require.True(t, seen[c+" do"], c)
		require.True(t, seen[c+" do/named"], c)
	}
	for _, c := range topics()[2].Cases {
		require.True(t, seen[c.Name], "%s has no row of ours", c.Name)
	}
}

// TestTopicIPC does the same for topic ipc: every contestant moves every byte, or the
// case fails.
func TestTopicIPC(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("shared memory between processes is complete on Linux only")
	}
	seen := map[string]map[string]bool{}
	for _, row := range measured(t, "ipc", "-small", "-rounds", "1", "-json") {
		if row.Impl == "underhood" {
			require.Positive(t, row.VsLimit+row.VsBestRival, row.line)
		}
		if seen[row.Case] == nil {
			seen[row.Case] = map[string]bool{}
		}
		require.False(t, seen[row.Case][row.Impl], "a row twice: %s", row.line)
		seen[row.Case][row.Impl] = true
	}
	for _, c := range topics()[3].Cases {
		require.True(t, seen[c.Name]["underhood"], "%s has no row of ours", c.Name)
		require.True(t, seen[c.Name]["underhood/again"], "%s has no A/A row", c.Name)
		if c.Limit == "" {
			require.True(t, seen[c.Name]["os.Pipe"] && seen[c.Name]["unix socket"], "%s has no rival", c.Name)
		}
	}
	require.Equal(t, runtime.GOARCH == "amd64" || runtime.GOARCH == "arm64", seen["rtt_8B"]["shmipc-go"])
	require.True(t, seen["oneway_1MiB"]["underhood/socket"])
}

// TestTopicConcurrency does the same for topic concurrency.
func TestTopicConcurrency(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("processes have been tried on Linux only")
	}
	seen := map[string]bool{}
	for _, row := range measured(t, "concurrency", "-small", "-quick", "-rounds", "1", "-json") {
		require.False(t, seen[row.Case+" "+row.Impl], "a row twice: %s", row.line)
		seen[row.Case+" "+row.Impl] = true
		if row.Impl == "underhood" && row.Case == "sleep_1m" {
			require.Greater(t, row.Bytes, 2048.*float64(row.Size), "each sleeper has a stack")
		}
		if row.Impl == "underhood" && (row.Case == "resume" || row.Case == "warm_task") {
			require.Positive(t, row.VsLimit, row.line)
		}
	}
	for _, c := range topics()[4].Cases {
		require.True(t, seen[c.Name+" underhood"], "%s has no row of ours", c.Name)
		require.True(t, seen[c.Name+" underhood/again"], "%s has no A/A row", c.Name)
	}
	for _, row := range []string{"resume iter.Pull", "resume channel", "loop_switch go", "spawn_cold os/exec", "warm_task os.Pipe"} {
		require.True(t, seen[row], row)
	}
}

// TestTopicMetaclass does the same for topic metaclass.
func TestTopicMetaclass(t *testing.T) {
	seen := map[string]bool{}
	for _, row := range measured(t, "metaclass", "-small", "-quick", "-rounds", "1", "-json") {
		require.False(t, seen[row.Case+" "+row.Impl], "a row twice: %s", row.line)
		seen[row.Case+" "+row.Impl] = true
		if row.Impl != "underhood" {
			continue
		}
		switch row.Case {
		case "depth16", "read_after_writes", "two_readers":
			require.Positive(t, row.VsLimit, row.line)
		default:
			require.Positive(t, row.VsBestRival, row.line)
		}
	}
	for _, c := range topics()[5].Cases {
		require.True(t, seen[c.Name+" underhood"], "%s has no row of ours", c.Name)
		require.True(t, seen[c.Name+" underhood/again"], "%s has no A/A row", c.Name)
	}
	for _, row := range []string{"attr_get goja/host", "super gopher-lua", "getattr_hook starlark", "go_method goja/native", "go_method expr", "go_method yaegi"} {
		require.True(t, seen[row], row)
	}
}

// TestTopicORM does the same for topic orm: all contestants read and write the same
// rows, or the case fails.
func TestTopicORM(t *testing.T) {
	seen := map[string]bool{}
	for _, row := range measured(t, "orm", "-small", "-rounds", "1", "-json") {
		if row.Impl == "underhood" {
			require.Positive(t, row.VsLimit, row.line)
			require.Positive(t, row.VsBestRival, row.line)
		}
		require.False(t, seen[row.Case+" "+row.Impl], "a row twice: %s", row.line)
		seen[row.Case+" "+row.Impl] = true
	}
	i := slices.IndexFunc(topics(), func(t *harness.Topic) bool { return t.Name == "orm" })
	for _, c := range topics()[i].Cases {
		for _, impl := range []string{"underhood", "underhood/again", "database/sql", "kept statements", "gorm", "gorm/tuned", "bun", "xorm", "sqlx"} {
			require.True(t, seen[c.Name+" "+impl], "%s has no row of %s", c.Name, impl)
		}
		require.Equal(t, c.Name != "sqlite_stream1m", seen[c.Name+" ent"], c.Name)
	}
	require.True(t, seen["sqlite_insert underhood"] && seen["sqlite_list10k text times"])
}

// TestTopicWeb does the same for topic web: all contestants answer the same requests with
// the same bytes, Flask too where it is, or the case fails.
func TestTopicWeb(t *testing.T) {
	seen := map[string]bool{}
	for _, row := range measured(t, "web", "-small", "-rounds", "1", "-json") {
		if row.Impl == "underhood" && (row.Case == "throughput" || row.Case == "routing") {
			require.Positive(t, row.VsLimit, row.line)
		}
		if row.Impl == "underhood" {
			require.Positive(t, row.VsBestRival, row.line)
		}
		require.False(t, seen[row.Case+" "+row.Impl], "a row twice: %s", row.line)
		seen[row.Case+" "+row.Impl] = true
	}
	for _, want := range []string{
		"routed_hooks_session underhood/stored", "routed_hooks_session chi+scs", "routed_hooks_session chi+gorilla", "routed_hooks_session gin+sessions",
		"routed_hooks_session echo+gorilla", "routed_hooks_session scs, JSON", "session_verify scs", "session_verify gorilla", "throughput net/http",
		"throughput chi+scs", "stored_session chi+scs", "routing chi", "routing gin", "routing echo",
	} {
		require.True(t, seen[want], "no row: %s", want)
	}
	i := slices.IndexFunc(topics(), func(t *harness.Topic) bool { return t.Name == "web" })
	for _, c := range topics()[i].Cases {
		require.True(t, seen[c.Name+" underhood"] && seen[c.Name+" underhood/again"], c.Name)
	}
}

// TestTopicWebsec does the same for topic websec: all admit the same requests.
func TestTopicWebsec(t *testing.T) {
	seen := map[string]bool{}
	for _, row := range measured(t, "websec", "-small", "-rounds", "1", "-json") {
		if row.Impl == "underhood" && row.Case == "fetch_metadata" {
			require.Positive(t, row.VsLimit, row.line)
		} else if row.Impl == "underhood" {
			require.Positive(t, row.VsBestRival, row.line)
		}
		require.False(t, seen[row.Case+" "+row.Impl], "a row twice: %s", row.line)
		seen[row.Case+" "+row.Impl] = true
	}
	for _, topic := range topics() {
		if topic.Name == "websec" {
			for contestant, works := range topic.Works {
				for name := range works {
					require.True(t, seen[name+" "+contestant], "no row: %s of %s", name, contestant)
				}
			}
		}
	}
}
