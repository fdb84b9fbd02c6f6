package sqlvet

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

const directive = "//sqlvet:"

// readDirectives reads the comments that are addressed to this analyser. One without a
// reason where one has to be is reported.
func (p *program) readDirectives() {
	for _, file := range p.pass.Files {
		for _, group := range file.Comments {
			for _, c := range group.List {
				p.readIgnore(c)
			}
		}
		for _, decl := range file.Decls {
			switch decl := decl.(type) {
			case *ast.FuncDecl:
				p.readOn(decl.Name, decl.Doc)
			case *ast.GenDecl:
				if decl.Tok != token.TYPE {
					continue
				}
				for _, spec := range decl.Specs {
					if spec, ok := spec.(*ast.TypeSpec); ok {
						p.readOn(spec.Name, spec.Doc)
						p.readOn(spec.Name, decl.Doc)
						p.readMethods(spec)
					}
				}
			}
		}
	}
}

func (p *program) readIgnore(c *ast.Comment) {
	why, ok := strings.CutPrefix(c.Text, directive+"ignore")
	if !ok {
		return
	}
	if reason(why) == "" {
		p.pass.Reportf(c.Pos(), "sqlvet:ignore has to say why")
		return
	}
	p.ignored[p.line(c.Pos())] = true
}

// readMethods reads the directives on the methods of an interface: a promise that those
// who implement it have to keep.
func (p *program) readMethods(spec *ast.TypeSpec) {
	iface, ok := spec.Type.(*ast.InterfaceType)
	if !ok {
		return
	}
	for _, m := range iface.Methods.List {
		for _, name := range m.Names {
			p.readOn(name, m.Doc)
		}
	}
}

func (p *program) readOn(name *ast.Ident, doc *ast.CommentGroup) {
	if doc == nil {
		return
	}
	obj := p.pass.TypesInfo.Defs[name]
	for _, c := range doc.List {
		text, ok := strings.CutPrefix(c.Text, directive)
		if !ok {
			continue
		}
		verb, why, _ := strings.Cut(text, " ")
		switch verb {
		case "trusted":
			if reason(why) == "" {
				p.pass.Reportf(c.Pos(), "sqlvet:trusted has to say why")
				continue
			}
			p.trusted[obj] = true
		case "constant":
			if tn, ok := obj.(*types.TypeName); ok {
				p.constant[tn] = true
			}
		}
	}
}

// isTrusted reports whether the values of a type are well by directive.
func (p *program) isTrusted(t types.Type) bool {
	named := baseType(t)
	if named == nil {
		return false
	}
	if p.ours(named.Obj()) {
		return p.trusted[named.Obj()]
	}
	var fact typeFact
	return p.pass.ImportObjectFact(named.Obj(), &fact) && fact.Trusted
}

// trustedFunc reports whether the results of a function are well by directive: its own,
// or that of the type that it is a method of.
func (p *program) trustedFunc(fn *types.Func) bool {
	if fn == nil {
		return false
	}
	if recv := fn.Signature().Recv(); recv != nil && p.isTrusted(recv.Type()) {
		return true
	}
	if p.ours(fn) {
		return p.trusted[fn]
	}
	var fact funcFact
	return p.pass.ImportObjectFact(fn, &fact) && fact.Trusted
}

// reason is what a directive says, without the comment of a comment.
func reason(why string) string {
	why, _, _ = strings.Cut(why, "//")
	return strings.TrimSpace(why)
}
