package sqlvet

import (
	"fmt"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"
)

// A site is a place that has to have a constant text, and who needs it there.
type site struct {
	pos token.Pos
	by  string
	in  *ssa.Function // where it stands

	keys bool // of a map, the keys have to be constant
}

// A demand is made of a value once for every site; of a parameter that is only passed
// on, once in all.
type demand struct {
	v    ssa.Value
	site token.Pos
}

type lineKey struct {
	file string
	line int
}

// demand follows a value that has to be constant, and reports the site when it is not.
// Where it leads to a parameter, the question goes on at the callers:
//
//   - a parameter that is passed on as it is makes its function one that runs
//     statements, and the callers are the sites; importers learn it by a fact;
//   - a parameter that has become a part of the text leaves the site where it is. If
//     not all callers can be seen, it is not constant.
func (p *program) demand(v ssa.Value, at *ssa.BasicBlock, ctx *frame, s site) {
	if p.demanded[demand{v, s.pos}] {
		return
	}
	p.demanded[demand{v, s.pos}] = true
	w := p.newWalk()
	w.taint = func(o origin) bool {
		p.report(s, o)
		return true
	}
	w.param = func(v *ssa.Parameter, st state) {
		if p.fromCallers(v, st, s, w) {
			w.ended = true
		}
	}
	w.field = func(f *types.Var, _ state) {
		if f.Exported() {
			p.sunk[f] = true
		}
	}
	w.push(v, at, state{ctx: ctx, keys: s.keys, loose: isLoose(v.Type())})
	w.drain()
}

// fromCallers asks those who call a function about a parameter, and reports whether
// that has ended the matter.
func (p *program) fromCallers(v *ssa.Parameter, st state, s site, w *walk) bool {
	fn := v.Parent()
	sites := p.callers[fn]
	obj, _ := fn.Object().(*types.Func)
	open := obj != nil && obj.Exported() && p.pass.Pkg.Name() != "main"
	method := obj != nil && obj.Exported() && obj.Signature().Recv() != nil
	what := paramName(v)
	// What came here through memory, as a field, is not passed on by this function.
	kept := !within(s.in, fn)
	if kept && open && !st.built {
		p.sink(obj, paramIndex(v))
	}
	if st.built || st.keys || kept || !isText(v.Type()) && !st.loose {
		if open && !(kept && !st.built) || len(sites) == 0 && !open {
			p.report(s, origin{v.Pos(), what})
			return true
		}
		for _, c := range sites {
			if i := paramIndex(v); i < len(c.args) {
				next := st
				next.ctx, next.asks = nil, holds
				w.push(c.args[i], c.call.Block(), next)
			}
		}
		return false
	}
	if len(sites) == 0 && !open && !method {
		p.report(s, origin{v.Pos(), what + ", which nobody calls with a constant"})
		return true
	}
	i := paramIndex(v)
	if obj != nil {
		p.sink(obj, i)
	}
	for _, c := range sites {
		if i < len(c.args) {
			p.demand(c.args[i], c.call.Block(), nil, site{pos: p.argPos(c.call, c.args, i), by: p.targetName(target{obj: obj}), in: c.call.Parent()})
		}
	}
	return false
}

// sink notes that a parameter of a function has to be constant, for importers.
func (p *program) sink(obj *types.Func, i int) {
	if f := p.factOf(obj); !slices.Contains(f.Sinks, i) {
		f.Sinks = append(f.Sinks, i)
	}
}

// within reports whether a function is another or a literal in it.
func within(fn, outer *ssa.Function) bool {
	for ; fn != nil; fn = fn.Parent() {
		if fn == outer {
			return true
		}
	}
	return false
}

// argPos is where an argument stands in the source, or the call.
func (p *program) argPos(call ssa.CallInstruction, args []ssa.Value, i int) token.Pos {
	expr := p.exprs[call.Pos()]
	if expr == nil {
		return call.Pos()
	}
	i -= len(args) - len(call.Common().Args) // a receiver that was kept or dispatched on
	if sig := call.Common().Signature(); sig.Recv() != nil && !call.Common().IsInvoke() {
		i-- // a static method call has the receiver among its arguments
	}
	if i >= 0 && i < len(expr.Args) {
		return expr.Args[i].Pos()
	}
	return call.Pos()
}

func (p *program) storePos(store *ssa.Store) token.Pos {
	if store.Val.Pos().IsValid() {
		return store.Val.Pos()
	}
	return store.Pos()
}

func (p *program) line(pos token.Pos) lineKey {
	at := p.pass.Fset.Position(pos)
	return lineKey{at.Filename, at.Line}
}

// report says it once a line.
func (p *program) report(s site, o origin) {
	key := p.line(s.pos)
	if i := p.ignored[key]; i != nil {
		i.used = true
		return
	}
	if p.reported[key] {
		return
	}
	p.reported[key] = true
	d := analysis.Diagnostic{
		Pos:     s.pos,
		Message: fmt.Sprintf("SQL text for %s is not made of constants: %s", s.by, o.what),
	}
	if o.pos.IsValid() {
		at := p.pass.Fset.Position(o.pos)
		if p.line(o.pos) != key {
			d.Message += fmt.Sprintf(" (line %d)", at.Line)
		}
		d.Related = []analysis.RelatedInformation{{Pos: o.pos, Message: o.what}}
	}
	p.pass.Report(d)
}
