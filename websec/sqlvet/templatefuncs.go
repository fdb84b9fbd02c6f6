package sqlvet

import "golang.org/x/tools/go/ssa"

// templateFuncs takes what a template's functions return for what the template writes.
func (w *walk) templateFuncs(funcs ssa.Value, call *ssa.Call, s state) {
	for {
		changed, ok := funcs.(*ssa.ChangeType)
		if !ok {
			break
		}
		funcs = changed.X
	}
	if load, ok := funcs.(*ssa.UnOp); ok {
		if stores := w.storesTo(load.X); len(stores) == 1 {
			funcs = stores[0].Val
		}
	}
	if inner, ok := funcs.(*ssa.Call); ok {
		if fn := inner.Call.StaticCallee(); fn != nil && fn.Blocks != nil && fn != call.Parent() && fn.Signature.Results().Len() == 1 {
			for instr := range instructions(fn) {
				if ret, ok := instr.(*ssa.Return); ok {
					if made, ok := ret.Results[0].(*ssa.MakeMap); ok {
						w.functionsIn(made, call, s)
					}
				}
			}
		}
	}
	if made, ok := funcs.(*ssa.MakeMap); ok {
		w.functionsIn(made, call, s)
		return
	}
	w.push(funcs, call.Block(), s)
}

func (w *walk) functionsIn(made *ssa.MakeMap, call *ssa.Call, s state) {
	for _, instr := range w.referrers(made) {
		update, ok := instr.(*ssa.MapUpdate)
		if !ok || update.Map != made {
			continue
		}
		value := update.Value
		if boxed, isBoxed := value.(*ssa.MakeInterface); isBoxed {
			value = boxed.X
		}
		r := resolver{p: w.program, seen: map[ssa.Value]bool{}}
		r.resolve(value)
		for _, v := range r.found {
			switch t := w.target(v, nil); {
			case t.fn != nil:
				w.returned(t, call, 0, s)
			case t.obj != nil && modelOf(t.obj) == unknown:
				w.blame(call.Pos(), "the result of "+funcName(t.obj))
			}
		}
	}
}

func (p *program) storesTo(addr ssa.Value) (stores []*ssa.Store) {
	for _, instr := range p.referrers(addr) {
		if store, ok := instr.(*ssa.Store); ok && store.Addr == addr {
			stores = append(stores, store)
		}
	}
	return stores
}
