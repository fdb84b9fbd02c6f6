package underhood_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// topics are the packages people import, and their order on the map.
var topics = []string{"gc", "ipc", "concurrency", "singleton", "iterators", "metaclass", "web", "websec", "orm"}

var (
	// core is all that a topic may import beside the standard library.
	core = []string{"golang.org/x/sync", "golang.org/x/sys"}
	// testing is what its tests may import as well.
	testOnly = []string{"github.com/stretchr/testify", "go.uber.org/goleak", "golang.org/x/sys"}
	// shown are the parts of the house that know how things are shown; every
	// other internal/<noun> is a mechanism.
	shown = []string{"internal/show", "internal/lessons", "internal/conform"}
)

// optional are the sub-packages that exist to bring something in, so that
// nobody else has to, and what that is. Their topic does not import them.
var optional = map[string]string{
	"gc/gcview":         "internal/show",
	"ipc/nats":          "github.com/nats-io/nats.go",
	"orm/mysql":         "github.com/go-sql-driver/mysql",
	"orm/postgres":      "github.com/jackc/pgx/v5",
	"orm/sqlite":        "modernc.org/sqlite",
	"web/redisstore":    "github.com/redis/go-redis/v9",
	"websec/redislimit": "github.com/redis/go-redis/v9",
	"websec/richtext":   "github.com/microcosm-cc/bluemonday",
	"websec/sqlvet":     "golang.org/x/tools/go",

	"websec/sqlvet/cmd/sqlvet": "golang.org/x/tools/go",
}

// partners are second implementations that the tests of a part compare it with.
var partners = map[string]string{
	"orm/sqlite":      "github.com/ncruces/go-sqlite3",
	"websec/richtext": "golang.org/x/net/html", // a parser that builds pages as browsers do
}

// A listed package is one object of `go list -json`.
type listed struct {
	ImportPath                         string
	Imports, TestImports, XTestImports []string
}

// listPackages asks the go command for this module's packages on a system.
func listPackages(t *testing.T, goos string) []listed {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports,TestImports,XTestImports", "./...")
	cmd.Env = append(os.Environ(), "GOOS="+goos, "GOARCH=amd64", "CGO_ENABLED=0")
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	require.NoError(t, err, "go list for %s: %s", goos, &complaint)
	var all []listed
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		err := dec.Decode(&p)
		if errors.Is(err, io.EOF) {
			return all
		}
		require.NoError(t, err)
		all = append(all, p)
	}
}

// strayImports finds imports that the importing package's place in the house
// does not allow. Each rule looks at direct imports; since every package is
// looked at, what a package brings in through others is covered too.
func strayImports(module string, packages []listed, house tree) []string {
	var slips []string
	for _, p := range packages {
		place := inside(module, p.ImportPath)
		allowed, rule := ration(place)
		look := func(imports []string, test bool, more ...string) {
			for _, imp := range imports {
				if name := inside(module, imp); !mayImport(name, append(more, allowed...)) || !test && opens(place, name) {
					slips = append(slips, fmt.Sprintf("%s imports %s: %s", importer(house, place, imp), name, rule))
				}
			}
		}
		if rule == "" {
			slips = append(slips, fmt.Sprintf("%s: a package with no place in the house: topics, examples and internal are", place))
			continue
		}
		look(p.Imports, false)
		// A topic's tests also play its lesson and its optional parts.
		topic, _, _ := strings.Cut(place, "/")
		more := slices.Concat(testOnly, shown, []string{topic})
		if partner, ok := partners[place]; ok {
			more = append(more, partner)
		}
		look(slices.Concat(p.TestImports, p.XTestImports), true, more...)
	}
	return slips
}

// ration returns what a package may import, by its place in the house, and the
// rule in words. Names with a dot are other modules, the rest is in this one.
func ration(place string) (allowed []string, rule string) {
	topic, _, _ := strings.Cut(place, "/")
	switch {
	case slices.Contains(topics, topic):
		allowed = append([]string{topic, "mechanism"}, core...)
		rule = "a topic imports the standard library, x/sync, x/sys, mechanisms in internal, and no other topic"
		if extra, ok := optional[place]; ok {
			allowed = append(allowed, extra)
			rule += "; this part may add " + extra
		}
		if path.Base(place) == "laws" {
			allowed = append(allowed, testOnly...)
			rule += "; laws are a part of tests, and may add what those may"
		}
	case place == "internal/show/terminal":
		return []string{"internal/show", "golang.org/x/term", "charm.land/bubbletea/v2", "charm.land/lipgloss/v2"},
			"the live stage imports the stage, bubbletea, lipgloss and x/term"
	case under(place, "internal/show"):
		return []string{"internal/show", "golang.org/x/term"},
			"the stage imports the standard library and x/term; only internal/show/terminal adds bubbletea and lipgloss"
	case under(place, shown...), under(place, "examples"), place == ".":
		return append([]string{".", "mechanism", "examples", "golang.org/x/term"}, slices.Concat(core, topics, shown)...),
			"examples and lessons join topics and the stage, and bring in no module of their own"
	case under(place, "internal"):
		return append([]string{"mechanism"}, core...),
			"a mechanism imports the standard library, x/sync and x/sys, and knows no topic"
	}
	return allowed, rule
}

// mayImport reports whether an import is in the standard library or among the allowed.
func mayImport(name string, allowed []string) bool {
	first, _, _ := strings.Cut(name, "/")
	ours := slices.Contains(topics, first) || first == "internal" || first == "examples" || first == "."
	if !ours && !strings.Contains(first, ".") {
		return name != "C" // cgo would end cross building
	}
	if ours && path.Base(name) == "laws" {
		return slices.Contains(allowed, testOnly[0]) // laws are for tests alone
	}
	if under(name, "internal") && !under(name, shown...) {
		return slices.Contains(allowed, "mechanism")
	}
	return under(name, allowed...)
}

// opens reports whether an import brings an optional part, and what it needs,
// into its own topic. The part's own command may have it.
func opens(place, name string) bool {
	_, isOptional := optional[name]
	topic, _, _ := strings.Cut(name, "/")
	return isOptional && !under(place, name) && under(place, topic)
}

// under reports whether a name is one of the folders or in one of them.
func under(name string, folders ...string) bool {
	return slices.ContainsFunc(folders, func(f string) bool {
		return name == f || f != "." && strings.HasPrefix(name, f+"/")
	})
}

// inside makes an import path relative to the module, "." for its root. Other
// paths stay as they are.
func inside(module, importPath string) string {
	if importPath == module {
		return "."
	}
	return strings.TrimPrefix(importPath, module+"/")
}

// importer names the file of a package that has an import, or the package.
func importer(house tree, place, importPath string) string {
	for _, name := range house.names(".go") {
		if path.Dir(name) == place && strings.Contains(house[name], strconv.Quote(importPath)) {
			return name
		}
	}
	return place
}

func TestStrayImports(t *testing.T) {
	const m = "example.org/u"
	tests := []struct {
		place, imports string
		want           bool // whether it is allowed
	}{
		{"gc", "fmt", true},
		{"gc", "golang.org/x/sys/unix", true},
		{"gc", "golang.org/x/term", false},
		{"gc", "C", false},
		{"gc", "github.com/stretchr/testify/require", false},
		{"gc", m + "/gc/pool", true},
		{"gc", m + "/gc/gcview", false},
		{"gc", m + "/internal/coro", true},
		{"gc", m + "/internal/show", false},
		{"gc", m + "/internal/lessons/gc", false},
		{"gc", m + "/examples/gc", false},
		{"gc", m, false},
		{"gc/internal/laws", "github.com/stretchr/testify/require", true},
		{"gc", m + "/gc/internal/laws", false},
		{"gc/gcview", m + "/internal/show", true},
		{"gc/gcview", m + "/gc", true},
		{"gc/gcview", "charm.land/bubbletea/v2", false},
		{"web", m + "/websec", false},
		{"orm", m + "/web", false},
		{"orm", "modernc.org/sqlite", false},
		{"orm", m + "/orm/sqlite", false},
		{"orm/sqlite", "modernc.org/sqlite", true},
		{"orm/sqlite", "github.com/jackc/pgx/v5", false},
		{"websec/sqlvet", "golang.org/x/tools/go/analysis", true},
		{"websec/sqlvet/cmd/sqlvet", m + "/websec/sqlvet", true},
		{"websec/sqlvet/cmd/sqlvet", "golang.org/x/tools/go/analysis/singlechecker", true},
		{"websec", m + "/websec/sqlvet", false},
		{"internal/show", "golang.org/x/term", true},
		{"internal/show", "golang.org/x/sync/errgroup", false},
		{"internal/show", "charm.land/lipgloss/v2", false},
		{"internal/show", m + "/gc", false},
		{"internal/show/terminal", "charm.land/lipgloss/v2", true},
		{"internal/show/terminal", "charm.land/bubbles/v2", false},
		{"internal/coro", "golang.org/x/sync/errgroup", true},
		{"internal/coro", m + "/internal/reexec", true},
		{"internal/coro", m + "/iterators", false},
		{"internal/coro", m + "/internal/show", false},
		{"internal/lessons/gc", m + "/gc/gcview", true},
		{"internal/lessons/gc", m + "/internal/show/terminal", true},
		{"examples/tour", "charm.land/bubbletea/v2", false},
		{"examples/tour", m + "/websec", true},
		{"stray", "fmt", false},
	}
	for _, tt := range tests {
		t.Run(tt.place+" "+tt.imports, func(t *testing.T) {
			slips := strayImports(m, []listed{{ImportPath: m + "/" + tt.place, Imports: []string{tt.imports}}}, nil)
			require.Equal(t, tt.want, len(slips) == 0, "%q", slips)
		})
	}

	t.Run("tests", func(t *testing.T) {
		slips := strayImports(m, []listed{{
			ImportPath:   m + "/gc",
			TestImports:  []string{"github.com/stretchr/testify/require", m + "/gc/internal/laws", m + "/web"},
			XTestImports: []string{m + "/internal/lessons/gc", "gopkg.in/check.v1"},
		}}, tree{"gc/heap_test.go": `import "` + m + `/web"`})
		require.Len(t, slips, 2)
		require.True(t, strings.HasPrefix(slips[0], "gc/heap_test.go imports web: a topic imports"), slips[0])
		require.True(t, strings.HasPrefix(slips[1], "gc imports gopkg.in/check.v1: a topic imports"), slips[1])

		slips = strayImports(m, []listed{
			{ImportPath: m + "/orm", XTestImports: []string{m + "/orm/sqlite"}},
			{ImportPath: m + "/orm/sqlite", XTestImports: []string{"github.com/ncruces/go-sqlite3/driver"}},
		}, nil)
		require.Empty(t, slips)
	})
}
