package sqlvet

import (
	"go/ast"
	"go/token"
	"strings"
)

// An ignore is a directive that keeps reports from being made.
type ignore struct {
	pos  token.Pos
	used bool
}

// readIgnores finds which lines each sqlvet:ignore is for. Behind code it is its own line.
// On lines of its own it is the statement below, of however many lines, without the bodies
// of the functions in it, which are statements of their own.
func (p *program) readIgnores(file *ast.File) {
	var code map[int]token.Pos // made when there is a directive
	for _, group := range file.Comments {
		for _, c := range group.List {
			text, ok := strings.CutPrefix(c.Text, directive)
			verb, why, _ := strings.Cut(text, " ")
			if !ok || verb != "ignore" {
				continue
			}
			if reason(why) == "" {
				p.pass.Reportf(c.Pos(), "sqlvet:ignore has to say why")
				continue
			}
			if code == nil {
				code = p.firstOnLine(file)
			}
			key := p.line(c.Pos())
			at := &ignore{pos: c.Pos()}
			p.ignored[key] = at
			if first, ok := code[key.line]; ok && first < c.Pos() {
				continue
			}
			below := p.line(group.End()).line + 1
			p.ignored[lineKey{key.file, below}] = at
			p.cover(file, lineKey{key.file, below}, at)
		}
	}
}

// firstOnLine is where the code of each line begins.
func (p *program) firstOnLine(file *ast.File) map[int]token.Pos {
	first := map[int]token.Pos{}
	note := func(pos token.Pos) {
		line := p.line(pos).line
		if known, ok := first[line]; !ok || pos < known {
			first[line] = pos
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n.(type) {
		case nil, *ast.File, *ast.Comment, *ast.CommentGroup:
			return n != nil && !isComment(n)
		}
		note(n.Pos())
		note(n.End() - 1)
		return true
	})
	return first
}

func isComment(n ast.Node) bool {
	switch n.(type) {
	case *ast.Comment, *ast.CommentGroup:
		return true
	}
	return false
}

// cover gives a directive the lines of what begins on a line: expressions and statements
// that have no block. Of an if or a for, that is its head.
func (p *program) cover(file *ast.File, begin lineKey, at *ignore) {
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case ast.Expr, *ast.ExprStmt, *ast.AssignStmt, *ast.ReturnStmt, *ast.SendStmt, *ast.DeferStmt, *ast.GoStmt, *ast.ValueSpec:
			if p.line(n.Pos()) == begin {
				p.coverNode(n, begin.file, at)
			}
		}
		return true
	})
}

func (p *program) coverNode(n ast.Node, file string, at *ignore) {
	ast.Inspect(n, func(n ast.Node) bool {
		if _, isBlock := n.(*ast.BlockStmt); isBlock || n == nil {
			return false
		}
		for _, pos := range []token.Pos{n.Pos(), n.End() - 1} {
			if key := (lineKey{file, p.line(pos).line}); p.ignored[key] == nil {
				p.ignored[key] = at
			}
		}
		return true
	})
}

// reportUnused tells of directives that kept nothing back: the code has changed, or they
// stand where they do not reach.
func (p *program) reportUnused() {
	seen := map[*ignore]bool{}
	for _, at := range p.ignored {
		if !at.used && !seen[at] {
			seen[at] = true
			p.pass.Reportf(at.pos, "sqlvet:ignore is for nothing: there is no report here")
		}
	}
}
