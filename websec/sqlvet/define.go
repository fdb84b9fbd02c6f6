package sqlvet

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// define goes from a value to those that its instruction makes it of.
func (w *walk) define(v ssa.Value, s state) {
	at := block(v)
	switch v := v.(type) {
	case *ssa.Parameter:
		w.leave(v, s)
	case *ssa.FreeVar:
		w.captured(v, s)
	case *ssa.Global:
		w.global(v, s)
	case *ssa.Phi:
		for i, e := range v.Edges {
			if !w.edgeGuarded(e, v.Block().Preds[i], v.Block()) {
				w.push(e, v.Block().Preds[i], s)
			}
		}
	case *ssa.BinOp:
		w.push(v.X, at, s.joined())
		w.push(v.Y, at, s.joined())
	case *ssa.UnOp: // a load, a receive
		w.push(v.X, at, s)
	case *ssa.ChangeType:
		w.push(v.X, at, s)
	case *ssa.Convert:
		w.push(v.X, at, s)
	case *ssa.MultiConvert:
		w.push(v.X, at, s)
	case *ssa.ChangeInterface:
		w.push(v.X, at, s)
	case *ssa.MakeInterface:
		if s.loose && !isTexts(v.X.Type()) {
			return
		}
		s.loose = false
		w.push(v.X, at, s)
		w.asText(v, s)
	case *ssa.SliceToArrayPointer:
		w.push(v.X, at, s)
	case *ssa.TypeAssert:
		w.push(v.X, at, s)
	case *ssa.Slice:
		w.push(v.X, at, s)
	case *ssa.Index:
		w.push(v.X, at, s)
	case *ssa.IndexAddr:
		w.push(v.X, at, s)
	case *ssa.Lookup:
		w.push(v.X, at, s)
	case *ssa.Field:
		w.fieldOfValue(v.X, v.Field, v, s)
	case *ssa.FieldAddr:
		w.fieldOfValue(v.X, v.Field, v, s)
	case *ssa.Extract:
		w.extract(v, s)
	case *ssa.Select:
		for _, st := range v.States {
			w.push(st.Chan, at, s)
		}
	case *ssa.Call:
		w.result(v, 0, s)
	}
	w.wholeStruct(v, s)
}

// wholeStruct takes a struct that is used as a whole for all of its fields.
func (w *walk) wholeStruct(v ssa.Value, s state) {
	switch v.(type) {
	case *ssa.FieldAddr, *ssa.Field:
		if shares(v.Type()) && w.ownStruct(v.Type()) == nil {
			return
		}
	}
	if st := w.ownStruct(v.Type()); st != nil {
		for f := range st.Fields() {
			if carries(f.Type()) {
				w.add(f.Origin(), s.asking(holds))
			}
		}
	}
}

// extract takes one of several values.
func (w *walk) extract(v *ssa.Extract, s state) {
	switch t := v.Tuple.(type) {
	case *ssa.Call:
		w.result(t, v.Index, s)
	case *ssa.Next:
		rng, ok := t.Iter.(*ssa.Range)
		if !ok {
			return
		}
		s.keys = v.Index == 1 && !t.IsString
		w.push(rng.X, t.Block(), s)
	case *ssa.Lookup:
		w.push(t.X, t.Block(), s)
	case *ssa.TypeAssert:
		w.push(t.X, t.Block(), s)
	case *ssa.UnOp:
		w.push(t.X, t.Block(), s)
	case *ssa.Select:
		for _, st := range t.States {
			w.push(st.Chan, t.Block(), s)
		}
	}
}

// captured goes from a literal's free variable to the variable it stands for.
func (w *walk) captured(v *ssa.FreeVar, s state) {
	if f := s.ctx; f != nil && f.fn == v.Parent() {
		s.ctx = f.up
		if f.site.Parent() != v.Parent().Parent() {
			s.ctx = nil
		}
	} else {
		s.ctx = nil
	}
	for _, b := range w.bindings(v) {
		w.push(b, nil, s)
	}
}

func (w *walk) global(g *ssa.Global, s state) {
	obj, _ := g.Object().(*types.Var)
	if obj == nil || w.ours(obj) {
		return // what is written into it comes next
	}
	if isStandard(obj.Pkg().Path()) {
		w.blame(token.NoPos, obj.Pkg().Name()+"."+obj.Name())
		return
	}
	var fact varFact
	if w.pass.ImportObjectFact(obj, &fact) && fact.Origin != "" {
		w.blame(token.NoPos, fact.Origin)
	} else if !w.analysed(obj.Pkg()) {
		w.blame(token.NoPos, "variable "+obj.Pkg().Name()+"."+obj.Name())
	}
}

// asText adds what the value's String or Error method makes, which formatting calls.
func (w *walk) asText(v *ssa.MakeInterface, s state) {
	for _, name := range []string{"String", "Error"} {
		obj, _, _ := types.LookupFieldOrMethod(v.X.Type(), true, w.pass.Pkg, name)
		m, ok := obj.(*types.Func)
		if !ok || !w.ours(m) || isText(v.X.Type()) && m == nil {
			continue
		}
		if t := w.declared(m.Origin(), []ssa.Value{v.X}); t.fn != nil {
			w.returned(t, v, 0, s)
		}
	}
}

// returned goes on at what a function returns.
func (w *walk) returned(t target, site ssa.Instruction, index int, s state) {
	s.ctx = w.enter(s.ctx, site, t.fn, t.args)
	for instr := range instructions(t.fn) {
		if ret, ok := instr.(*ssa.Return); ok && index < len(ret.Results) {
			w.push(ret.Results[index], ret.Block(), s)
		}
	}
}

// result goes from a call to what the functions it may mean return.
func (w *walk) result(call *ssa.Call, index int, s state) {
	if b, ok := call.Call.Value.(*ssa.Builtin); ok {
		w.builtin(b, call, s)
		return
	}
	if c := call.Common(); c.IsInvoke() && w.trustedFunc(c.Method) {
		return
	}
	found, known := w.targets(call)
	for _, t := range found {
		if t.fn != nil && !w.trustedFunc(t.obj) {
			w.returned(t, call, index, s)
			continue
		}
		w.foreignResult(t, call, index, s)
	}
	if known {
		return
	}
	c := call.Common()
	switch {
	case c.IsInvoke():
		w.foreignResult(target{obj: c.Method, args: append([]ssa.Value{c.Value}, c.Args...)}, call, index, s)
	case len(found) == 0:
		// A function that was given: it may give back what it gets, and where it comes
		// from is where it is found to be of this package.
		w.blame(call.Pos(), "the result of a function that is not known")
	}
}

func (w *walk) builtin(b *ssa.Builtin, call *ssa.Call, s state) {
	switch b.Name() {
	case "append":
		w.push(call.Call.Args[0], call.Block(), s.joined())
		w.push(call.Call.Args[1], call.Block(), s.joined())
	case "recover":
		w.blame(call.Pos(), "a recovered panic")
	default: // min, max, unsafe.String
		for _, arg := range call.Call.Args {
			w.push(arg, call.Block(), s)
		}
	}
}

// foreignResult judges the result of a function without a body.
func (w *walk) foreignResult(t target, call *ssa.Call, index int, s state) {
	if t.obj == nil {
		w.blame(call.Pos(), "the result of a function that is not known")
		return
	}
	if harmlessFuncs[t.obj.FullName()] || builtByLibrary(t.obj) {
		return
	}
	out := resultType(call, index)
	_, isFunc := out.Underlying().(*types.Signature) // an iterator gives text
	if w.trustedFunc(t.obj) || !isFunc && !carries(out) {
		return
	}
	var fact funcFact
	if w.sets(t.obj, s) {
		return
	}
	if w.pass.ImportObjectFact(t.obj, &fact) && index < len(fact.Results) {
		flow := fact.Results[index]
		if flow.Origin != "" {
			w.blame(call.Pos(), flow.Origin+" ("+funcName(t.obj)+")")
		}
		for _, i := range flow.Params {
			for _, arg := range from(t, i) {
				next := s
				next.built = s.built || flow.Built
				w.push(arg, call.Block(), next)
			}
		}
		return
	}
	switch modelOf(t.obj) {
	case passes:
		w.passedOn(t, call, s)
	case harmless:
	default:
		w.blame(call.Pos(), "the result of "+funcName(t.obj))
	}
}

// passedOn takes a result for a mixture of the arguments.
func (w *walk) passedOn(t target, call *ssa.Call, s state) {
	args := formatted(t)
	if sources := textArgs(t.args); len(sources) > 1 || t.obj.Signature().Variadic() && spread(t.args[len(t.args)-1]) > 1 {
		s = s.joined()
	}
	switch t.obj.FullName() {
	case "maps.Keys":
		s.keys = true
	case "maps.All":
		both := s
		both.keys = true
		w.push(t.args[0], call.Block(), both)
	case "(*text/template.Template).Funcs", "(*html/template.Template).Funcs":
		w.templateFuncs(t.args[1], call, s)
		t.args = t.args[:1]
	}
	for _, arg := range args {
		w.push(arg, call.Block(), s)
		if fn, ok := arg.Type().Underlying().(*types.Signature); ok && fn.Results().Len()+fn.Params().Len() > 0 {
			w.iterator(arg, call, s)
		}
	}
}

// spread is how many arguments a variadic parameter got: as many as the array behind it has
// places, or, where somebody else made the slice, more than one for all that is known.
func spread(arg ssa.Value) int64 {
	if slice, ok := arg.(*ssa.Slice); ok {
		if array, ok := slice.X.(*ssa.Alloc); ok {
			if of, ok := array.Type().Underlying().(*types.Pointer).Elem().Underlying().(*types.Array); ok {
				return of.Len()
			}
		}
	}
	if c, ok := arg.(*ssa.Const); ok && c.IsNil() {
		return 0
	}
	return 2
}

func textArgs(args []ssa.Value) []ssa.Value {
	var found []ssa.Value
	for _, arg := range args {
		if carries(arg.Type()) {
			found = append(found, arg)
		}
	}
	return found
}

func resultType(call *ssa.Call, index int) types.Type {
	if tuple, ok := call.Type().(*types.Tuple); ok {
		return tuple.At(index).Type()
	}
	return call.Type()
}
