package iterators_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"iter"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/iterators"
)

func descending(a, b int) int { return b - a }

// anew is a subject over a one-shot type that is made in each range, and stopped
// with it.
func anew(make func(s numbers) *iterators.Iterator[int]) func(*sources) numbers {
	return func(s *sources) numbers {
		src := s.src(5)
		return func(yield func(int) bool) {
			it := make(src)
			defer it.Stop()
			it.All()(yield)
		}
	}
}

// moreLaws are what lies between the tables of itertools and of the recipes.
var moreLaws = []law{
	{"MinFunc", "[min(src(4), key=operator.neg)]", end(4, func(s numbers) any { return orError(iterators.MinFunc(s, descending)) })},
	{"MinFunc", "[min(src(0), key=operator.neg)]", end(0, func(s numbers) any { return orError(iterators.MinFunc(s, descending)) })},
	{"MaxFunc", "[max(src(4), key=operator.neg)]", end(4, func(s numbers) any { return orError(iterators.MaxFunc(s, descending)) })},
	{"MaxFunc", "[max(map(tens, src(8)))]", end(8, func(s numbers) any {
		return orError(iterators.MaxFunc(thirds(s), func(a, b int) int { return a - b }))
	})},
	{"SortedFunc", "sorted(src(8), key=tens, reverse=True)", seq1(8, func(s numbers) numbers {
		return iterators.SortedFunc(s, func(a, b int) int { return tens(b) - tens(a) })
	})},
	{"Transpose", "transpose(batched(src(6), 2))", tried(func(s *sources) fallible {
		return iterators.Transpose(iterators.Batched(s.src(6), 2))
	})},
	{"Transpose", "transpose(batched(src(5), 2))", tried(func(s *sources) fallible {
		return iterators.Transpose(iterators.Batched(s.src(5), 2))
	})},
	{"Transpose", "transpose(split_after(src(5), even))", tried(func(s *sources) fallible {
		return iterators.Transpose(iterators.SplitAfter(s.src(5), even))
	})},
	{"Transpose", "transpose(batched(src(0), 2))", tried(func(s *sources) fallible {
		return iterators.Transpose(iterators.Batched(s.src(0), 2))
	})},
	{"Reshape", "reshape(batched(src(6), 2), 3)", tried(func(s *sources) fallible {
		return iterators.Reshape(iterators.Batched(s.src(6), 2), 3)
	})},
	{"Reshape", "reshape(batched(src(7), 2), 3)", tried(func(s *sources) fallible {
		return iterators.Reshape(iterators.Batched(s.src(7), 2), 3)
	})},
	{"Reshape", "reshape(split_after(src(6), even), 4)", tried(func(s *sources) fallible {
		return iterators.Reshape(iterators.SplitAfter(s.src(6), even), 4)
	})},
	{"Reshape", "reshape(batched(src(2), 2), 3)", tried(func(s *sources) fallible {
		return iterators.Reshape(iterators.Batched(s.src(2), 2), 3)
	})},
	{"Reshape", "reshape(batched(src(0), 2), 3)", tried(func(s *sources) fallible {
		return iterators.Reshape(iterators.Batched(s.src(0), 2), 3)
	})},
	{"Matmul", "matmul(batched(src(6), 2), [(1,), (1,)])", tried(func(s *sources) fallible {
		return iterators.Matmul(iterators.Batched(s.src(6), 2), rows([]int{1}, []int{1}))
	})},
	{"Matmul", "matmul(batched(src(6), 2), list(batched(src(6), 3)))", matmul(6, 2, 6, 3)},
	{"Matmul", "matmul(batched(src(0), 2), list(batched(src(4), 2)))", matmul(0, 2, 4, 2)},
	// A row of the first that is too short, and one that is too long.
	{"Matmul", "matmul(batched(src(5), 2), list(batched(src(4), 2)))", matmul(5, 2, 4, 2)},
	{"Matmul", "matmul(batched(src(6), 3), list(batched(src(4), 2)))", matmul(6, 3, 4, 2)},
	// A second that is uneven, empty, or has empty rows.
	{"Matmul", "matmul(batched(src(4), 2), list(batched(src(3), 2)))", matmul(4, 2, 3, 2)},
	{"Matmul", "matmul(batched(src(4), 2), list(split_after(src(3), even)))", tried(func(s *sources) fallible {
		return iterators.Matmul(iterators.Batched(s.src(4), 2), iterators.SplitAfter(s.src(3), even))
	})},
	{"Matmul", "matmul(batched(src(4), 2), list(batched(src(0), 2)))", matmul(4, 2, 0, 2)},
	{"Matmul", "matmul(batched(src(4), 2), [(), ()])", tried(func(s *sources) fallible {
		return iterators.Matmul(iterators.Batched(s.src(4), 2), rows([]int{}, []int{}))
	})},
	{"Matmul", "matmul(batched(src(4), 2), [(), (1,)])", tried(func(s *sources) fallible {
		return iterators.Matmul(iterators.Batched(s.src(4), 2), rows([]int{}, []int{1}))
	})},
	{"Watch", "map(operator.pos, src(5))", seq1(5, func(s numbers) numbers {
		return iterators.Watch(s, "stage", func(iterators.Event) {})
	})},
	{"Iter", "iter(src(5))", one(anew(iterators.Iter[int]))},
	{"Tee", "tee(src(5), 2)[1]", one(anew(func(s numbers) *iterators.Iterator[int] {
		parts := iterators.Tee(s, 2)
		parts[0].Stop()
		return parts[1]
	}))},
	{"Sentinel", "iter(iter(src(5)).__next__, 3)", one(func(s *sources) numbers {
		src := s.src(5)
		return func(yield func(int) bool) {
			it := iterators.Iter(src)
			defer it.Stop()
			iterators.Sentinel(func() int { v, _ := it.Next(); return v }, 3)(yield)
		}
	})},
}

type fallible = iter.Seq2[[]int, error]

// matmul is a subject over matrices of n items in rows of columns, and of m in rows
// of others.
func matmul(n, columns, m, others int) func(*sources) iter.Seq[any] {
	return tried(func(s *sources) fallible {
		return iterators.Matmul(iterators.Batched(s.src(n), columns), iterators.Batched(s.src(m), others))
	})
}

// lawless are the functions with a sequence that have no line in the tables, and
// where they are tested.
var lawless = map[string]string{
	"NewBucket":    "oneshot_test.go: its answers depend on who asks for which key",
	"NewPeekable":  "oneshot_test.go, and \"Peekable\" in the tables",
	"NewSeekable":  "oneshot_test.go, and \"Seekable\" in the tables",
	"Synchronized": "oneshot_test.go: about several goroutines",
	"NumericRange": "example_floatrange_test.go: of no sequence",
	"IterExcept":   "example_repeatfunc_test.go: of no sequence",
	"YieldSeq":     "yieldfrom_test.go: within a generator",
}

// TestEveryFunctionHasLaws: whoever adds a function that takes or gives a sequence
// adds a line to the tables, or says here why not.
func TestEveryFunctionHasLaws(t *testing.T) {
	held := map[string]bool{}
	for _, l := range laws {
		held[l.name] = true
	}
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	n := 0
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || f.Recv != nil || !f.Name.IsExported() || !aboutSequences(f.Type) {
				continue
			}
			n++
			if reason := lawless[f.Name.Name]; held[f.Name.Name] == (reason != "") {
				t.Errorf("%s: laws %t, and the reason for none %q", f.Name.Name, held[f.Name.Name], reason)
			}
		}
	}
	require.Greater(t, n, 120)
}

// aboutSequences says that a function takes or gives an iter.Seq.
func aboutSequences(f *ast.FuncType) (found bool) {
	ast.Inspect(f, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok && strings.HasPrefix(sel.Sel.Name, "Seq") {
			found = true
		}
		return true
	})
	return found
}
