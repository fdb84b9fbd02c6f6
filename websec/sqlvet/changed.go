package sqlvet

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// changed reports whether a call writes what two loads read, between them or between the
// check of the first and the second: through a pointer that it gets, a variable that a
// literal has captured, or one of the package's. What a goroutine writes may come at any
// time.
func (j *judge) changed(checked, used *ssa.UnOp) bool {
	for instr := range instructions(used.Parent()) {
		call, ok := instr.(ssa.CallInstruction)
		if !ok {
			continue
		}
		switch call.(type) {
		case *ssa.Defer: // it runs when the function returns
			continue
		case *ssa.Call:
			if !j.between(checked, call, used) {
				continue
			}
		}
		if j.callWrites(call, used.X) {
			return true
		}
	}
	return false
}

// between reports whether a call may run between a check and the load of what is used. What
// was loaded early may also be checked late, by what was loaded in the meantime.
func (j *judge) between(checked, call, used ssa.Instruction) bool {
	if before(used, checked) {
		return reaches(used, call, nil) && reaches(call, checked, used)
	}
	again := checked
	if j.behind != nil { // a way that leads there once more has been checked once more
		again = j.behind.Instrs[0]
	}
	return reaches(checked, call, nil) && reaches(call, used, again)
}

// reaches looks for a way from behind one instruction to another that does not lead through
// a third.
func reaches(from, to, without ssa.Instruction) bool {
	start := from.Block()
	at := slices.Index(start.Instrs, from)
	seen := map[*ssa.BasicBlock]bool{}
	var enter func(b *ssa.BasicBlock, instrs []ssa.Instruction) bool
	enter = func(b *ssa.BasicBlock, instrs []ssa.Instruction) bool {
		for _, instr := range instrs {
			switch instr {
			case without:
				return false
			case to:
				return true
			}
		}
		for _, next := range b.Succs {
			if !seen[next] {
				seen[next] = true
				if enter(next, next.Instrs) {
					return true
				}
			}
		}
		return false
	}
	return enter(start, start.Instrs[at+1:])
}

// callWrites reports whether a call may write what is at an address.
func (p *program) callWrites(call ssa.CallInstruction, addr ssa.Value) bool {
	found, known := p.targets(call)
	if !known && call.Common().IsInvoke() {
		c := call.Common()
		found = append(found, target{obj: c.Method, args: append([]ssa.Value{c.Value}, c.Args...)})
	}
	for _, t := range found {
		if t.fn == nil {
			if p.foreignWrites(t, addr) {
				return true
			}
			continue
		}
		s := writeSearch{program: p, addr: addr, seen: map[*ssa.Function]bool{}}
		for i, arg := range t.args {
			if arg == addr && i < len(t.fn.Params) {
				s.names = append(s.names, t.fn.Params[i])
			}
		}
		if s.function(t.fn) {
			return true
		}
	}
	return false
}

// foreignWrites reports whether a function without a body fills what is at an address: it
// has a name of those that do, and gets the address, or the struct around it.
func (p *program) foreignWrites(t target, addr ssa.Value) bool {
	if t.obj == nil || !fillsByName(t.obj) {
		return false
	}
	for i, arg := range t.args {
		if effectOf(t.obj, i) != fills {
			continue
		}
		given := []ssa.Value{arg}
		if slice, ok := arg.(*ssa.Slice); ok {
			given = append(given, elements(slice)...)
		}
		for _, v := range given {
			if mk, ok := v.(*ssa.MakeInterface); ok {
				v = mk.X
			}
			if holdsAddr(v, addr) {
				return true
			}
		}
	}
	return false
}

// holdsAddr reports whether a pointer leads to what is at an address: it is the same, or
// points to a struct with the field. Which object it is, is not asked.
func holdsAddr(v, addr ssa.Value) bool {
	if overlaps(v, addr) {
		return true
	}
	field, ok := addr.(*ssa.FieldAddr)
	ptr, isPtr := v.Type().Underlying().(*types.Pointer)
	return ok && isPtr && hasField(ptr.Elem(), fieldOf(field.X.Type(), field.Field), 0)
}

// hasField reports whether a struct has a field, or one of the structs in it.
func hasField(t types.Type, f *types.Var, depth int) bool {
	s, ok := t.Underlying().(*types.Struct)
	if !ok || depth > 4 {
		return false
	}
	for g := range s.Fields() {
		if g.Origin() == f || hasField(g.Type(), f, depth+1) {
			return true
		}
	}
	return false
}

// A writeSearch goes through a function and those that it calls for one that writes what is
// at an address.
type writeSearch struct {
	*program
	addr  ssa.Value
	names []ssa.Value // parameters that have been given the address
	seen  map[*ssa.Function]bool
}

func (s *writeSearch) function(fn *ssa.Function) bool {
	if s.seen[fn] || len(s.seen) > 200 {
		return false
	}
	s.seen[fn] = true
	for instr := range instructions(fn) {
		switch instr := instr.(type) {
		case *ssa.Store:
			if s.isTarget(instr.Addr) {
				return true
			}
		case ssa.CallInstruction:
			if s.call(instr) {
				return true
			}
		}
	}
	return false
}

// isTarget reports whether what is written through v may be what is asked about. What a
// function has just made is its own.
func (s *writeSearch) isTarget(v ssa.Value) bool {
	if isFresh(v) {
		return false
	}
	if slices.Contains(s.names, v) || holdsAddr(v, s.addr) {
		return true
	}
	free, ok := v.(*ssa.FreeVar)
	return ok && slices.Contains(s.bindings(free), s.addr)
}

// isFresh reports whether an address is in a variable of the function that has it.
func isFresh(v ssa.Value) bool {
	for {
		switch x := v.(type) {
		case *ssa.FieldAddr:
			v = x.X
		case *ssa.IndexAddr:
			v = x.X
		case *ssa.Alloc:
			return true
		default:
			return false
		}
	}
}

func (s *writeSearch) call(call ssa.CallInstruction) bool {
	found, _ := s.targets(call)
	for _, t := range found {
		if t.fn == nil {
			for i, arg := range t.args {
				if t.obj != nil && fillsByName(t.obj) && effectOf(t.obj, i) == fills && s.gives(arg) {
					return true
				}
			}
			continue
		}
		for i, arg := range t.args {
			if i < len(t.fn.Params) && slices.Contains(s.names, arg) && !slices.Contains(s.names, ssa.Value(t.fn.Params[i])) {
				s.names = append(s.names, t.fn.Params[i])
			}
		}
		if s.function(t.fn) {
			return true
		}
	}
	return false
}

// gives reports whether an argument, or one of those in its slice, leads to the address.
func (s *writeSearch) gives(arg ssa.Value) bool {
	given := []ssa.Value{arg}
	if slice, ok := arg.(*ssa.Slice); ok {
		given = append(given, elements(slice)...)
	}
	return slices.ContainsFunc(given, func(v ssa.Value) bool {
		if mk, ok := v.(*ssa.MakeInterface); ok {
			v = mk.X
		}
		return s.isTarget(v)
	})
}
