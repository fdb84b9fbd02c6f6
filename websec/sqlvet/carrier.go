package sqlvet

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// carries reports whether a value of a type can hold text. Numbers, truth values and
// times cannot, whoever they come from, so they are harmless in SQL. A byte and a rune
// can, when they are called that: uint8 and int32 are numbers, but []uint8 is text. So is
// the zone of a netip.Addr, whatever stands in it; a netip.Prefix has none.
func carries(t types.Type) bool { return carriesAt(t, 0) }

func carriesAt(t types.Type, depth int) bool {
	if depth > 4 {
		return true
	}
	if named, ok := types.Unalias(t).(*types.Named); ok {
		if obj := named.Obj(); obj.Pkg() != nil {
			switch obj.Pkg().Path() + "." + obj.Name() {
			case "time.Time", "time.Duration", "math/big.Int", "math/big.Float", "math/big.Rat", "net/netip.Prefix",
				"reflect.Type": // what it says of itself stands in the source
				return false
			}
			if _, isArray := named.Underlying().(*types.Array); isArray && obj.Name() == "UUID" {
				return false
			}
		}
	}
	switch u := types.Unalias(t).Underlying().(type) {
	case *types.Basic:
		if u.Info()&types.IsString != 0 {
			return true
		}
		return u == types.Universe.Lookup("byte").Type() || u == types.Universe.Lookup("rune").Type() || u.Kind() == types.UnsafePointer
	case *types.Pointer:
		return carriesAt(u.Elem(), depth+1)
	case *types.Slice:
		b, ok := u.Elem().Underlying().(*types.Basic)
		return ok && b.Kind() == types.Uint8 || carriesAt(u.Elem(), depth+1)
	case *types.Array:
		return carriesAt(u.Elem(), depth+1)
	case *types.Chan:
		return carriesAt(u.Elem(), depth+1)
	case *types.Map:
		return carriesAt(u.Elem(), depth+1) || carriesAt(u.Key(), depth+1)
	case *types.Struct:
		for f := range u.Fields() {
			if carriesAt(f.Type(), depth+1) {
				return true
			}
		}
		return false
	case *types.Signature:
		return false
	case *types.Tuple:
		for v := range u.Variables() {
			if carriesAt(v.Type(), depth+1) {
				return true
			}
		}
		return false
	}
	return true // interfaces and type parameters
}

// byteOfString knows s[i], which SSA has as a uint8, and Go as a byte.
func byteOfString(v ssa.Value) bool {
	index, ok := v.(*ssa.Index)
	if !ok {
		return false
	}
	b, ok := index.X.Type().Underlying().(*types.Basic)
	return ok && b.Info()&types.IsString != 0
}

// shares reports whether two values of a type can be names of one memory, so that what
// is written through one is read through the other.
func shares(t types.Type) bool {
	switch types.Unalias(t).Underlying().(type) {
	case *types.Pointer, *types.Slice, *types.Map, *types.Chan, *types.Interface:
		return true
	}
	return false
}

// isText reports whether a value is text itself and not something with text in it.
func isText(t types.Type) bool {
	switch u := types.Unalias(t).Underlying().(type) {
	case *types.Basic:
		return u.Info()&types.IsString != 0
	case *types.Slice:
		b, ok := u.Elem().Underlying().(*types.Basic)
		return ok && (b.Kind() == types.Byte || b.Kind() == types.Rune)
	case *types.Interface:
		_, isParam := types.Unalias(t).(*types.TypeParam)
		return isParam
	}
	return false
}

// ownStruct is the struct of this package that a value is or points to.
func (p *program) ownStruct(t types.Type) *types.Struct {
	if ptr, ok := types.Unalias(t).Underlying().(*types.Pointer); ok {
		t = ptr.Elem()
	}
	s, ok := types.Unalias(t).Underlying().(*types.Struct)
	if !ok || s.NumFields() == 0 || !p.ours(s.Field(0)) {
		return nil
	}
	return s
}

// block is where an instruction stands; nil for what has no body.
func block(v ssa.Value) *ssa.BasicBlock {
	if instr, ok := v.(ssa.Instruction); ok {
		return instr.Block()
	}
	return nil
}
