package sqlvet

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// A flow is what a result, or memory that a function writes into, is made of: the
// parameters by place, the receiver first, and what is not constant, in words.
type flow struct {
	Params []int
	Built  bool
	Origin string
}

// A funcFact tells importers of a function what they need in place of its body.
type funcFact struct {
	Sinks   []int  // parameters that are statements
	Results []flow // one a result
	Writes  []flow // one a parameter
	Trusted bool
}

// A varFact is about a package's variable or a struct's field.
type varFact struct {
	Sink   bool   // statements are made of it: who sets it has to have a constant
	Set    bool   // its own package sets it
	Origin string // what its own package puts in that is not constant

	Setters []setter // of a field, the parameters that its own package puts in
}

// A typeFact comes from a directive.
type typeFact struct{ Constant, Trusted bool }

// A packageFact says that a package was looked at: what has no fact has none to tell.
type packageFact struct{}

func (*funcFact) AFact()    {}
func (*varFact) AFact()     {}
func (*typeFact) AFact()    {}
func (*packageFact) AFact() {}

func (*funcFact) String() string    { return "function" }
func (*varFact) String() string     { return "variable" }
func (*typeFact) String() string    { return "type" }
func (*packageFact) String() string { return "package" }

func (p *program) factOf(fn *types.Func) *funcFact {
	f := p.fact[fn]
	if f == nil {
		f = &funcFact{}
		p.fact[fn] = f
	}
	return f
}

// analysed reports whether the facts of a package are all there is to know of it.
func (p *program) analysed(pkg *types.Package) bool {
	return pkg == p.pass.Pkg || p.pass.ImportPackageFact(pkg, &packageFact{})
}

// exportFacts says to importers what each function does with its parameters, and what
// variables and fields hold.
func (p *program) exportFacts() {
	p.pass.ExportPackageFact(&packageFact{})
	for _, fn := range p.funcs {
		obj, ok := fn.Object().(*types.Func)
		if !ok || fn.Parent() != nil || obj.Pkg() != p.pass.Pkg {
			continue
		}
		f := p.factOf(obj)
		f.Trusted = p.trusted[obj]
		if !f.Trusted {
			p.summarize(fn, f)
		}
		p.pass.ExportObjectFact(obj, f)
	}
	for obj := range p.trusted {
		if m, ok := obj.(*types.Func); ok && p.fact[m] == nil { // of an interface
			p.pass.ExportObjectFact(m, &funcFact{Trusted: true})
		}
	}
	scope := p.pass.Pkg.Scope()
	for _, name := range scope.Names() {
		switch obj := scope.Lookup(name).(type) {
		case *types.Var:
			if g, ok := p.pkg.Members[name].(*ssa.Global); ok && obj.Exported() && carries(obj.Type()) {
				if o := p.setByAnybody(g); o != "" {
					p.pass.ExportObjectFact(obj, &varFact{Origin: o})
				}
			}
		case *types.TypeName:
			if p.constant[obj] || p.trusted[obj] {
				p.pass.ExportObjectFact(obj, &typeFact{p.constant[obj], p.trusted[obj]})
			}
			if s, ok := obj.Type().Underlying().(*types.Struct); ok && !obj.IsAlias() {
				p.exportFields(s)
			}
		}
	}
}

func (p *program) exportFields(s *types.Struct) {
	for f := range s.Fields() {
		if !p.ours(f) || !f.Exported() || !carries(f.Type()) {
			continue
		}
		fact := &varFact{Sink: p.sunk[f]}
		for _, addr := range p.fields[f] {
			fact.Set = fact.Set || p.stored(addr)
		}
		if o, ok := p.decoded[f]; ok {
			fact.Origin = o.what
		} else if fact.Set {
			fact.Origin, fact.Setters = p.settersOf(func(w *walk) { w.add(f, state{}) })
		}
		p.pass.ExportObjectFact(f, fact)
	}
}

// summarize finds what the results of a function, and what it writes into its
// parameters, are made of.
func (p *program) summarize(fn *ssa.Function, f *funcFact) {
	results := fn.Signature.Results()
	f.Results = make([]flow, results.Len())
	for i := range results.Len() {
		sig, isFunc := results.At(i).Type().Underlying().(*types.Signature)
		if !carries(results.At(i).Type()) && !(isFunc && gives(sig)) {
			continue
		}
		f.Results[i] = p.flow(fn, func(w *walk) {
			for instr := range instructions(fn) {
				ret, ok := instr.(*ssa.Return)
				switch {
				case !ok || i >= len(ret.Results):
				case isFunc:
					w.iterator(ret.Results[i], ret, state{})
				default:
					w.push(ret.Results[i], ret.Block(), state{})
				}
			}
		})
	}
	f.Writes = make([]flow, len(fn.Params))
	for i, param := range fn.Params {
		if !shares(param.Type()) || !carries(param.Type()) {
			continue
		}
		f.Writes[i] = p.flow(fn, func(w *walk) {
			w.add(param, state{asks: writes})
			if st := p.ownStruct(param.Type()); st != nil {
				for field := range st.Fields() {
					if carries(field.Type()) {
						w.add(field.Origin(), state{})
					}
				}
			}
		})
	}
}

// flow walks and notes what is reached. Another function's parameter is reached through
// a field, so the object has it: it stands for the parameters that are objects. Or it is
// reached through a variable, where anybody may have put it.
func (p *program) flow(fn *ssa.Function, begin func(*walk)) (out flow) {
	w := p.newWalk()
	w.taint = func(o origin) bool { out.Origin = o.what; return true }
	note := func(i int) {
		if !slices.Contains(out.Params, i) {
			out.Params = append(out.Params, i)
		}
	}
	w.param = func(v *ssa.Parameter, s state) {
		out.Built = out.Built || s.built
		switch {
		case v.Parent() == fn:
			note(paramIndex(v))
			return
		case s.kept:
			p.givenBy(w, v, s)
			return
		}
		for i, param := range fn.Params {
			if p.ownStruct(param.Type()) != nil {
				note(i)
			}
		}
	}
	p.afford(w, begin)
	return out
}

// afford walks within the budget of the package.
func (p *program) afford(w *walk, begin func(*walk)) {
	w.limit = min(factStates, p.budget)
	begin(w)
	w.drain()
	p.budget -= len(w.seen)
}
