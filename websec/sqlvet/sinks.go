package sqlvet

import (
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// statementTypes are the types whose methods run or prepare a statement.
var statementTypes = map[string]bool{
	"database/sql.DB": true, "database/sql.Tx": true, "database/sql.Conn": true,
	"database/sql/driver.Conn": true, "database/sql/driver.ConnPrepareContext": true,
	"database/sql/driver.Queryer": true, "database/sql/driver.QueryerContext": true,
	"database/sql/driver.Execer": true, "database/sql/driver.ExecerContext": true,
	"github.com/jackc/pgx/v5.Conn": true, "github.com/jackc/pgx/v5.Tx": true, "github.com/jackc/pgx/v5.Batch": true,
	"github.com/jackc/pgx/v5/pgxpool.Pool": true, "github.com/jackc/pgx/v5/pgxpool.Conn": true,
	"github.com/jackc/pgx/v5/pgxpool.Tx": true, "github.com/jackc/pgx/v5/pgconn.PgConn": true,
	"github.com/jackc/pgx/v4.Conn": true, "github.com/jackc/pgx/v4.Tx": true, "github.com/jackc/pgx/v4.Batch": true,
	"github.com/jackc/pgx/v4/pgxpool.Pool": true, "github.com/jackc/pgx/v4/pgxpool.Conn": true,
	"github.com/jackc/pgx/v4/pgxpool.Tx": true, "github.com/jackc/pgconn.PgConn": true,
}

// statementParams are the names that those packages give to a statement's text.
var statementParams = map[string]bool{"query": true, "sql": true}

// statementParts are the arguments of a function that have to be constant.
func (p *program) statementParts(fn *types.Func) []part {
	if fn == nil {
		return nil
	}
	if i := statementArg(fn); i >= 0 {
		return []part{{arg: i}}
	}
	if p.ours(fn) {
		return nil
	}
	parts, known := libraryParts(fn)
	if known {
		return parts
	}
	var fact funcFact
	if p.pass.ImportObjectFact(fn, &fact) {
		for _, i := range fact.Sinks {
			parts = append(parts, part{arg: i})
		}
	}
	return parts
}

func statementArg(fn *types.Func) int {
	recv := fn.Signature().Recv()
	if recv == nil {
		return -1
	}
	t := recv.Type()
	if ptr, ok := t.(*types.Pointer); ok {
		t = ptr.Elem()
	}
	named, ok := types.Unalias(t).(*types.Named)
	if !ok || named.Obj().Pkg() == nil || !statementTypes[named.Obj().Pkg().Path()+"."+named.Obj().Name()] {
		return -1
	}
	params := fn.Signature().Params()
	for i := range params.Len() {
		if statementParams[params.At(i).Name()] && isText(params.At(i).Type()) {
			return i + 1
		}
	}
	return textParam(fn)
}

// textParam is the first string of a method of database/sql that runs statements, for
// importers that were told no names.
func textParam(fn *types.Func) int {
	if !runsStatements(fn.Name()) {
		return -1
	}
	params := fn.Signature().Params()
	for i := range min(params.Len(), 2) {
		if isText(params.At(i).Type()) {
			return i + 1
		}
	}
	return -1
}

func runsStatements(name string) bool {
	switch strings.TrimSuffix(name, "Context") {
	case "Query", "QueryRow", "Exec", "Prepare", "Queue":
		return true
	}
	return false
}

// interfaceArg is the argument of an interface's method that has to be constant, when
// the method is one that databases have: same name, a text, then anything.
func interfaceArg(fn *types.Func) int {
	sig := fn.Signature()
	i := textParam(fn)
	if i < 0 || sig.Results().Len() == 0 || sig.Params().Len() > 3 {
		return -1
	}
	for v := range sig.Results().Variables() {
		if named := baseType(v.Type()); named != nil && named.Obj().Pkg() != nil {
			switch path := named.Obj().Pkg().Path(); {
			case path == "database/sql", strings.HasPrefix(path, "github.com/jackc/pgx/"):
				return i
			}
		}
	}
	return -1
}

func baseType(t types.Type) *types.Named {
	if ptr, ok := types.Unalias(t).(*types.Pointer); ok {
		t = ptr.Elem()
	}
	named, _ := types.Unalias(t).(*types.Named)
	return named
}

// checkSinks looks at every call that may run a statement.
func (p *program) checkSinks() {
	for _, fn := range p.funcs {
		for instr := range instructions(fn) {
			switch instr := instr.(type) {
			case ssa.CallInstruction:
				p.checkCall(instr)
			case *ssa.Store:
				p.checkForeignField(instr)
			case *ssa.MapUpdate, *ssa.ChangeType:
				p.checkKeys(instr)
			}
		}
	}
}

func (p *program) checkCall(call ssa.CallInstruction) {
	c := call.Common()
	found, _ := p.targets(call)
	p.checkReflection(call, found)
	if c.IsInvoke() {
		args := append([]ssa.Value{c.Value}, c.Args...)
		found = append(found, target{obj: c.Method, args: args})
		if i := interfaceArg(c.Method); i > 0 {
			p.check(call, args, part{arg: i}, funcName(c.Method))
		}
	}
	for _, t := range found {
		for _, part := range p.statementParts(t.obj) {
			p.check(call, t.args, part, funcName(t.obj))
		}
	}
}

// checkReflection looks for a method that runs statements and is got by its name: what
// it is called with cannot be followed.
func (p *program) checkReflection(call ssa.CallInstruction, found []target) {
	for _, t := range found {
		if t.obj == nil || t.obj.FullName() != "(reflect.Value).MethodByName" {
			continue
		}
		of, ok := t.args[0].(*ssa.Call)
		if !ok || len(of.Call.Args) != 1 {
			continue
		}
		made, ok := of.Call.Args[0].(*ssa.MakeInterface)
		if !ok {
			continue
		}
		named := baseType(made.X.Type())
		if named != nil && named.Obj().Pkg() != nil && statementTypes[named.Obj().Pkg().Path()+"."+named.Obj().Name()] {
			p.report(site{pos: call.Pos(), by: typeName(made.X.Type())}, origin{call.Pos(), "its methods are called by reflection"})
		}
	}
}

func (p *program) check(call ssa.CallInstruction, args []ssa.Value, part part, name string) {
	if part.arg >= len(args) {
		return
	}
	v := args[part.arg]
	if part.of == first {
		if v = firstOf(v); v == nil {
			return
		}
	}
	p.demand(v, call.Block(), nil, site{pos: p.argPos(call, args, part.arg), by: name, in: call.Parent(), keys: part.of == keys})
}

// checkForeignField looks at what is stored in a field that another package makes SQL of.
func (p *program) checkForeignField(store *ssa.Store) {
	addr, ok := store.Addr.(*ssa.FieldAddr)
	if !ok {
		return
	}
	f := fieldOf(addr.X.Type(), addr.Field)
	var fact varFact
	if p.ours(f) || f.Pkg() == nil || !isStatementField(addr.X.Type(), f) && (!p.pass.ImportObjectFact(f, &fact) || !fact.Sink) {
		return
	}
	p.demand(store.Val, store.Block(), nil, site{pos: p.storePos(store), by: "field " + f.Name(), in: store.Parent()})
}
