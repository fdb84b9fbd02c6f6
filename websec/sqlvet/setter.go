package sqlvet

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// A setter is a parameter that a function of a package puts into an exported field of its
// own: who reads the field elsewhere has to ask who calls the function.
type setter struct {
	Func  string // its full name
	Param int    // the receiver counted
}

// settersOf walks and returns what is not constant, in words, and the parameters that others
// give. Those of functions that only this package calls are followed to the calls.
func (p *program) settersOf(begin func(*walk)) (what string, setters []setter) {
	w := p.newWalk()
	w.taint = func(o origin) bool { what = o.what; return true }
	w.param = func(v *ssa.Parameter, s state) {
		obj, _ := v.Parent().Object().(*types.Func)
		if obj != nil && obj.Exported() {
			if set := (setter{obj.Origin().FullName(), paramIndex(v)}); !slices.Contains(setters, set) {
				setters = append(setters, set)
			}
		}
		w.callersOf(v, s)
	}
	p.afford(w, begin)
	return what, setters
}

// setByAnybody says what a variable of the package may hold that is not constant, in words.
// What an exported function puts in counts: there is one variable for all, and others may
// have called.
func (p *program) setByAnybody(g *ssa.Global) (what string) {
	w := p.newWalk()
	w.taint = func(o origin) bool { what = o.what; return true }
	w.param = func(v *ssa.Parameter, s state) { p.givenBy(w, v, s) }
	p.afford(w, func(w *walk) { w.add(g, state{asks: writes, kept: true}) })
	return what
}

// givenBy goes on at the callers of a function, or ends where others may call it.
func (p *program) givenBy(w *walk, v *ssa.Parameter, s state) {
	if obj, ok := v.Parent().Object().(*types.Func); ok && obj.Exported() && p.pass.Pkg.Name() != "main" {
		w.blame(v.Pos(), paramName(v))
		return
	}
	w.callersOf(v, s)
}

// callersOf goes on at what this package's calls give for a parameter.
func (w *walk) callersOf(v *ssa.Parameter, s state) {
	i := paramIndex(v)
	s.ctx, s.asks = nil, holds
	for _, c := range w.callers[v.Parent()] {
		if i < len(c.args) {
			w.push(c.args[i], c.call.Block(), s)
		}
	}
}

// paramName is how a parameter is called in reports.
func paramName(v *ssa.Parameter) string {
	if obj, ok := v.Parent().Object().(*types.Func); ok {
		return "parameter " + v.Name() + " of " + funcName(obj)
	}
	return "parameter " + v.Name() + " of a function literal"
}

// setBy goes on at what a field of another package's object was given: by the calls of
// setters here, and, for an object that was made elsewhere, by all that made it.
func (w *walk) setBy(f *types.Var, setters []setter, x ssa.Value, at *ssa.BasicBlock, s state) {
	if len(setters) == 0 {
		return
	}
	for _, set := range setters {
		for _, c := range w.foreignCalls(set.Func) {
			next := s
			next.ctx, next.of = nil, nil
			if set.Param < len(c.args) {
				w.push(c.args[set.Param], c.call.Block(), next)
			}
		}
	}
	s.of = f
	w.push(x, at, s)
}

// sets reports whether a function is a setter of the field that is asked about: what it
// gives the field is asked for by its name, and the other arguments are not in there.
func (w *walk) sets(fn *types.Func, s state) bool {
	if s.of == nil {
		return false
	}
	var fact varFact
	return w.pass.ImportObjectFact(s.of, &fact) &&
		slices.ContainsFunc(fact.Setters, func(set setter) bool { return set.Func == fn.FullName() })
}

// foreignCalls are this package's calls of another's function, by its full name.
func (p *program) foreignCalls(name string) []callSite {
	if p.foreign == nil {
		p.foreign = map[string][]callSite{}
		for _, fn := range p.funcs {
			for instr := range instructions(fn) {
				call, ok := instr.(ssa.CallInstruction)
				if !ok {
					continue
				}
				found, _ := p.targets(call)
				for _, t := range found {
					if t.fn == nil && t.obj != nil && !p.ours(t.obj) {
						p.foreign[t.obj.FullName()] = append(p.foreign[t.obj.FullName()], callSite{call, t.args})
					}
				}
			}
		}
	}
	return p.foreign[name]
}
