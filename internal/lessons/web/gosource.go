package lesson

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
)

// goCode finds a function in the text of a Go file, by the name the program has of it,
// such as notes.(*part).show-fm. It is nil when it is not there.
func goCode(name string, source func(pkg string) string) *Code {
	if source == nil {
		return nil
	}
	pkg, _, _ := strings.Cut(name, ".")
	text := source(pkg)
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, "", text, parser.SkipObjectResolution)
	if err != nil {
		return nil
	}
	for _, d := range file.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok || f.Name.Name != short(name) {
			continue
		}
		lines := strings.Split(text[files.Position(f.Pos()).Offset:files.Position(f.End()).Offset], "\n")
		return &Code{Title: "Go: package " + pkg, Lines: lines}
	}
	return nil
}

// short is the name of a function of a Go program without its package and receiver.
func short(name string) string {
	name = strings.TrimSuffix(name, "-fm")
	parts := strings.Split(name, ".")
	for len(parts) > 1 && strings.HasPrefix(parts[len(parts)-1], "func") {
		parts = parts[:len(parts)-1]
	}
	return parts[len(parts)-1]
}
