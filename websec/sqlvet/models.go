package sqlvet

import (
	"go/types"
	"regexp"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// A model says what the result of a function is made of, for functions whose bodies are
// not looked at: those of the standard library, and of packages without facts.
type model uint8

const (
	unknown  model = iota // anything
	passes                // its arguments
	harmless              // nothing that could be SQL of a user's
)

// passing are the packages whose functions make text of nothing but their arguments.
var passing = map[string]bool{
	"strings": true, "bytes": true, "strconv": true, "unicode": true, "unicode/utf8": true, "slices": true,
	"maps": true, "sort": true, "cmp": true, "errors": true, "path": true, "path/filepath": true, "html": true,
	"regexp": true, "text/template": true, "html/template": true, "bufio": true, "text/tabwriter": true,
	"sync": true, "sync/atomic": true, "container/list": true, "iter": true, "unsafe": true, "encoding/base64": true,
	"text/template/parse": true, "context": true, "unique": true, "math/rand": true, "math/rand/v2": true, "time": true,
}

// harmlessFuncs quote, or write with an alphabet that has nothing of SQL's.
var harmlessFuncs = map[string]bool{
	"(github.com/jackc/pgx/v5.Identifier).Sanitize": true,
	"(github.com/jackc/pgx/v4.Identifier).Sanitize": true,
	"github.com/lib/pq.QuoteIdentifier":             true,
	"github.com/lib/pq.QuoteLiteral":                true,
	"github.com/lib/pq.CopyIn":                      true,
	"github.com/lib/pq.CopyInSchema":                true,
	"encoding/hex.EncodeToString":                   true,
	"encoding/hex.AppendEncode":                     true,
	"(embed.FS).ReadFile":                           true,
	"(embed.FS).ReadDir":                            true,
	"crypto/rand.Text":                              true,
	"net/http.StatusText":                           true,
	"(reflect.Type).Name":                           true,
	"(reflect.Type).String":                         true,
	"(reflect.Type).PkgPath":                        true,
	"(reflect.StructTag).Get":                       true,
	"(reflect.StructTag).Lookup":                    true,
	"(reflect.Value).Len":                           true,
}

// passingFuncs make text of their arguments, in packages where others do not.
var passingFuncs = map[string]bool{
	"io.WriteString": true, "io.ReadAll": true, "io.TeeReader": true, "io.LimitReader": true, "io.MultiReader": true,
	"io.MultiWriter": true, "io.NopCloser": true, "io.NewSectionReader": true,
	"net/url.QueryEscape": true, "net/url.PathEscape": true, "net/url.PathUnescape": true, "net/url.QueryUnescape": true,
	"net/url.JoinPath": true, "io/fs.ReadFile": true, "io/fs.Sub": true,
	"(error).Error": true, "(fmt.Stringer).String": true,
	"(reflect.Value).String": true, "(reflect.Value).Interface": true, "(reflect.Value).Convert": true,
	"reflect.ValueOf": true, "reflect.Indirect": true, "(reflect.Value).Elem": true,
}

func modelOf(fn *types.Func) model {
	name := fn.FullName()
	switch {
	case harmlessFuncs[name]:
		return harmless
	case passingFuncs[name]:
		return passes
	case fn.Pkg() == nil:
		return unknown
	case passing[fn.Pkg().Path()]:
		return passes
	case fn.Pkg().Path() == "fmt" && !strings.Contains(fn.Name(), "can"):
		return passes
	case isStandard(fn.Pkg().Path()) && (fn.Name() == "String" || fn.Name() == "Error") && fn.Signature().Params().Len() == 0:
		return passes // what a value of the standard library says of itself
	}
	return unknown
}

// harmlessFields are fields of the standard library's types that hold what stands in the
// source of a program.
var harmlessFields = map[string]bool{
	"reflect.StructField.Name": true, "reflect.StructField.Tag": true, "reflect.StructField.Type": true, "reflect.Method.Name": true,
}

// An effect is what a function without a body does to memory that it gets.
type effect uint8

const (
	reads      effect = iota // nothing
	writesArgs               // writes its other arguments into it
	fills                    // writes what comes from elsewhere
)

// filling are the names of functions that fill what they are given a pointer to.
var filling = regexp.MustCompile(`(?i)decode|unmarshal|scan|bind|parse|read|populate|fill|load|get|select|receive|recv|find|first|var$`)

func fillsByName(fn *types.Func) bool { return filling.MatchString(fn.Name()) }

// effectOf says what fn does to its argument i, the receiver first.
func effectOf(fn *types.Func, i int) effect {
	if fn.Pkg() == nil {
		return reads // error.Error
	}
	path, name := fn.Pkg().Path(), fn.Name()
	switch {
	case path == "fmt" && strings.Contains(name, "can"):
		return fills
	case path == "fmt" && strings.HasPrefix(name, "Fprint"), path == "io" && (name == "WriteString" || strings.HasPrefix(name, "Copy")):
		if i == 0 {
			return writesArgs
		}
		return reads
	case path == "fmt", path == "log", path == "log/slog", path == "errors", path == "testing", path == "context":
		return reads
	case path == "slices" || path == "maps" || path == "sort":
		if name == "Insert" || name == "Copy" || name == "Replace" {
			return writesArgs
		}
		return reads
	case path == "io" && (name == "ReadFull" || name == "ReadAtLeast"):
		return fills
	case passing[path], path == "io":
		return writesArgs
	case path == "encoding/hex":
		return reads
	case path == "reflect" && i == 0:
		return reads
	case strings.HasPrefix(name, "Write") && i == 0:
		return writesArgs
	case isStandard(path) && !fillsByName(fn):
		return reads
	}
	return fills
}

// from is an argument by its place, as facts count: the receiver first, and all that a
// variadic parameter got as one.
func from(t target, i int) []ssa.Value {
	if i < len(t.args) {
		return t.args[i : i+1]
	}
	return nil
}

// funcName is how a function is called in reports.
func funcName(fn *types.Func) string {
	if recv := fn.Signature().Recv(); recv != nil {
		return "(" + typeName(recv.Type()) + ")." + fn.Name()
	}
	if fn.Pkg() == nil {
		return fn.Name()
	}
	return fn.Pkg().Name() + "." + fn.Name()
}

func typeName(t types.Type) string {
	return types.TypeString(t, func(p *types.Package) string { return p.Name() })
}
