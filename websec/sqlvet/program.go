package sqlvet

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"
)

// A program is one package in SSA form, with the questions about it that cannot be
// asked of a single value answered beforehand: who refers to a variable of the package,
// who touches a field, who calls a function, which closures a function literal makes.
type program struct {
	pass  *analysis.Pass
	pkg   *ssa.Package
	funcs []*ssa.Function // with bodies, literals included

	globals  map[*ssa.Global][]ssa.Instruction
	fields   map[*types.Var][]ssa.Value // FieldAddr and Field
	closures map[*ssa.Function][]*ssa.MakeClosure
	callers  map[*ssa.Function][]callSite
	decoders map[*ssa.Parameter]bool
	decoded  map[*types.Var]origin // fields that something outside fills
	exprs    map[token.Pos]*ast.CallExpr

	trusted  map[types.Object]bool
	constant map[*types.TypeName]bool
	ignored  map[lineKey]*ignore

	frames   map[frameKey]*frame
	demanded map[demand]bool
	fact     map[*types.Func]*funcFact
	sunk     map[*types.Var]bool
	reported map[lineKey]bool
	guards   map[guardKey]bool
	called   map[ssa.CallInstruction]called
	methods  map[methodKey][]*types.Func
	foreign  map[string][]callSite // made when it is first asked for
	budget   int                   // of states, for what importers are told
}

// A callSite is a call with its arguments in the order of the callee's parameters, the
// receiver first.
type callSite struct {
	call ssa.CallInstruction
	args []ssa.Value
}

func newProgram(pass *analysis.Pass) *program {
	p := &program{
		pass:     pass,
		pkg:      buildSSA(pass),
		globals:  map[*ssa.Global][]ssa.Instruction{},
		fields:   map[*types.Var][]ssa.Value{},
		closures: map[*ssa.Function][]*ssa.MakeClosure{},
		callers:  map[*ssa.Function][]callSite{},
		decoders: map[*ssa.Parameter]bool{},
		decoded:  map[*types.Var]origin{},
		exprs:    map[token.Pos]*ast.CallExpr{},
		trusted:  map[types.Object]bool{},
		constant: map[*types.TypeName]bool{},
		ignored:  map[lineKey]*ignore{},
		frames:   map[frameKey]*frame{},
		demanded: map[demand]bool{},
		fact:     map[*types.Func]*funcFact{},
		sunk:     map[*types.Var]bool{},
		reported: map[lineKey]bool{},
		guards:   map[guardKey]bool{},
		called:   map[ssa.CallInstruction]called{},
		methods:  map[methodKey][]*types.Func{},
		budget:   packageStates,
	}
	p.collectFuncs()
	for _, fn := range p.funcs {
		p.indexInstructions(fn)
	}
	for _, file := range pass.Files {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				p.exprs[n.Lparen] = n
			case *ast.DeferStmt:
				p.exprs[n.Defer] = n.Call
			case *ast.GoStmt:
				p.exprs[n.Go] = n.Call
			}
			return true
		})
	}
	// Functions that are passed on are found through parameters, which are found
	// through callers: the second round sees what the first has found.
	for range 2 {
		callers := p.findCallers()
		clear(p.called)
		p.callers = callers
	}
	p.findDecoded()
	return p
}

// collectFuncs lists the functions that the source has, and what makes the values of
// the package's variables.
func (p *program) collectFuncs() {
	var add func(fn *ssa.Function)
	add = func(fn *ssa.Function) {
		if fn == nil || fn.Blocks == nil {
			return
		}
		p.funcs = append(p.funcs, fn)
		for _, anon := range fn.AnonFuncs {
			add(anon)
		}
	}
	add(p.pkg.Func("init"))
	for _, file := range p.pass.Files {
		for _, decl := range file.Decls {
			if decl, ok := decl.(*ast.FuncDecl); ok {
				if obj, ok := p.pass.TypesInfo.Defs[decl.Name].(*types.Func); ok {
					add(p.pkg.Prog.FuncValue(obj))
				}
			}
		}
	}
}

func (p *program) indexInstructions(fn *ssa.Function) {
	for instr := range instructions(fn) {
		switch v := instr.(type) {
		case *ssa.FieldAddr:
			f := fieldOf(v.X.Type(), v.Field)
			p.fields[f] = append(p.fields[f], v)
		case *ssa.Field:
			f := fieldOf(v.X.Type(), v.Field)
			p.fields[f] = append(p.fields[f], v)
		case *ssa.MakeClosure:
			if lit, ok := v.Fn.(*ssa.Function); ok {
				p.closures[lit] = append(p.closures[lit], v)
			}
		}
		for _, op := range instr.Operands(nil) {
			if g, ok := (*op).(*ssa.Global); ok {
				p.globals[g] = append(p.globals[g], instr)
			}
		}
	}
}

// instructions are those of a function, block by block.
func instructions(fn *ssa.Function) func(yield func(ssa.Instruction) bool) {
	return func(yield func(ssa.Instruction) bool) {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if !yield(instr) {
					return
				}
			}
		}
	}
}

// referrers are the instructions that use a value.
func (p *program) referrers(v ssa.Value) []ssa.Instruction {
	if g, ok := v.(*ssa.Global); ok {
		return p.globals[g]
	}
	if refs := v.Referrers(); refs != nil {
		return *refs
	}
	return nil
}

// fieldOf is the declared field that an index means, the same for all instances of a
// generic type.
func fieldOf(t types.Type, index int) *types.Var {
	if ptr, ok := t.Underlying().(*types.Pointer); ok {
		t = ptr.Elem()
	}
	s, ok := t.Underlying().(*types.Struct)
	if !ok {
		if tp, isParam := types.Unalias(t).(*types.TypeParam); isParam {
			s, ok = tp.Constraint().Underlying().(*types.Struct)
		}
		if !ok {
			return types.NewField(token.NoPos, nil, "", t, false)
		}
	}
	return s.Field(index).Origin()
}

// ours reports whether an object is declared in the package that is looked at.
func (p *program) ours(obj types.Object) bool { return obj != nil && obj.Pkg() == p.pass.Pkg }
