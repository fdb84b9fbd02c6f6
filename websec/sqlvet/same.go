package sqlvet

import (
	"go/token"

	"golang.org/x/tools/go/ssa"
)

// same reports whether two values are equal for sure: one register, or the same
// variable or field read twice, first as a, and not written in between.
func (j *judge) same(a, b ssa.Value) bool {
	if a == b {
		return true
	}
	switch x := a.(type) {
	case *ssa.UnOp:
		y, ok := b.(*ssa.UnOp)
		return ok && x.Op == token.MUL && y.Op == token.MUL && j.same(x.X, y.X) && unchanged(x) && !j.changed(x, y)
	case *ssa.FieldAddr:
		y, ok := b.(*ssa.FieldAddr)
		return ok && x.Field == y.Field && j.same(x.X, y.X)
	case *ssa.Field:
		y, ok := b.(*ssa.Field)
		return ok && x.Field == y.Field && j.same(x.X, y.X)
	case *ssa.ChangeType:
		return j.same(x.X, b)
	}
	if y, ok := b.(*ssa.ChangeType); ok {
		return j.same(a, y.X)
	}
	return false
}

// unchanged reports whether what a load reads is written in its function once at most,
// and before.
func unchanged(load *ssa.UnOp) bool {
	writes := 0
	for instr := range instructions(load.Parent()) {
		store, ok := instr.(*ssa.Store)
		if !ok || !overlaps(store.Addr, load.X) {
			continue
		}
		writes++
		if writes > 1 || !before(store, load) {
			return false
		}
	}
	return true
}

// overlaps reports whether two addresses may be one: the same variable, or the same
// field of any object.
func overlaps(a, b ssa.Value) bool {
	x, isField := a.(*ssa.FieldAddr)
	y, both := b.(*ssa.FieldAddr)
	if isField && both {
		return fieldOf(x.X.Type(), x.Field) == fieldOf(y.X.Type(), y.Field)
	}
	return a == b
}

func before(a, b ssa.Instruction) bool {
	if a.Block() != b.Block() {
		return a.Block().Dominates(b.Block())
	}
	for _, instr := range a.Block().Instrs {
		switch instr {
		case a:
			return true
		case b:
			return false
		}
	}
	return false
}
