package sqlvet

import (
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// A target is what a call may run: a function of this package with its body, or the
// declared function of another.
type target struct {
	fn   *ssa.Function // nil when there is no body
	obj  *types.Func   // nil for function literals
	args []ssa.Value   // receiver first
}

// targets finds what a call may run. known says that nothing else can be meant.
func (p *program) targets(call ssa.CallInstruction) (found []target, known bool) {
	r, ok := p.called[call]
	if !ok {
		r.found, r.known = p.findTargets(call)
		p.called[call] = r
	}
	return r.found, r.known
}

// called is what a call was found to mean.
type called struct {
	found []target
	known bool
}

func (p *program) findTargets(call ssa.CallInstruction) (found []target, known bool) {
	c := call.Common()
	if c.IsInvoke() {
		args := append([]ssa.Value{c.Value}, c.Args...)
		for _, obj := range p.implementers(c.Method, c.Value.Type()) {
			found = append(found, p.declared(obj, args))
		}
		return found, len(found) > 0
	}
	if _, ok := c.Value.(*ssa.Builtin); ok {
		return nil, true
	}
	r := resolver{p: p, seen: map[ssa.Value]bool{}}
	r.resolve(c.Value)
	for _, v := range r.found {
		found = append(found, p.target(v, c.Args))
	}
	return found, !r.unknown && len(found) > 0
}

// target takes a function value apart: literals and declared functions as they are,
// bound methods with the receiver that they have kept.
func (p *program) target(v ssa.Value, args []ssa.Value) target {
	fn, _ := v.(*ssa.Function)
	if mk, ok := v.(*ssa.MakeClosure); ok {
		fn, _ = mk.Fn.(*ssa.Function)
		if fn != nil && fn.Object() != nil { // a method value
			args = append(append([]ssa.Value{}, mk.Bindings...), args...)
		}
	}
	if fn == nil {
		return target{args: args}
	}
	if obj, ok := fn.Object().(*types.Func); ok {
		return p.declared(obj.Origin(), args)
	}
	if o := fn.Origin(); o != nil {
		fn = o
	}
	return target{fn: fn, args: args}
}

func (p *program) declared(obj *types.Func, args []ssa.Value) target {
	t := target{obj: obj, args: args}
	if p.ours(obj) {
		if fn := p.pkg.Prog.FuncValue(obj); fn != nil && fn.Blocks != nil {
			t.fn = fn
		}
	}
	return t
}

// implementers are the methods that a call through an interface may mean: those of this
// package's types that implement it and, for statements, those that are known to run
// them. Types of other packages are not looked for.
func (p *program) implementers(m *types.Func, t types.Type) []*types.Func {
	key := methodKey{m, t}
	found, ok := p.methods[key]
	if !ok {
		found = p.findImplementers(m, t)
		p.methods[key] = found
	}
	return found
}

type methodKey struct {
	method *types.Func
	iface  types.Type
}

func (p *program) findImplementers(m *types.Func, t types.Type) []*types.Func {
	iface, ok := t.Underlying().(*types.Interface)
	if !ok {
		return nil
	}
	var found []*types.Func
	scope := p.pass.Pkg.Scope()
	for _, name := range scope.Names() {
		tn, ok := scope.Lookup(name).(*types.TypeName)
		if !ok || tn.IsAlias() || types.IsInterface(tn.Type()) {
			continue
		}
		if named, ok := tn.Type().(*types.Named); ok && named.TypeParams().Len() > 0 {
			continue
		}
		ptr := types.NewPointer(tn.Type())
		if !types.Implements(ptr, iface) {
			continue
		}
		obj, _, _ := types.LookupFieldOrMethod(ptr, true, m.Pkg(), m.Name())
		if fn, ok := obj.(*types.Func); ok {
			found = append(found, fn.Origin())
		}
	}
	return found
}

// A resolver follows a function value back to the functions that it may be.
type resolver struct {
	p       *program
	seen    map[ssa.Value]bool
	found   []ssa.Value // *ssa.Function, *ssa.MakeClosure
	unknown bool
}

func (r *resolver) resolve(v ssa.Value) {
	if v == nil || r.seen[v] || len(r.seen) > 2000 {
		return
	}
	r.seen[v] = true
	switch v := v.(type) {
	case *ssa.Function, *ssa.MakeClosure:
		r.found = append(r.found, v)
	case *ssa.Const:
	case *ssa.Phi:
		for _, e := range v.Edges {
			r.resolve(e)
		}
	case *ssa.ChangeType:
		r.resolve(v.X)
	case *ssa.MultiConvert:
		r.resolve(v.X)
	case *ssa.MakeInterface:
		r.resolve(v.X)
	case *ssa.TypeAssert:
		r.resolve(v.X)
	case *ssa.UnOp:
		r.address(v.X)
	case *ssa.Lookup:
		r.address(v.X)
	case *ssa.Field:
		r.field(fieldOf(v.X.Type(), v.Field))
	case *ssa.Extract:
		if call, ok := v.Tuple.(*ssa.Call); ok {
			r.result(call, v.Index)
			return
		}
		r.elements(v.Tuple)
	case *ssa.Call:
		r.result(v, 0)
	case *ssa.FreeVar:
		for _, b := range r.p.bindings(v) {
			r.resolve(b)
		}
	case *ssa.Parameter:
		sites := r.p.callers[v.Parent()]
		r.unknown = r.unknown || len(sites) == 0
		for _, site := range sites {
			if i := paramIndex(v); i < len(site.args) {
				r.resolve(site.args[i])
			}
		}
	default:
		r.unknown = true
	}
}

// elements follows what a range or a look-up gives.
func (r *resolver) elements(v ssa.Value) {
	switch v := v.(type) {
	case *ssa.Lookup:
		r.address(v.X)
	case *ssa.TypeAssert:
		r.resolve(v.X)
	case *ssa.Next:
		if rng, ok := v.Iter.(*ssa.Range); ok {
			r.address(rng.X)
		}
	default:
		r.unknown = true
	}
}

// address follows what is stored in a variable, a field or an element.
func (r *resolver) address(addr ssa.Value) {
	if r.seen[addr] {
		return
	}
	switch a := addr.(type) {
	case *ssa.FieldAddr:
		r.field(fieldOf(a.X.Type(), a.Field))
		return
	case *ssa.IndexAddr:
		r.address(a.X)
		return
	case *ssa.FreeVar:
		for _, b := range r.p.bindings(a) {
			r.address(b)
		}
	case *ssa.UnOp:
		r.address(a.X)
	case *ssa.Slice:
		r.address(a.X)
	case *ssa.Parameter:
		r.unknown = true
	}
	r.seen[addr] = true
	r.stores(addr)
}

func (r *resolver) field(f *types.Var) {
	r.unknown = r.unknown || !r.p.ours(f)
	for _, addr := range r.p.fields[f] {
		r.stores(addr)
	}
}

func (r *resolver) stores(addr ssa.Value) {
	for _, instr := range r.p.referrers(addr) {
		switch s := instr.(type) {
		case *ssa.Store:
			if s.Addr == addr {
				r.resolve(s.Val)
			}
		case *ssa.MapUpdate:
			if s.Map == addr {
				r.resolve(s.Value)
			}
		case *ssa.IndexAddr:
			r.stores(s)
		case *ssa.MakeClosure:
			for i, b := range s.Bindings {
				if lit, ok := s.Fn.(*ssa.Function); ok && b == addr && i < len(lit.FreeVars) && !r.seen[lit.FreeVars[i]] {
					r.seen[lit.FreeVars[i]] = true
					r.stores(lit.FreeVars[i])
				}
			}
		}
	}
}

func (r *resolver) result(call *ssa.Call, index int) {
	fn := call.Call.StaticCallee()
	if fn != nil && fn.Origin() != nil {
		fn = fn.Origin()
	}
	if obj, ok := calledObject(fn); ok && strings.HasPrefix(obj.FullName(), "sync.Once") {
		r.resolve(call.Call.Args[0]) // sync.OnceValue(f) is f
		return
	}
	if fn == nil || fn.Blocks == nil || fn.Pkg != r.p.pkg {
		r.unknown = true
		return
	}
	for instr := range instructions(fn) {
		if ret, ok := instr.(*ssa.Return); ok && index < len(ret.Results) {
			r.resolve(ret.Results[index])
		}
	}
}

func calledObject(fn *ssa.Function) (*types.Func, bool) {
	if fn == nil {
		return nil, false
	}
	obj, ok := fn.Object().(*types.Func)
	return obj, ok
}

// bindings are the variables that a function literal's free variable stands for.
func (p *program) bindings(v *ssa.FreeVar) []ssa.Value {
	var found []ssa.Value
	for i, fv := range v.Parent().FreeVars {
		if fv != v {
			continue
		}
		for _, mk := range p.closures[v.Parent()] {
			found = append(found, mk.Bindings[i])
		}
	}
	return found
}

func paramIndex(v *ssa.Parameter) int {
	for i, q := range v.Parent().Params {
		if q == v {
			return i
		}
	}
	return -1
}

// findCallers lists the calls of each function of the package. What goes through the
// wrappers that the compiler adds is counted for the function that is meant.
func (p *program) findCallers() map[*ssa.Function][]callSite {
	callers := map[*ssa.Function][]callSite{}
	for _, fn := range p.funcs {
		if strings.HasPrefix(fn.Synthetic, "instance of") {
			continue
		}
		for instr := range instructions(fn) {
			call, ok := instr.(ssa.CallInstruction)
			if !ok {
				continue
			}
			found, _ := p.targets(call)
			for _, t := range found {
				if t.fn != nil {
					callers[t.fn] = append(callers[t.fn], callSite{call, t.args})
				}
			}
		}
	}
	return callers
}
