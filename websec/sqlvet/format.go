package sqlvet

import (
	"go/constant"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// formatted are the arguments that a call of fmt's puts into text as they are. A string or
// bytes that a constant format has written with %x is digits and the letters to f.
func formatted(t target) []ssa.Value {
	if t.obj.Pkg() == nil || t.obj.Pkg().Path() != "fmt" || !strings.HasSuffix(t.obj.Name(), "f") || len(t.args) < 2 {
		return t.args
	}
	n := len(t.args)
	format, ok := t.args[n-2].(*ssa.Const)
	if !ok || format.Value == nil || format.Value.Kind() != constant.String {
		return t.args
	}
	slice, ok := t.args[n-1].(*ssa.Slice)
	if !ok {
		return t.args
	}
	operands := elements(slice)
	verbs := verbsOf(constant.StringVal(format.Value))
	if len(operands) == 0 || len(verbs) != len(operands) {
		return t.args
	}
	kept := t.args[: n-1 : n-1]
	for i, operand := range operands {
		if (verbs[i] == 'x' || verbs[i] == 'X') && isPlain(operand) {
			continue
		}
		kept = append(kept, operand)
	}
	return kept
}

// verbsOf are the verbs of a format, one an operand; none when it counts its operands itself
// (%[1]d, %*d).
func verbsOf(format string) []byte {
	var verbs []byte
	for {
		_, rest, found := strings.Cut(format, "%")
		if !found {
			return verbs
		}
		rest = strings.TrimLeft(rest, "+-# 0123456789.")
		if rest == "" || rest[0] == '*' || rest[0] == '[' {
			return nil
		}
		if rest[0] != '%' {
			verbs = append(verbs, rest[0])
		}
		format = rest[1:]
	}
}

// isPlain reports whether an operand is text without methods, which might format it.
func isPlain(operand ssa.Value) bool {
	made, ok := operand.(*ssa.MakeInterface)
	return ok && (isText(made.X.Type()) || isBytes(made.X.Type())) && types.NewMethodSet(made.X.Type()).Len() == 0
}

// isBytes reports whether a value is an array of bytes, as checksums are.
func isBytes(t types.Type) bool {
	array, ok := t.Underlying().(*types.Array)
	if !ok {
		return false
	}
	b, ok := array.Elem().Underlying().(*types.Basic)
	return ok && b.Kind() == types.Byte
}
