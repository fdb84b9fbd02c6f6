package lesson

import (
	"errors"
	"fmt"
	"math"
)

// maxItems is how much a case may read, keep or run through: what goes beyond is
// taken for endless.
const maxItems = 5_000_000

// An operation is one kind of stage: how many inputs it takes and its settings.
type operation struct {
	least, most int // inputs; most -1: any number
	settings    string
}

// operations are all there are. The letters of a setting say what it is: f a
// function, p a function or none, n a number, v a value, b a truth, a the arguments
// of range, s those of islice, m how a grouper deals with the last group. A
// question mark makes it optional.
var operations = map[string]operation{
	"iter": {1, 1, ""}, "cycle": {1, 1, ""}, "reversed": {1, 1, ""}, "pairwise": {1, 1, ""},
	"count": {0, 0, "start:n step:n"}, "repeat": {0, 0, "v:v times:n?"}, "range": {0, 0, "args:a"},
	"iter_sentinel": {1, 1, "sentinel:v"}, "map": {1, 2, "fn:f"}, "map3": {3, 3, ""},
	"filter": {1, 1, "fn:p"}, "filterfalse": {1, 1, "fn:p"},
	"takewhile": {1, 1, "fn:f"}, "dropwhile": {1, 1, "fn:f"},
	"accumulate": {1, 1, "fn:g initial:v?"}, "starmap": {1, 1, "fn:g"},
	"chain": {0, -1, ""}, "chain_from_iterable": {1, 1, ""}, "compress": {2, 2, ""},
	"islice": {1, 1, "args:s"}, "batched": {1, 1, "n:n strict:b?"},
	"zip": {0, -1, "strict:b?"}, "zip_longest": {0, -1, "fill:v"}, "enumerate": {1, 1, "start:n?"},
	"sorted": {1, 1, "key:f reverse:b"}, "product": {0, -1, "repeat:n?"},
	"permutations": {1, 1, "r:o?"}, "combinations": {1, 1, "r:n"},
	"combinations_with_replacement": {1, 1, "r:n"},
	"groupby_list":                  {1, 1, "key:f"}, "groupby_first": {1, 1, "key:f"}, "groupby_keys": {1, 1, "key:f"},

	"r_tail": {1, 1, "n:n"}, "r_sliding_window": {1, 1, "n:n"}, "r_roundrobin": {0, -1, ""},
	"r_grouper": {1, 1, "n:n mode:m fill:v"}, "r_unique_everseen": {1, 1, "key:f"},
	"r_unique_justseen": {1, 1, "key:f"}, "r_ncycles": {1, 1, "n:n"}, "r_subslices": {1, 1, ""},
	"r_powerset": {1, 1, ""}, "r_iter_index": {1, 1, "value:v start:n"}, "r_triplewise": {1, 1, ""},
	"m_windowed": {1, 1, "n:n fill:v step:n"}, "m_intersperse": {1, 1, "sep:v"},
	"m_run_length": {1, 1, ""}, "m_split_at": {1, 1, "fn:f"}, "m_split_when": {1, 1, "fn:g"},
	"m_takewhile_inclusive": {1, 1, "fn:f"}, "m_interleave_longest": {0, -1, ""}, "m_interleave": {0, -1, ""},
}

// kwargs are the settings of a stage, looked at and found right.
type kwargs map[string]any

func (k kwargs) int(name string) int     { n, _ := k[name].(int64); return int(n) }
func (k kwargs) bool(name string) bool   { return truth(k[name]) }
func (k kwargs) text(name string) string { s, _ := k[name].(string); return s }

// fn is a function of one argument; nil stands for none.
func (k kwargs) fn(name string) func(any) any       { return unary[k.text(name)] }
func (k kwargs) fn2(name string) func(a, b any) any { return binary[k.text(name)] }

// pred is fn's truth; no function is the truth of the item itself.
func (k kwargs) pred(name string) func(any) bool {
	f := k.fn(name)
	if f == nil {
		return truth
	}
	return func(v any) bool { return truth(f(v)) }
}

// has says that a setting was given, if only as null.
func (k kwargs) has(name string) bool { _, ok := k[name]; return ok }

// ints are the numbers of a list; null is none.
func (k kwargs) ints(name string, none int) []int {
	l, _ := k[name].(list)
	out := make([]int, len(l))
	for i, v := range l {
		out[i] = none
		if n, ok := v.(int64); ok {
			out[i] = int(n)
		}
	}
	return out
}

func parseKwargs(raw map[string]any, spec string, inputs int) (kwargs, error) {
	k := kwargs{}
	for name, letters := range settings(spec) {
		v, given := raw[name]
		if !given {
			if letters[len(letters)-1] != '?' {
				return nil, fmt.Errorf("no %s", name)
			}
			continue
		}
		val, err := value(v)
		if err == nil {
			letter := letters[0]
			if name == "fn" && letter == 'f' && inputs == 2 {
				letter = 'g'
			}
			err = checkSetting(letter, val)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		k[name] = val
	}
	return k, nil
}

// settings goes through "name:letter name:letter?".
func settings(spec string) func(yield func(name, letters string) bool) {
	return func(yield func(name, letters string) bool) {
		for len(spec) > 0 {
			i := 0
			for i < len(spec) && spec[i] != ' ' {
				i++
			}
			one := spec[:i]
			spec = spec[min(i+1, len(spec)):]
			for j := range one {
				if one[j] == ':' {
					if !yield(one[:j], one[j+1:]) {
						return
					}
				}
			}
		}
	}
}

func checkArgs(args []any, letters string) error {
	if len(args) != len(letters) {
		return fmt.Errorf("%d arguments, it takes %d", len(args), len(letters))
	}
	for i, v := range args {
		if err := checkSetting(letters[i], v); err != nil {
			return fmt.Errorf("argument %d: %w", i+1, err)
		}
	}
	return nil
}

func checkSetting(letter byte, v any) error {
	name, _ := v.(string)
	n, isInt := v.(int64)
	switch letter {
	case 'f':
		if unary[name] == nil {
			return fmt.Errorf("there is no function %v", v)
		}
	case 'g':
		if binary[name] == nil {
			return fmt.Errorf("there is no function of two arguments %v", v)
		}
	case 'p':
		if v != nil && unary[name] == nil {
			return fmt.Errorf("there is no function %v", v)
		}
	case 'n':
		if !isInt {
			return fmt.Errorf("%v is not a number", v)
		}
	case 'o':
		if v != nil && !isInt {
			return fmt.Errorf("%v is not a number", v)
		}
	case 'b':
		if _, ok := v.(bool); !ok {
			return fmt.Errorf("%v is not true or false", v)
		}
	case 'm':
		if name != "fill" && name != "strict" && name != "ignore" {
			return fmt.Errorf("%v is none of fill, strict, ignore", v)
		}
	case 'a', 's':
		return checkArguments(v, letter == 's')
	}
	_ = n
	return nil
}

// checkArguments looks at the arguments of range or islice.
func checkArguments(v any, none bool) error {
	l, ok := v.(list)
	if !ok || len(l) < 1 || len(l) > 3 {
		return errors.New("one to three numbers")
	}
	for _, e := range l {
		n, isInt := e.(int64)
		if !isInt && (e != nil || !none) {
			return errors.New("one to three numbers")
		}
		if n == math.MaxInt64 && none {
			return errors.New("a number below 2^63-1")
		}
	}
	return nil
}
