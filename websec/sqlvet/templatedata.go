package sqlvet

import (
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// templateData goes from a struct that a template is executed with to the fields that the
// template can reach, and reports whether it did: the text has to be constants of this
// package, and nothing else may have been parsed into the template.
func (w *walk) templateData(t target, i int, s state) bool {
	data := 2 // receiver, writer, data
	switch methodOfTemplate(t.obj) {
	case "Execute":
	case "ExecuteTemplate":
		data = 3
	default:
		return false
	}
	if i != data || len(t.args) <= data {
		return false
	}
	made, ok := t.args[data].(*ssa.MakeInterface)
	if !ok {
		return false
	}
	fields := structOf(made.X.Type())
	texts, known := w.templateTexts(t.args[0], nil)
	if fields == nil || w.ownStruct(made.X.Type()) == nil || !known {
		return false
	}
	names, whole := namesIn(texts)
	if whole {
		return false
	}
	var reached []int
	for _, name := range names {
		j := slices.IndexFunc(slices.Collect(fields.Fields()), func(f *types.Var) bool { return f.Name() == name })
		if j >= 0 {
			reached = append(reached, j)
			continue
		}
		// A field of what a field holds, unless it is promoted, or a method.
		if obj, _, _ := types.LookupFieldOrMethod(made.X.Type(), true, w.pass.Pkg, name); obj != nil {
			return false
		}
	}
	for _, j := range reached {
		if f := fields.Field(j); carries(f.Type()) {
			w.fieldOfValue(made.X, j, made.X, s)
			w.wholeField(f, s)
		}
	}
	return true
}

// wholeField takes a field that has structs in it for all that these hold.
func (w *walk) wholeField(f *types.Var, s state) {
	t := f.Type()
	for {
		container, ok := t.Underlying().(interface{ Elem() types.Type }) // but for pointers, which ownStruct follows
		if _, isPtr := container.(*types.Pointer); !ok || isPtr {
			break
		}
		t = container.Elem()
	}
	st := w.ownStruct(t)
	if st == nil {
		return
	}
	for inner := range st.Fields() {
		next := s.asking(holds)
		next.node = inner.Origin()
		if next.ctx = nil; carries(inner.Type()) && !w.seen[next] {
			w.add(inner.Origin(), next)
			w.wholeField(inner, next)
		}
	}
}

func structOf(t types.Type) *types.Struct {
	if ptr, ok := t.Underlying().(*types.Pointer); ok {
		t = ptr.Elem()
	}
	s, _ := t.Underlying().(*types.Struct)
	return s
}

// methodOfTemplate is the name of a method of a template, or of a function of its package.
func methodOfTemplate(fn *types.Func) string {
	if fn == nil || fn.Pkg() == nil {
		return ""
	}
	if path := fn.Pkg().Path(); path != "text/template" && path != "html/template" {
		return ""
	}
	if recv := fn.Signature().Recv(); recv != nil {
		if named := baseType(recv.Type()); named == nil || named.Obj().Name() != "Template" {
			return ""
		}
		return fn.Name()
	}
	return "template." + fn.Name()
}

// templateTexts goes back over what made a template to the texts that were parsed into
// it. Each step is used for the next one and to execute it, and for nothing else, or more
// could be parsed by another name.
func (p *program) templateTexts(v ssa.Value, next ssa.Instruction) (texts []string, known bool) {
	if load, ok := v.(*ssa.UnOp); ok && load.Op == token.MUL {
		return p.textsOfGlobal(load.X)
	}
	if !p.onlyExecuted(v, next) {
		return nil, false
	}
	if tuple, ok := v.(*ssa.Extract); ok {
		if call, isCall := tuple.Tuple.(*ssa.Call); isCall && tuple.Index == 0 {
			return p.textsOfCall(call)
		}
		return nil, false
	}
	if call, ok := v.(*ssa.Call); ok {
		return p.textsOfCall(call)
	}
	return nil, false
}

func (p *program) textsOfCall(call *ssa.Call) ([]string, bool) {
	fn, ok := calledObject(call.Call.StaticCallee())
	if !ok {
		return nil, false
	}
	args := call.Call.Args
	switch methodOfTemplate(fn) {
	case "template.New":
		return nil, true
	case "template.Must", "Funcs", "Option":
		return p.templateTexts(args[0], call)
	case "Parse":
		text, isConst := args[1].(*ssa.Const)
		before, known := p.templateTexts(args[0], call)
		if !isConst || !known {
			return nil, false
		}
		return append(before, constant.StringVal(text.Value)), true
	}
	return nil, false
}

// textsOfGlobal takes a variable of the package that is set once.
func (p *program) textsOfGlobal(v ssa.Value) ([]string, bool) {
	g, ok := v.(*ssa.Global)
	if !ok || g.Object() == nil || g.Object().Exported() || !p.ours(g.Object()) {
		return nil, false
	}
	var set *ssa.Store
	for _, instr := range p.globals[g] {
		switch instr := instr.(type) {
		case *ssa.Store:
			if set != nil || instr.Addr != g {
				return nil, false
			}
			set = instr
		case *ssa.UnOp:
			if !p.onlyExecuted(instr, nil) {
				return nil, false
			}
		case *ssa.DebugRef:
		default:
			return nil, false
		}
	}
	if set == nil {
		return nil, false
	}
	return p.templateTexts(set.Val, set)
}

func (p *program) onlyExecuted(v ssa.Value, next ssa.Instruction) bool {
	for _, instr := range p.referrers(v) {
		if instr == next {
			continue
		}
		switch instr := instr.(type) {
		case *ssa.DebugRef:
		case *ssa.Call:
			fn, _ := calledObject(instr.Call.StaticCallee())
			if name := methodOfTemplate(fn); name != "Execute" && name != "ExecuteTemplate" {
				return false
			}
			if instr.Call.Args[0] != v || slices.Contains(instr.Call.Args[1:], v) {
				return false
			}
		default:
			return false
		}
	}
	return true
}
