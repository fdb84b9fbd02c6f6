package iterators_test

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

// TestIndex: the package comment's list by task names every function.
func TestIndex(t *testing.T) {
	doc, err := os.ReadFile("doc.go")
	require.NoError(t, err)
	_, list, found := strings.Cut(string(doc), "# By task")
	require.True(t, found)
	n := 0
	for _, f := range functions(t, ".") {
		if f.Recv == nil && f.Name.IsExported() {
			n++
			if !strings.Contains(list, "["+f.Name.Name+"]") {
				t.Errorf("doc.go does not list %s by task", f.Name.Name)
			}
		}
	}
	require.Greater(t, n, 150)
}

// TestExamples: every function, type and method that can be called has an Example.
func TestExamples(t *testing.T) {
	for _, dir := range []string{".", "pull"} {
		examples := map[string]bool{}
		for _, f := range declarations(t, dir, true) {
			if f, ok := f.(*ast.FuncDecl); ok {
				name, _ := strings.CutPrefix(f.Name.Name, "Example")
				examples[name] = true
			}
		}
		n := 0
		for _, d := range declarations(t, dir, false) {
			for _, name := range exported(d) {
				if n++; !examples[name] {
					t.Errorf("%s: there is no Example%s", dir, name)
				}
			}
		}
		require.Greater(t, n, 40)
	}
}

// exported names what is exported, a method as T_M.
func exported(d ast.Decl) (names []string) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		name := d.Name.Name
		if d.Recv != nil {
			name = receiver(d) + "_" + name
		}
		if d.Name.IsExported() && ast.IsExported(name) {
			names = append(names, name)
		}
	case *ast.GenDecl:
		for _, s := range d.Specs {
			if s, ok := s.(*ast.TypeSpec); ok && s.Name.IsExported() {
				names = append(names, s.Name.Name)
			}
		}
	}
	return names
}

// receiver names the type that a method is of.
func receiver(f *ast.FuncDecl) (name string) {
	ast.Inspect(f.Recv.List[0].Type, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && name == "" {
			name = id.Name
		}
		return name == ""
	})
	return name
}

// functions are the functions and methods of a package, without its tests.
func functions(t *testing.T, dir string) (all []*ast.FuncDecl) {
	t.Helper()
	for _, d := range declarations(t, dir, false) {
		if f, ok := d.(*ast.FuncDecl); ok {
			all = append(all, f)
		}
	}
	return all
}

// declarations are those of a package, or of its tests.
func declarations(t *testing.T, dir string, tests bool) (all []ast.Decl) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	require.NoError(t, err)
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") == tests {
			file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments|parser.SkipObjectResolution)
			require.NoError(t, err)
			all = append(all, file.Decls...)
		}
	}
	return all
}
