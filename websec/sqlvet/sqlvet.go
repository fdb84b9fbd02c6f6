package sqlvet

import (
	"go/build"
	"go/types"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"
)

// Analyzer reports SQL text that is not made of constants. It keeps no state between
// packages but its facts, and is safe for concurrent use.
var Analyzer = &analysis.Analyzer{
	Name: "sqlvet",
	Doc: `find SQL text that is not made of constants

The text of every statement that database/sql and pgx are given is followed back,
through formatting, builders, fields, closures, wrappers and other packages, to what
it is made of. Constants, numbers and what a check has found among constants are
well; anything else is reported, with the place where it comes from.

	//sqlvet:ignore why    on a line or above a statement: the report there is not made
	//sqlvet:trusted why   above a function or type: its results or values are well
	//sqlvet:constant      above a string type: conversions to it have to be of constants`,
	Run:       run,
	FactTypes: []analysis.Fact{new(funcFact), new(varFact), new(typeFact), new(packageFact)},
}

func run(pass *analysis.Pass) (any, error) {
	if standard(pass) {
		return nil, nil // what it does is known from models.go
	}
	p := newProgram(pass)
	p.readDirectives()
	p.checkConstantTypes()
	p.checkSinks()
	p.reportUnused()
	p.exportFacts()
	return nil, nil
}

// standard reports whether the package is Go's own. The go command gives those no
// module; GOPATH mode gives it to none, so the folder is looked at too.
func standard(pass *analysis.Pass) bool {
	if pass.Module != nil && pass.Module.Path != "" && pass.Module.Path != "std" {
		return false
	}
	return isStandard(pass.Pkg.Path())
}

// isStandard reports whether a package of this path lies in GOROOT. A path with a dot
// in its first element never does (go help importpath), and costs no look.
func isStandard(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	if strings.Contains(first, ".") {
		return false
	}
	info, err := os.Stat(filepath.Join(build.Default.GOROOT, "src", filepath.FromSlash(path)))
	return err == nil && info.IsDir()
}

// noReturn tells the builder of SSA what ends the way of control, so that a check which
// ends in log.Fatal guards what comes after.
func noReturn(fn *types.Func) bool {
	switch name := fn.FullName(); name {
	case "os.Exit", "runtime.Goexit", "log.Fatal", "log.Fatalf", "log.Fatalln", "log.Panic", "log.Panicf", "log.Panicln":
		return true
	default:
		return strings.HasPrefix(name, "(*log.Logger).Fatal") || strings.HasPrefix(name, "(*log.Logger).Panic") ||
			strings.HasPrefix(name, "(*testing.common).Fatal") || strings.HasPrefix(name, "(*testing.common).Skip")
	}
}

// buildSSA makes the functions of a package. Imported packages have names only.
func buildSSA(pass *analysis.Pass) *ssa.Package {
	prog := ssa.NewProgram(pass.Fset, 0)
	prog.SetNoReturn(noReturn)
	for _, imported := range pass.Pkg.Imports() {
		prog.CreatePackage(imported, nil, nil, true)
	}
	pkg := prog.CreatePackage(pass.Pkg, pass.Files, pass.TypesInfo, false)
	pkg.Build()
	return pkg
}
