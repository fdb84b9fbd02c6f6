package underhood_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
)

// sleeps finds tests that wait for real time to pass: too short on a busy
// machine, too long on every other. Inside synctest.Test time is not real.
func sleeps(house tree) []string {
	var slips []string
	for _, name := range house.names("_test.go") {
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, name, house[name], parser.SkipObjectResolution)
		if err != nil {
			slips = append(slips, err.Error())
			continue
		}
		clock, bubble := importName(file, "time"), importName(file, "testing/synctest")
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				return !selects(n.Fun, bubble, "Test")
			case *ast.SelectorExpr:
				if selects(n, clock, "Sleep") {
					slips = append(slips, fmt.Sprintf("%s: a test sleeps: wait for the event itself, or use testing/synctest", fset.Position(n.Pos())))
				}
			}
			return true
		})
	}
	return slips
}

// importName returns the name under which a file knows an import, "" if it does not.
func importName(file *ast.File, importPath string) string {
	for _, spec := range file.Imports {
		if got, err := strconv.Unquote(spec.Path.Value); err != nil || got != importPath {
			continue
		}
		if spec.Name != nil {
			return spec.Name.Name
		}
		return path.Base(importPath)
	}
	return ""
}

// selects reports whether an expression is pkg.name.
func selects(e ast.Expr, pkg, name string) bool {
	sel, ok := e.(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != name {
		return false
	}
	id, ok := sel.X.(*ast.Ident)
	return ok && id.Name == pkg
}

func TestSleeps(t *testing.T) {
	house := tree{
		"gc/a_test.go": "package gc\nimport \"time\"\nfunc f() { time.Sleep(1) }\n",
		"gc/b_test.go": "package gc\nimport clock \"time\"\nvar wait = clock.Sleep\n",
		"gc/c_test.go": "package gc\nimport (\"time\"; \"testing/synctest\")\nfunc f() { synctest.Test(nil, func() { time.Sleep(1) }) }\n",
		"gc/d_test.go": "package gc\nvar time struct { Sleep func() }\nfunc f() { time.Sleep() }\n",
		"gc/e.go":      "package gc\nimport \"time\"\nfunc f() { time.Sleep(1) }\n",
	}
	const rule = ": a test sleeps: wait for the event itself, or use testing/synctest"
	require.Equal(t, []string{"gc/a_test.go:3:12" + rule, "gc/b_test.go:3:12" + rule}, sleeps(house))
	require.Len(t, sleeps(tree{"gc/f_test.go": "not Go"}), 1, "a file that does not parse is a slip too")
}
