package sqlvet

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// A part says which argument of a function becomes a part of a statement, the receiver
// counted, and what of it.
type part struct {
	arg int
	of  partOf
}

type partOf uint8

const (
	whole partOf = iota // a text, or texts; of an interface, when it holds one
	first               // the first of a variadic parameter: the others are data
	keys                // the keys of a map
)

const (
	squirrel = "github.com/Masterminds/squirrel"
	gorm     = "gorm.io/gorm"
	sqlx     = "github.com/jmoiron/sqlx"
)

// libraryParts knows builders and mappers, whose bodies say too little: what they are given
// goes through maps, reflection and lists of clauses before it is a statement. Parameters
// are known by their names, which are the same in all of a library. known says that there
// is nothing else to ask.
func libraryParts(fn *types.Func) (parts []part, known bool) {
	if fn.Pkg() == nil {
		return nil, false
	}
	var rule func(fn *types.Func, v *types.Var) (partOf, bool)
	switch fn.Pkg().Path() {
	case squirrel:
		rule, known = squirrelPart, true
	case gorm:
		rule, known = gormPart, true
	case sqlx:
		rule = sqlxPart
	default:
		return nil, false
	}
	if !fn.Exported() {
		return nil, known
	}
	base := 0
	if fn.Signature().Recv() != nil {
		base = 1
	}
	for i := range fn.Signature().Params().Len() {
		if of, ok := rule(fn, fn.Signature().Params().At(i)); ok {
			parts = append(parts, part{base + i, of})
		}
	}
	return parts, known
}

// squirrelPart: every string is SQL, and so is a string in an any that is not called a value
// or arguments.
func squirrelPart(_ *types.Func, v *types.Var) (partOf, bool) {
	t := v.Type()
	if s, ok := t.Underlying().(*types.Slice); ok {
		t = s.Elem()
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		return whole, u.Info()&types.IsString != 0
	case *types.Interface:
		return whole, u.Empty() && slices.Contains([]string{"pred", "column", "what", "when", "then", "expr", "parts"}, v.Name())
	case *types.Map:
		return keys, isText(u.Key())
	}
	return whole, false
}

// gormParts are the parameters that gorm says are not escaped (gorm.io/docs/security.html).
var gormParts = map[string]string{
	"Raw": "sql", "Exec": "sql", "Expr": "expr", "Where": "query", "Or": "query", "Not": "query", "Having": "query",
	"Select": "query", "Joins": "query", "InnerJoins": "query", "Order": "value", "Group": "name", "Table": "name",
	"Pluck": "column", "Distinct": "args", "First": "conds", "Last": "conds", "Take": "conds", "Find": "conds",
	"Delete": "conds", "FirstOrInit": "conds", "FirstOrCreate": "conds",
}

func gormPart(fn *types.Func, v *types.Var) (partOf, bool) {
	of := whole
	if v.Name() == "conds" {
		of = first
	}
	return of, gormParts[fn.Name()] == v.Name()
}

// sqlxPart: a query is one, but where it is only made into another.
func sqlxPart(fn *types.Func, v *types.Var) (partOf, bool) {
	switch fn.Name() {
	case "In", "Named", "Rebind", "BindNamed":
		return whole, false
	}
	return whole, v.Name() == "query" && isText(v.Type())
}

// builtByLibrary reports whether a function's result is made of what was looked at when a
// builder got it.
func builtByLibrary(fn *types.Func) bool {
	return fn.Pkg() != nil && fn.Pkg().Path() == squirrel && fn.Name() != "DebugSqlizer"
}

// readByLibrary reports whether an argument is a part of a statement, which no library writes
// into.
func readByLibrary(fn *types.Func, i int) bool {
	parts, _ := libraryParts(fn)
	return slices.ContainsFunc(parts, func(p part) bool { return p.arg == i })
}

// statementFields are fields that become statements.
var statementFields = map[string]bool{
	"github.com/jackc/pgx/v5.TxOptions.BeginQuery": true, "github.com/jackc/pgx/v5.TxOptions.CommitQuery": true,
	"github.com/jackc/pgx/v4.TxOptions.BeginQuery": true,
	gorm + "/clause.Expr.SQL":                      true, gorm + "/clause.NamedExpr.SQL": true,
}

// isStatementField reports whether a field of a struct becomes a statement.
func isStatementField(of types.Type, f *types.Var) bool {
	named := baseType(of)
	return named != nil && named.Obj().Pkg() != nil &&
		statementFields[named.Obj().Pkg().Path()+"."+named.Obj().Name()+"."+f.Name()]
}

// keyedBySQL reports whether the keys of a map are SQL: squirrel's Eq, Lt, Like and so on.
func keyedBySQL(t types.Type) bool {
	named, ok := types.Unalias(t).(*types.Named)
	if !ok || named.Obj().Pkg() == nil || named.Obj().Pkg().Path() != squirrel {
		return false
	}
	m, ok := named.Underlying().(*types.Map)
	return ok && isText(m.Key())
}

// checkKeys looks at the keys that such a map gets one by one, and at another map that
// becomes one.
func (p *program) checkKeys(instr ssa.Instruction) {
	if p.pass.Pkg.Path() == squirrel {
		return // it makes them of what its callers are asked for
	}
	switch instr := instr.(type) {
	case *ssa.MapUpdate:
		if keyedBySQL(instr.Map.Type()) {
			p.demand(instr.Key, instr.Block(), nil, site{pos: keyPos(instr), by: "a key of " + typeName(instr.Map.Type()), in: instr.Parent()})
		}
	case *ssa.ChangeType:
		if keyedBySQL(instr.Type()) && !keyedBySQL(instr.X.Type()) {
			p.demand(instr.X, instr.Block(), nil, site{pos: instr.Pos(), by: "the keys of " + typeName(instr.Type()), in: instr.Parent(), keys: true})
		}
	}
}

// firstOf is the first value that a variadic parameter gets. Where the caller hands on a
// slice of its own, it is not looked for.
func firstOf(arg ssa.Value) ssa.Value {
	slice, ok := arg.(*ssa.Slice)
	if !ok {
		return nil
	}
	if given := elements(slice); len(given) > 0 {
		return given[0]
	}
	return nil
}

// elements are the values that a call puts into the array of a variadic parameter, in order;
// none when it does something else with the array.
func elements(slice *ssa.Slice) []ssa.Value {
	array, ok := slice.X.(*ssa.Alloc)
	if !ok || slice.Low != nil || slice.High != nil {
		return nil
	}
	var found []ssa.Value
	for _, instr := range *array.Referrers() {
		at, ok := instr.(*ssa.IndexAddr)
		if !ok {
			continue
		}
		if i, isConst := at.Index.(*ssa.Const); !isConst || i.Int64() != int64(len(found)) {
			return nil
		}
		for _, use := range *at.Referrers() {
			if store, ok := use.(*ssa.Store); ok && store.Addr == at {
				found = append(found, store.Val)
			}
		}
	}
	return found
}

// isLoose reports whether a value of a type is looked at only when it is a text: an any, or
// a slice of them. An interface with methods is taken for a promise that it is more.
func isLoose(t types.Type) bool {
	if s, ok := t.Underlying().(*types.Slice); ok {
		t = s.Elem()
	}
	if _, isParam := types.Unalias(t).(*types.TypeParam); isParam {
		return false
	}
	iface, ok := t.Underlying().(*types.Interface)
	return ok && iface.Empty()
}

// isTexts reports whether a type is text or a slice of it.
func isTexts(t types.Type) bool {
	s, ok := t.Underlying().(*types.Slice)
	return isText(t) || ok && isText(s.Elem())
}

// keyPos is where the key of a map is set.
func keyPos(instr *ssa.MapUpdate) token.Pos {
	if instr.Key.Pos().IsValid() {
		return instr.Key.Pos()
	}
	return instr.Pos()
}
