package nohook

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestStrip(t *testing.T) {
	const text = `package p

func f() {
	if h.hook != nil {
		h.emit(1)
	}
	if r != 0 && h.hook != nil { g() }
	if h.hook == nil { return }
	if h.other != nil { g() }
}
`
	out, n, err := Strip("p.go", text)
	require.NoError(t, err)
	require.Equal(t, 3, n)
	require.Len(t, out, len(text), "what the compiler says of a place stays right")
	require.Contains(t, out, "if false         {\n\t\th.emit(1)")
	require.Contains(t, out, "if r != 0 && false         { g() }")
	require.Contains(t, out, "if true          { return }")
	require.Contains(t, out, "h.other != nil")
	_, _, err = Strip("p.go", "not Go")
	require.Error(t, err)
}

// TestNoneLeft: in the sources as they are, Strip leaves nothing that asks
// whether there is a hook; it is set, and called where a hook was asked for.
func TestNoneLeft(t *testing.T) {
	files, err := filepath.Glob("../../gc/*.go")
	require.NoError(t, err)
	taken := 0
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		out, n, err := Strip(name, string(text))
		require.NoError(t, err)
		taken += n
		require.Empty(t, askedFor(t, out), name)
	}
	require.Greater(t, taken, 30)
}

// askedFor finds uses of a field named hook other than setting and calling it.
func askedFor(t *testing.T, text string) []ast.Node {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "", text, parser.SkipObjectResolution)
	require.NoError(t, err)
	fine := map[ast.Node]bool{}
	var asked []ast.Node
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			fine[n.Fun] = true
		case *ast.AssignStmt:
			for _, to := range n.Lhs {
				fine[to] = true
			}
		case *ast.SelectorExpr:
			if n.Sel.Name == "hook" && !fine[n] {
				asked = append(asked, n)
			}
		}
		return true
	})
	return asked
}

func TestLay(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "a.go"), []byte("package a\n"), 0o600))
	_, err := lay(dir, t.TempDir())
	require.ErrorIs(t, err, ErrHooks)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "b.go"), []byte("package a\n\nvar x = h.hook != nil\n"), 0o600))
	to := t.TempDir()
	overlay, err := lay(dir, to)
	require.NoError(t, err)
	text, err := os.ReadFile(overlay)
	require.NoError(t, err)
	require.NotContains(t, string(text), "a.go", "a file without is left alone")
	text, err = os.ReadFile(filepath.Join(to, "b.go"))
	require.NoError(t, err)
	require.Contains(t, string(text), "var x = false")
}
