package iterators_test

import (
	"bytes"
	"go/ast"
	"go/printer"
	"go/token"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var panics = regexp.MustCompile(`\b(panic|must[A-Z]\w*)\(`)

// TestComments: whoever panics says so in one form, and whatever gives a sequence
// says whether it can be ranged again.
func TestComments(t *testing.T) {
	said := map[string]int{}
	for dir, again := range map[string]string{".": "ranged again", "pull": "afresh, one-shot"} {
		for _, f := range functions(t, dir) {
			if !f.Name.IsExported() {
				continue
			}
			doc := strings.Join(strings.Fields(f.Doc.Text()), " ")
			if strings.Contains(doc, "# Panics") {
				t.Errorf("%s: a heading for panics: It panics if …", f.Name.Name)
			}
			if panics.MatchString(atOnce(t, f.Body)) {
				said["panics"]++
				if !strings.Contains(doc, "It panics if ") {
					t.Errorf("%s panics: It panics if …", f.Name.Name)
				}
			}
			if f.Recv == nil && f.Type.Results != nil && isSequence(f.Type.Results.List[0].Type) {
				said[dir]++
				if !slices.ContainsFunc(strings.Split(again, ", "), func(form string) bool { return strings.Contains(doc, form) }) {
					t.Errorf("%s gives a sequence: say %s", f.Name.Name, again)
				}
			}
		}
	}
	require.Greater(t, said["panics"], 90)
	require.Greater(t, said["."], 90)
	require.Greater(t, said["pull"], 30)
}

// atOnce is what a function does when it is called: what it returns runs later.
func atOnce(t *testing.T, body *ast.BlockStmt) string {
	t.Helper()
	var b bytes.Buffer
	for _, s := range body.List {
		if _, later := s.(*ast.ReturnStmt); !later {
			require.NoError(t, printer.Fprint(&b, token.NewFileSet(), s))
		}
	}
	return b.String()
}

// The order of arguments, as doc.go has it.
const (
	sequencesFirst = iota
	lookedFor
	counts
	functionsNext
	fills
	anyNumber // of sequences, as Go has it
)

// TestArgumentOrder: a function of a sequence has its arguments in one order.
func TestArgumentOrder(t *testing.T) {
	n := 0
	for _, dir := range []string{".", "pull"} {
		for _, f := range functions(t, dir) {
			var ranks []int
			some := false
			for _, field := range f.Type.Params.List {
				for _, name := range field.Names {
					some = some || isSequence(field.Type)
					ranks = append(ranks, rank(name.Name, field.Type))
				}
			}
			if f.Recv != nil || !f.Name.IsExported() || !some || f.Name.Name == "YieldSeq" { // by a Yielder, as all that yields
				continue
			}
			n++
			for i := range ranks[1:] {
				if ranks[i] > ranks[i+1] {
					t.Errorf("%s.%s: argument %d should not come after argument %d", dir, f.Name.Name, i+2, i+1)
				}
			}
		}
	}
	require.Greater(t, n, 150)
}

func rank(name string, of ast.Expr) int {
	if slice, ok := of.(*ast.ArrayType); ok {
		of = slice.Elt
	}
	if id, ok := of.(*ast.Ident); ok && id.Name == "int" {
		return counts
	}
	if _, ok := of.(*ast.FuncType); ok {
		return functionsNext
	}
	if name == "v" || name == "stage" {
		return lookedFor
	}
	if variadic, ok := of.(*ast.Ellipsis); ok && isSequence(variadic.Elt) {
		return anyNumber
	} else if !ok && isSequence(of) {
		return sequencesFirst
	}
	return fills
}

// isSequence says that a type is an iter.Seq, an iter.Seq2, a Source or any number
// of these.
func isSequence(of ast.Expr) bool {
	switch of := of.(type) {
	case *ast.Ellipsis:
		return isSequence(of.Elt)
	case *ast.IndexExpr:
		return isSequence(of.X)
	case *ast.IndexListExpr:
		return isSequence(of.X)
	case *ast.SelectorExpr:
		return of.Sel.Name == "Seq" || of.Sel.Name == "Seq2"
	case *ast.Ident:
		return of.Name == "Source"
	}
	return false
}
