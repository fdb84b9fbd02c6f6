package sqlvet

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// iterator takes what a function argument returns, and what it gives to the function
// that it is called with, for parts of the result: it maps, or it is an iterator.
func (w *walk) iterator(arg ssa.Value, site ssa.Instruction, s state) {
	r := resolver{p: w.program, seen: map[ssa.Value]bool{}}
	r.resolve(arg)
	if len(r.found) == 0 && r.unknown {
		if c, ok := arg.(*ssa.Call); ok {
			w.result(c, 0, s) // slices.Values, maps.Keys
			return
		}
		w.blame(site.Pos(), "what a function gives that is not known")
	}
	for _, v := range r.found {
		t := w.target(v, nil)
		if t.fn == nil {
			continue
		}
		for instr := range instructions(t.fn) {
			if ret, ok := instr.(*ssa.Return); ok {
				for _, res := range ret.Results {
					w.push(res, ret.Block(), s)
				}
			}
		}
		if len(t.fn.Params) > 0 {
			w.yielded(t.fn, t.fn.Params[0], s)
		}
	}
}

// yielded goes on at what a function, or a literal in it, calls a parameter of it with.
func (w *walk) yielded(fn *ssa.Function, yield *ssa.Parameter, s state) {
	for instr := range instructions(fn) {
		if c, ok := instr.(*ssa.Call); ok && w.isParam(c.Call.Value, yield, 0) {
			for _, given := range c.Call.Args {
				w.push(given, c.Block(), s)
			}
		}
	}
	for _, literal := range fn.AnonFuncs {
		w.yielded(literal, yield, s)
	}
}

// isParam reports whether a value is a parameter, or the variable that a literal has of it.
func (p *program) isParam(v ssa.Value, param *ssa.Parameter, depth int) bool {
	if depth > 8 {
		return false
	}
	switch v := v.(type) {
	case *ssa.Parameter:
		return v == param
	case *ssa.UnOp:
		return p.isParam(v.X, param, depth+1)
	case *ssa.FreeVar:
		return slices.ContainsFunc(p.bindings(v), func(b ssa.Value) bool { return p.isParam(b, param, depth+1) })
	case *ssa.Alloc:
		return slices.ContainsFunc(*v.Referrers(), func(instr ssa.Instruction) bool {
			store, ok := instr.(*ssa.Store)
			return ok && store.Addr == v && store.Val == param
		})
	}
	return false
}

// gives reports whether a function of a type gives text to its caller or, as an iterator, to
// what it is called with.
func gives(sig *types.Signature) bool {
	for v := range sig.Results().Variables() {
		if carries(v.Type()) {
			return true
		}
	}
	if sig.Params().Len() != 1 {
		return false
	}
	yield, ok := sig.Params().At(0).Type().Underlying().(*types.Signature)
	if !ok {
		return false
	}
	for v := range yield.Params().Variables() {
		if carries(v.Type()) {
			return true
		}
	}
	return false
}
