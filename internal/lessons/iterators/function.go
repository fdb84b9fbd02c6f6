package lesson

import (
	"math/bits"
	"strings"
)

// unary are the functions of one argument a case can name (FN of the oracle).
var unary = map[string]func(any) any{
	"id":      func(x any) any { return x },
	"inc":     func(x any) any { return add(number(x), int64(1)) },
	"neg":     func(x any) any { return sub(int64(0), number(x)) },
	"triple":  func(x any) any { return mul(x, int64(3)) },
	"sq":      func(x any) any { return mul(number(x), number(x)) },
	"mod3":    func(x any) any { return mod(number(x), 3) },
	"half":    func(x any) any { return floorDiv(number(x), 2) },
	"even":    func(x any) any { return mod(number(x), 2) == 0 },
	"odd":     func(x any) any { return mod(number(x), 2) == 1 },
	"pos":     func(x any) any { return number(x) > 0 },
	"lt5":     func(x any) any { return number(x) < 5 },
	"nonzero": func(x any) any { return truth(x) },
	"upper":   func(x any) any { return strings.ToUpper(text(x)) },
	"len":     func(x any) any { return int64(len(items(x))) },
	"vowel":   func(x any) any { return strings.Contains("aeiou", text(x)) },
	"dup":     func(x any) any { return add(x, x) },
	"pair":    func(x any) any { return tuple{x, x} },
	"div_by":  divideTwelve,
	"boom3":   boomAtThree,
	"sum":     func(x any) any { return total(items(x)) },
	"first":   func(x any) any { return item(x, 0) },
	"last":    func(x any) any { return item(x, -1) },
}

// binary are those of two (FN2 of the oracle).
var binary = map[string]func(a, b any) any{
	"add":   add,
	"sub":   sub,
	"mul":   mul,
	"max":   func(a, b any) any { return pick(a, b, compare(b, a) > 0) },
	"min":   func(a, b any) any { return pick(a, b, compare(b, a) < 0) },
	"fst":   func(a, _ any) any { return a },
	"snd":   func(_, b any) any { return b },
	"pair2": func(a, b any) any { return tuple{a, b} },
	"lt":    func(a, b any) any { return compare(a, b) < 0 },
	"eq":    func(a, b any) any { return equal(a, b) },
	"gap":   func(a, b any) any { return compare(sub(b, a), int64(1)) > 0 },
}

// spread are those that take any number of arguments, given as one tuple.
var spread = map[string]func(args any) any{
	"max": func(args any) any { return extreme(items(args), -1) },
	"min": func(args any) any { return extreme(items(args), 1) },
}

// extreme is the least of its arguments, or of the items of a single one; with sign
// -1 the greatest.
func extreme(args []any, sign int) any {
	if len(args) == 0 {
		raise("TypeError")
	}
	if len(args) == 1 {
		if args = items(args[0]); len(args) == 0 {
			raise("ValueError")
		}
	}
	best := args[0]
	for _, v := range args[1:] {
		if sign*compare(v, best) < 0 {
			best = v
		}
	}
	return best
}

func text(v any) string {
	s, ok := v.(string)
	if !ok {
		raise("TypeError")
	}
	return s
}

func pick(a, b any, second bool) any {
	if second {
		return b
	}
	return a
}

func divideTwelve(x any) any {
	n := number(x)
	if n == 0 {
		raise("ZeroDivisionError")
	}
	return floorDiv(12, n)
}

func boomAtThree(x any) any {
	if equal(x, int64(3)) {
		raise("ZeroDivisionError")
	}
	return x
}

// floorDiv rounds down, as Python's // does.
func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b != 0 && (a < 0) != (b < 0) {
		q--
	}
	return q
}

// mod has the sign of b, as Python's % does.
func mod(a, b int64) int64 { return a - floorDiv(a, b)*b }

func item(x any, i int) any {
	l := items(x)
	if len(l) == 0 {
		raise("IndexError")
	}
	if i < 0 {
		i += len(l)
	}
	return l[i]
}

func total(l []any) any {
	var sum any = int64(0)
	for _, v := range l {
		sum = add(sum, v)
	}
	return sum
}

// add is Python's +: numbers, and like sequences one after the other.
func add(a, b any) any {
	switch x := a.(type) {
	case string:
		return x + text(b)
	case list:
		if y, ok := b.(list); ok {
			return append(x[:len(x):len(x)], y...)
		}
		raise("TypeError")
	case tuple:
		if y, ok := b.(tuple); ok {
			return append(x[:len(x):len(x)], y...)
		}
		raise("TypeError")
	}
	x, y := number(a), number(b)
	s := x + y
	if (x < 0) == (y < 0) && (s < 0) != (x < 0) {
		beyond("%d + %d is not a 64-bit integer", x, y)
	}
	return s
}

func sub(a, b any) any {
	x, y := number(a), number(b)
	d := x - y
	if (x < 0) != (y < 0) && (d < 0) != (x < 0) {
		beyond("%d - %d is not a 64-bit integer", x, y)
	}
	return d
}

// mul is Python's *: numbers, and a sequence so many times.
func mul(a, b any) any {
	x, xn := integer(a)
	y, yn := integer(b)
	switch {
	case xn && yn:
		hi, lo := bits.Mul64(abs(x), abs(y))
		if negative := (x < 0) != (y < 0); hi != 0 || lo > 1<<63 || lo == 1<<63 && !negative {
			beyond("%d * %d is not a 64-bit integer", x, y)
		}
		return x * y
	case xn:
		return times(b, x)
	case yn:
		return times(a, y)
	}
	raise("TypeError")
	return nil
}

func abs(x int64) uint64 {
	if x < 0 {
		return -uint64(x)
	}
	return uint64(x)
}

// times repeats a sequence.
func times(v any, n int64) any {
	l := items(v)
	n = max(n, 0)
	if n > 0 && int64(len(l)) > maxItems/n {
		beyond("a sequence of %d items %d times is too long", len(l), n)
	}
	var out []any
	for range n {
		out = append(out, l...)
	}
	switch v := v.(type) {
	case string:
		return strings.Repeat(v, int(n))
	case tuple:
		return tuple(out)
	}
	return list(out)
}
