// Package nohook builds the benchmark with a package gc whose tests for a hook
// are gone, to show what they cost.
//
// DESIGN says that a hook nobody set costs next to nothing. To hold it to that
// takes the same code without the hook, which nobody wants to keep by hand. So
// it is made when it is needed: in a copy of the package's sources every
// comparison of a field named hook with nil becomes a constant, and the compiler
// drops what depends on it, before it decides what to inline. Nothing else
// differs; the line numbers do not either.
package nohook

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
)

// Strip replaces h.hook != nil by false and h.hook == nil by true, padded to the
// same length, for any h, in the text of a Go file. It returns how often it did.
func Strip(name, text string) (string, int, error) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, text, parser.SkipObjectResolution)
	if err != nil {
		return "", 0, err
	}
	out, n := []byte(text), 0
	ast.Inspect(file, func(node ast.Node) bool {
		e, ok := node.(*ast.BinaryExpr)
		if !ok || !comparesHook(e) {
			return true
		}
		constant := "false"
		if e.Op == token.EQL {
			constant = "true"
		}
		from, to := fset.Position(e.Pos()).Offset, fset.Position(e.End()).Offset
		copy(out[from:to], constant+strings.Repeat(" ", to-from-len(constant)))
		n++
		return false
	})
	return string(out), n, nil
}

// comparesHook recognises x.hook != nil and x.hook == nil.
func comparesHook(e *ast.BinaryExpr) bool {
	if e.Op != token.NEQ && e.Op != token.EQL {
		return false
	}
	sel, ok := e.X.(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != "hook" {
		return false
	}
	id, ok := e.Y.(*ast.Ident)
	return ok && id.Name == "nil"
}
