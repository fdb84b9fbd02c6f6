package sqlvet

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// isConstantType reports whether a type is one that only constants are to become: by
// directive, or because it is another package's unexported string type, which nobody
// can name and an untyped constant can still be.
func (p *program) isConstantType(t types.Type) bool {
	named, ok := types.Unalias(t).(*types.Named)
	if !ok || named.Obj().Pkg() == nil {
		return false
	}
	if p.ours(named.Obj()) {
		return p.constant[named.Obj()]
	}
	basic, ok := named.Underlying().(*types.Basic)
	if ok && basic.Kind() == types.String && !named.Obj().Exported() && !isStandard(named.Obj().Pkg().Path()) {
		return true
	}
	var fact typeFact
	return p.pass.ImportObjectFact(named.Obj(), &fact) && fact.Constant
}

// isConversion reports whether a value becomes one of its type here.
func isConversion(v ssa.Value) bool {
	switch v.(type) {
	case *ssa.Convert, *ssa.ChangeType, *ssa.MultiConvert, *ssa.BinOp:
		return true
	}
	return false
}

// checkConstantTypes looks at the three ways around a constant type: a conversion of
// something else, where the type can be named; a type parameter that stands for it, by
// which generic code names it for others; and a function that takes it used as a value,
// through which generic code and reflection learn the type.
func (p *program) checkConstantTypes() {
	p.checkConversions()
	for id, inst := range p.pass.TypesInfo.Instances {
		for arg := range inst.TypeArgs.Types() {
			if p.isConstantType(arg) {
				p.report(site{pos: id.Pos(), by: typeName(arg)}, origin{id.Pos(), "generic code can make one of any string"})
			}
		}
	}
	for _, file := range p.pass.Files {
		called := map[ast.Expr]bool{}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				called[callee(n.Fun)] = true
			case *ast.SelectorExpr:
				if !called[n] {
					p.checkFuncValue(n, p.pass.TypesInfo.Uses[n.Sel])
				}
				called[n.Sel] = true
			case *ast.Ident:
				if !called[n] {
					p.checkFuncValue(n, p.pass.TypesInfo.Uses[n])
				}
			}
			return true
		})
	}
}

// callee is the name of the function in a call, without parentheses and type arguments.
func callee(fun ast.Expr) ast.Expr {
	switch f := ast.Unparen(fun).(type) {
	case *ast.IndexExpr:
		return callee(f.X)
	case *ast.IndexListExpr:
		return callee(f.X)
	default:
		return f
	}
}

func (p *program) checkFuncValue(n ast.Node, obj types.Object) {
	fn, ok := obj.(*types.Func)
	if !ok {
		return
	}
	for v := range fn.Signature().Params().Variables() {
		t := v.Type()
		if s, isSlice := t.Underlying().(*types.Slice); isSlice {
			t = s.Elem()
		}
		if p.isConstantType(t) {
			p.report(site{pos: n.Pos(), by: typeName(t)}, origin{n.Pos(), funcName(fn) + " used as a value tells its type to generic code and reflection"})
			return
		}
	}
}

func (p *program) checkConversions() {
	for _, fn := range p.funcs {
		for instr := range instructions(fn) {
			v, ok := instr.(ssa.Value)
			if !ok || !p.isConstantType(v.Type()) || !isConversion(v) {
				continue
			}
			p.demand(v, instr.Block(), nil, site{pos: v.Pos(), by: typeName(v.Type()), in: fn})
		}
	}
}
