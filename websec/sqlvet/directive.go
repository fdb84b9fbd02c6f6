package sqlvet

import (
	"go/ast"
	"go/token"
	"go/types"
	"regexp"
	"strings"
)

const directive = "//sqlvet:"

// almost is a directive that Go takes for prose, since it has a blank.
var almost = regexp.MustCompile(`^//[ \t]+sqlvet:(ignore|trusted|constant)\b`)

// readDirectives reads the comments that are addressed to this analyser. What is not one,
// has no reason where one has to be, or stands where it means nothing is reported.
func (p *program) readDirectives() {
	for _, file := range p.pass.Files {
		read := map[*ast.Comment]bool{}
		for _, decl := range file.Decls {
			switch decl := decl.(type) {
			case *ast.FuncDecl:
				p.readOn(decl.Name, decl.Doc, read)
			case *ast.GenDecl:
				if decl.Tok != token.TYPE {
					continue
				}
				for _, spec := range decl.Specs {
					if spec, ok := spec.(*ast.TypeSpec); ok {
						p.readOn(spec.Name, spec.Doc, read)
						p.readOn(spec.Name, decl.Doc, read)
						p.readMethods(spec, read)
					}
				}
			}
		}
		p.readIgnores(file)
		for _, group := range file.Comments {
			for _, c := range group.List {
				p.readRest(c, read)
			}
		}
	}
}

// readRest reports what no declaration has read.
func (p *program) readRest(c *ast.Comment, read map[*ast.Comment]bool) {
	text, ok := strings.CutPrefix(c.Text, directive)
	if !ok {
		if almost.MatchString(c.Text) {
			p.pass.Reportf(c.Pos(), "a directive has no blank behind the slashes: %s", directive)
		}
		return
	}
	switch verb, _, _ := strings.Cut(text, " "); {
	case verb == "ignore" || read[c]:
	case verb == "trusted":
		p.pass.Reportf(c.Pos(), "sqlvet:trusted is for nothing: it stands above a function, a type or an interface's method")
	case verb == "constant":
		p.pass.Reportf(c.Pos(), "sqlvet:constant is for nothing: it stands above a string type")
	default:
		p.pass.Reportf(c.Pos(), "sqlvet:%s is not known: there are ignore, trusted and constant", verb)
	}
}

// readMethods reads the directives on the methods of an interface: a promise that those
// who implement it have to keep.
func (p *program) readMethods(spec *ast.TypeSpec, read map[*ast.Comment]bool) {
	iface, ok := spec.Type.(*ast.InterfaceType)
	if !ok {
		return
	}
	for _, m := range iface.Methods.List {
		for _, name := range m.Names {
			p.readOn(name, m.Doc, read)
		}
	}
}

func (p *program) readOn(name *ast.Ident, doc *ast.CommentGroup, read map[*ast.Comment]bool) {
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
			read[c] = true
			if reason(why) == "" {
				p.pass.Reportf(c.Pos(), "sqlvet:trusted has to say why")
				continue
			}
			p.trusted[obj] = true
		case "constant":
			if tn, ok := obj.(*types.TypeName); ok && isText(tn.Type()) {
				p.constant[tn], read[c] = true, true
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
