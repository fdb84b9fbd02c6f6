package sqlvet

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// fieldOfValue goes from a selected field to what is stored there. An object that never
// leaves its function is told from others of its type; all others are one.
func (w *walk) fieldOfValue(x ssa.Value, index int, v ssa.Value, s state) {
	f := fieldOf(x.Type(), index)
	if w.isTrusted(x.Type()) {
		return
	}
	if !w.ours(f) {
		w.foreignField(f, x, v, s)
		return
	}
	if addrs, values, ok := w.local(x, index); ok {
		for _, a := range addrs {
			w.push(a, nil, s.asking(writes))
		}
		for _, val := range values {
			w.push(val, nil, s.asking(holds))
		}
		return
	}
	w.add(f, s)
}

// local finds all that is stored in a field of an object when it is a variable of the
// function that only its fields are used of. values are objects copied into it.
func (w *walk) local(x ssa.Value, index int) (addrs, values []ssa.Value, ok bool) {
	if load, isLoad := x.(*ssa.UnOp); isLoad && load.Op == token.MUL {
		x = load.X
	}
	alloc, ok := x.(*ssa.Alloc)
	if !ok {
		return nil, nil, false
	}
	for _, instr := range *alloc.Referrers() {
		switch u := instr.(type) {
		case *ssa.FieldAddr:
			if u.Field == index {
				addrs = append(addrs, u)
			}
		case *ssa.UnOp, *ssa.DebugRef:
		default:
			return nil, nil, false
		}
	}
	return addrs, values, len(addrs) > 0
}

// foreignField judges a field of another package's type: by what is known of it there
// and by what is stored here.
func (w *walk) foreignField(f *types.Var, x, v ssa.Value, s state) {
	if f.Pkg() == nil || isStandard(f.Pkg().Path()) || !w.analysed(f.Pkg()) {
		if addrs, _, ok := w.local(x, fieldIndex(v)); ok { // set here, as in a literal
			for _, a := range addrs {
				w.push(a, nil, s.asking(writes))
			}
			return
		}
		if named := baseType(x.Type()); named != nil && harmlessFields[f.Pkg().Path()+"."+named.Obj().Name()+"."+f.Name()] {
			return
		}
		w.blame(v.Pos(), "field "+f.Name()+" of another package's "+typeName(x.Type()))
		return
	}
	var fact varFact
	known := w.pass.ImportObjectFact(f, &fact)
	if known && fact.Origin != "" {
		w.blame(v.Pos(), fact.Origin)
		return
	}
	stored := false
	for _, addr := range w.fields[f] {
		stored = stored || w.stored(addr)
		w.push(addr, nil, s.asking(writes))
	}
	if o, ok := w.decoded[f]; ok {
		w.blame(o.pos, o.what)
	} else if !stored && !(known && fact.Set) {
		w.blame(v.Pos(), "field "+f.Name()+", which nothing is known to set")
	}
	w.setBy(f, fact.Setters, x, block(v), s)
}

func fieldIndex(v ssa.Value) int {
	switch v := v.(type) {
	case *ssa.FieldAddr:
		return v.Field
	case *ssa.Field:
		return v.Field
	}
	return -1
}

// fieldContent asks what the field of any object of its type may hold.
func (w *walk) fieldContent(f *types.Var, s state) {
	s.ctx = nil
	if o, ok := w.decoded[f]; ok {
		w.blame(o.pos, o.what)
		return
	}
	stored := false
	for _, addr := range w.fields[f] {
		stored = stored || w.stored(addr)
		w.push(addr, nil, s.asking(writes))
	}
	if f.Exported() && !stored && isText(f.Type()) && w.pass.Pkg.Name() != "main" {
		w.blame(f.Pos(), "field "+f.Name()+", which nothing here sets")
		return
	}
	w.field(f, s)
}

// stored reports whether something is stored through an address.
func (p *program) stored(addr ssa.Value) bool {
	for _, instr := range p.referrers(addr) {
		switch instr := instr.(type) {
		case *ssa.Store:
			if instr.Addr == addr {
				return true
			}
		case ssa.CallInstruction, *ssa.MakeInterface, *ssa.MakeClosure:
			return true
		}
	}
	return false
}

// findDecoded lists the fields of the objects that are handed to decoders: what fills
// them is not in the program. Functions that hand a parameter on to one are decoders.
func (p *program) findDecoded() {
	for range 3 {
		for _, fn := range p.funcs {
			for instr := range instructions(fn) {
				if call, ok := instr.(ssa.CallInstruction); ok {
					p.findDecodedBy(call)
				}
			}
		}
	}
}

func (p *program) findDecodedBy(call ssa.CallInstruction) {
	found, known := p.targets(call)
	if c := call.Common(); !known && c.IsInvoke() {
		found = append(found, target{obj: c.Method, args: append([]ssa.Value{c.Value}, c.Args...)})
	}
	for _, t := range found {
		for i, arg := range t.args {
			if !p.decodes(t, i) {
				continue
			}
			root := arg
			for {
				if m, ok := root.(*ssa.MakeInterface); ok {
					root = m.X
				} else if c, ok := root.(*ssa.ChangeInterface); ok {
					root = c.X
				} else {
					break
				}
			}
			if param, ok := root.(*ssa.Parameter); ok && i > 0 || ok && t.fn == nil {
				p.decoders[param] = true
			}
			if _, isPtr := root.Type().Underlying().(*types.Pointer); isPtr {
				p.markDecoded(root.Type(), origin{call.Pos(), "filled by " + p.targetName(t)}, map[types.Type]bool{})
			}
		}
	}
}

func (p *program) decodes(t target, i int) bool {
	if t.fn != nil {
		return i < len(t.fn.Params) && p.decoders[t.fn.Params[i]]
	}
	if t.obj == nil {
		return false
	}
	if fact := new(funcFact); p.pass.ImportObjectFact(t.obj, fact) {
		return i < len(fact.Writes) && fact.Writes[i].Origin != ""
	}
	recv := 0
	if sig := t.obj.Signature(); sig.Recv() != nil {
		recv = 1
	}
	return i >= recv && effectOf(t.obj, i) == fills && fillsByName(t.obj)
}

func (p *program) targetName(t target) string {
	if t.obj != nil {
		return funcName(t.obj)
	}
	return "a function literal"
}

func (p *program) markDecoded(t types.Type, o origin, seen map[types.Type]bool) {
	if seen[t] {
		return
	}
	seen[t] = true
	switch u := t.Underlying().(type) {
	case *types.Pointer:
		p.markDecoded(u.Elem(), o, seen)
	case *types.Slice:
		p.markDecoded(u.Elem(), o, seen)
	case *types.Array:
		p.markDecoded(u.Elem(), o, seen)
	case *types.Map:
		p.markDecoded(u.Elem(), o, seen)
	case *types.Struct:
		for f := range u.Fields() {
			if _, marked := p.decoded[f.Origin()]; !marked && (f.Exported() || f.Embedded()) {
				p.decoded[f.Origin()] = o
			}
			p.markDecoded(f.Type(), o, seen)
		}
	}
}
