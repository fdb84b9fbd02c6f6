package sqlvet

import (
	"go/constant"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

type guardKey struct {
	v  ssa.Value
	at *ssa.BasicBlock
}

// maxNested bounds the functions within functions that a check is followed into.
const maxNested = 3

// guarded reports whether a block is only reached when a check has found v among
// constants: it was equal to one, a key of a map of constants, an element of a slice of
// them, or a function of this package that looks at such things has said so.
func (w *walk) guarded(v ssa.Value, at *ssa.BasicBlock) bool {
	if w.guard || !isText(v.Type()) {
		return false
	}
	return w.newJudge().in(v, at)
}

// edgeGuarded reports the same of the way from one block into another.
func (w *walk) edgeGuarded(v ssa.Value, pred, to *ssa.BasicBlock) bool {
	if w.guard || !isText(v.Type()) {
		return false
	}
	return w.newJudge().edge(v, pred, to)
}

// A judge decides one question about guards. What it is still deciding counts as no: a
// loop proves nothing by itself.
type judge struct {
	*program
	nested int
	blocks map[guardKey]bool
	conds  map[condKey]bool
	behind *ssa.BasicBlock // that a check leads to, while its condition is judged
}

type condKey struct {
	cond  ssa.Value
	truth bool
}

func (p *program) newJudge() *judge {
	return &judge{program: p, blocks: p.guards, conds: map[condKey]bool{}}
}

// within is the judge for the body of a function that is called.
func (j *judge) within() *judge {
	return &judge{program: j.program, nested: j.nested + 1, blocks: j.blocks, conds: map[condKey]bool{}}
}

// in looks at the block and those that dominate it for one all of whose ways in imply
// it. (A case of several constants has one way in for each.)
func (j *judge) in(v ssa.Value, b *ssa.BasicBlock) bool {
	key := guardKey{v, b}
	if known, seen := j.blocks[key]; seen {
		return known
	}
	j.blocks[key] = false
	j.blocks[key] = j.implied(v, b) || b.Idom() != nil && j.in(v, b.Idom())
	return j.blocks[key]
}

func (j *judge) implied(v ssa.Value, b *ssa.BasicBlock) bool {
	for _, pred := range b.Preds {
		if !j.edge(v, pred, b) && (len(b.Preds) == 1 || !j.in(v, pred)) {
			return false
		}
	}
	return len(b.Preds) > 0
}

// edge looks at the condition on which control goes from one block to another.
func (j *judge) edge(v ssa.Value, pred, to *ssa.BasicBlock) bool {
	if len(pred.Instrs) == 0 {
		return false
	}
	cond, ok := pred.Instrs[len(pred.Instrs)-1].(*ssa.If)
	if !ok || pred.Succs[0] == pred.Succs[1] {
		return false
	}
	outer := j.behind
	j.behind = to
	defer func() { j.behind = outer }()
	return j.implies(cond.Cond, pred.Succs[0] == to, v)
}

// implies reports whether a condition that has come out as the truth value says that v
// is one of some constants.
func (j *judge) implies(cond ssa.Value, truth bool, v ssa.Value) bool {
	switch c := cond.(type) {
	case *ssa.UnOp:
		if c.Op == token.NOT {
			return j.implies(c.X, !truth, v)
		}
	case *ssa.BinOp:
		return j.impliedByComparison(c, truth, v)
	case *ssa.Lookup: // allowed[v]
		return truth && !c.CommaOk && j.same(c.Index, v) && j.constantKeys(c.X, c.Block())
	case *ssa.Extract:
		switch t := c.Tuple.(type) {
		case *ssa.Lookup: // _, ok := allowed[v]
			return truth && c.Index == 1 && j.same(t.Index, v) && j.constantKeys(t.X, t.Block())
		case *ssa.Call:
			return j.impliedByCall(t, c.Index, v, func(j *judge, r ssa.Value, b *ssa.BasicBlock, param ssa.Value) bool {
				return j.boolImplies(r, b, truth, param)
			})
		}
	case *ssa.Call:
		if fn := c.Call.StaticCallee(); fn != nil && truth {
			obj, ok := fn.Object().(*types.Func)
			if ok && obj.FullName() == "slices.Contains" && j.same(c.Call.Args[1], v) ||
				ok && obj.FullName() == "slices.ContainsFunc" && comparesTo(c.Call.Args[1], v) {
				return j.constantContent(c.Call.Args[0], c.Block(), false)
			}
		}
		return j.impliedByPattern(c, truth, v) ||
			j.impliedByCall(c, 0, v, func(j *judge, r ssa.Value, b *ssa.BasicBlock, param ssa.Value) bool {
				return j.boolImplies(r, b, truth, param)
			})
	case *ssa.Phi: // a && b, a || b
		// What a loop has found of v stays true of v while it is the same: by induction
		// over the turns, the way back needs no proof of its own.
		if from, ok := v.(ssa.Instruction); ok && !from.Block().Dominates(c.Block()) {
			return false
		}
		key := condKey{c, truth}
		if j.conds[key] {
			return true
		}
		j.conds[key] = true
		defer delete(j.conds, key)
		for i, e := range c.Edges {
			if !j.boolImplies(e, c.Block().Preds[i], truth, v) && !j.edge(v, c.Block().Preds[i], c.Block()) {
				return false
			}
		}
		return true
	}
	return false
}

// boolImplies judges a truth value at the end of a block: it is not the one in
// question, or it implies it, or the block is only reached when it holds.
func (j *judge) boolImplies(r ssa.Value, b *ssa.BasicBlock, truth bool, v ssa.Value) bool {
	if c, ok := r.(*ssa.Const); ok && c.Value != nil && c.Value.Kind() == constant.Bool {
		return constant.BoolVal(c.Value) != truth || j.in(v, b)
	}
	return j.implies(r, truth, v) || j.in(v, b)
}

// impliedByComparison knows v == "constant", an index from slices.Index, and an error
// that is nil from a function that checks.
func (j *judge) impliedByComparison(c *ssa.BinOp, truth bool, v ssa.Value) bool {
	if c.Op != token.EQL && c.Op != token.NEQ {
		return j.impliedByIndex(c, truth, v)
	}
	equal := (c.Op == token.EQL) == truth
	for _, pair := range [][2]ssa.Value{{c.X, c.Y}, {c.Y, c.X}} {
		con, ok := pair[1].(*ssa.Const)
		if !ok {
			if equal && j.same(pair[0], v) && isText(pair[1].Type()) && j.constantContent(pair[1], c.Block(), false) {
				return true
			}
			continue
		}
		if j.same(pair[0], v) {
			return equal
		}
		if con.IsNil() && equal && isError(pair[0].Type()) {
			call, index := callResult(pair[0])
			return j.impliedByCall(call, index, v, func(j *judge, r ssa.Value, b *ssa.BasicBlock, param ssa.Value) bool {
				if k, isConst := r.(*ssa.Const); !isConst {
					_, made := r.(*ssa.MakeInterface)
					errCall, _ := callResult(r)
					return made || makesError(errCall) || j.in(param, b)
				} else if !k.IsNil() {
					return true
				}
				return j.in(param, b)
			})
		}
	}
	return j.impliedByIndex(c, truth, v)
}

// impliedByIndex knows slices.Index(allowed, v) >= 0 and its kin.
func (j *judge) impliedByIndex(c *ssa.BinOp, truth bool, v ssa.Value) bool {
	call, ok := c.X.(*ssa.Call)
	con, isConst := c.Y.(*ssa.Const)
	if !ok || !isConst || con.Value == nil || call.Call.StaticCallee() == nil {
		return false
	}
	obj, ok := call.Call.StaticCallee().Object().(*types.Func)
	if !ok || obj.FullName() != "slices.Index" || !j.same(call.Call.Args[1], v) {
		return false
	}
	n, _ := constant.Int64Val(con.Value)
	found := c.Op == token.GEQ && n == 0 || c.Op == token.GTR && n == -1 || c.Op == token.NEQ && n == -1
	missing := c.Op == token.LSS && n == 0 || c.Op == token.EQL && n == -1
	return (found && truth || missing && !truth) && j.constantContent(call.Call.Args[0], c.Block(), false)
}

// impliedByCall asks every return of the function that was called with v.
func (j *judge) impliedByCall(call *ssa.Call, index int, v ssa.Value, ok func(j *judge, r ssa.Value, b *ssa.BasicBlock, param ssa.Value) bool) bool {
	if call == nil || j.nested >= maxNested {
		return false
	}
	found, known := j.targets(call)
	if !known {
		return false
	}
	inner := j.within()
	for _, t := range found {
		if t.fn == nil {
			return false
		}
		var param ssa.Value
		for i, arg := range t.args {
			if j.same(arg, v) && i < len(t.fn.Params) {
				param = t.fn.Params[i]
			}
		}
		if param == nil {
			return false
		}
		for instr := range instructions(t.fn) {
			if ret, isRet := instr.(*ssa.Return); isRet && !ok(inner, ret.Results[index], ret.Block(), param) {
				return false
			}
		}
	}
	return true
}

// comparesTo reports whether a function literal does nothing but compare its parameter
// with v.
func comparesTo(f, v ssa.Value) bool {
	mk, ok := f.(*ssa.MakeClosure)
	if !ok {
		return false
	}
	lit, ok := mk.Fn.(*ssa.Function)
	if !ok || len(lit.Blocks) != 1 || len(lit.Params) != 1 {
		return false
	}
	ret, ok := lit.Blocks[0].Instrs[len(lit.Blocks[0].Instrs)-1].(*ssa.Return)
	if !ok || len(ret.Results) != 1 {
		return false
	}
	eq, ok := ret.Results[0].(*ssa.BinOp)
	if !ok || eq.Op != token.EQL {
		return false
	}
	for _, pair := range [][2]ssa.Value{{eq.X, eq.Y}, {eq.Y, eq.X}} {
		load, isLoad := pair[1].(*ssa.UnOp)
		if pair[0] != lit.Params[0] || !isLoad || load.Op != token.MUL {
			continue
		}
		for i, fv := range lit.FreeVars {
			if outer, ok := v.(*ssa.UnOp); ok && load.X == fv && outer.Op == token.MUL && outer.X == mk.Bindings[i] {
				return true
			}
		}
	}
	return false
}

func isError(t types.Type) bool { return types.Identical(t, types.Universe.Lookup("error").Type()) }

func callResult(v ssa.Value) (*ssa.Call, int) {
	switch v := v.(type) {
	case *ssa.Call:
		return v, 0
	case *ssa.Extract:
		call, _ := v.Tuple.(*ssa.Call)
		return call, v.Index
	}
	return nil, 0
}

// makesError knows the two functions whose errors are never nil.
func makesError(call *ssa.Call) bool {
	if call == nil || call.Call.StaticCallee() == nil {
		return false
	}
	obj, ok := call.Call.StaticCallee().Object().(*types.Func)
	return ok && (obj.FullName() == "errors.New" || obj.FullName() == "fmt.Errorf")
}

func (p *program) constantKeys(m ssa.Value, at *ssa.BasicBlock) bool {
	if _, isMap := m.Type().Underlying().(*types.Map); !isMap {
		return false
	}
	return p.constantContent(m, at, true)
}

// constantContent reports whether all that a container holds is constant, or all the
// keys of a map.
func (p *program) constantContent(v ssa.Value, at *ssa.BasicBlock, keys bool) bool {
	ok := true
	w := p.newWalk()
	w.guard = true
	w.taint = func(origin) bool { ok = false; return true }
	w.param = func(v *ssa.Parameter, s state) {
		sites, i := p.callers[v.Parent()], paramIndex(v)
		obj, _ := v.Parent().Object().(*types.Func)
		if len(sites) == 0 || obj != nil && obj.Exported() && p.pass.Pkg.Name() != "main" {
			ok, w.ended = false, true
			return
		}
		for _, c := range sites {
			next := s
			next.ctx = nil
			if i < len(c.args) {
				w.push(c.args[i], c.call.Block(), next)
			}
		}
	}
	w.push(v, at, state{keys: keys})
	w.drain()
	return ok
}
