package sqlvet

import (
	"go/constant"
	"go/types"
	"regexp/syntax"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// impliedByPattern knows a match of a constant pattern that lets through nothing but
// words: letters, digits, underscores, dots, and no more. Such text is an identifier,
// whoever chose it.
func (j *judge) impliedByPattern(c *ssa.Call, truth bool, v ssa.Value) bool {
	fn := c.Call.StaticCallee()
	if fn == nil || !truth {
		return false
	}
	obj, ok := fn.Object().(*types.Func)
	if !ok || obj.FullName() != "(*regexp.Regexp).MatchString" || !j.same(c.Call.Args[1], v) {
		return false
	}
	patterns, ok := j.patterns(c.Call.Args[0], 0)
	if !ok || len(patterns) == 0 {
		return false
	}
	for _, pattern := range patterns {
		if !onlyWords(pattern) {
			return false
		}
	}
	return true
}

// patterns are the constants that a *regexp.Regexp may have been compiled from.
func (p *program) patterns(re ssa.Value, depth int) (found []string, ok bool) {
	if depth > 4 {
		return nil, false
	}
	switch v := re.(type) {
	case *ssa.Call:
		fn := v.Call.StaticCallee()
		if fn == nil || fn.Object() == nil || fn.Object().Pkg() == nil || fn.Object().Pkg().Path() != "regexp" {
			return nil, false
		}
		if c, isConst := v.Call.Args[0].(*ssa.Const); isConst && c.Value != nil && fn.Name() == "MustCompile" {
			return []string{constant.StringVal(c.Value)}, true
		}
	case *ssa.UnOp:
		for _, instr := range p.referrers(v.X) {
			switch instr := instr.(type) {
			case *ssa.Store:
				more, good := p.patterns(instr.Val, depth+1)
				if instr.Addr != v.X || !good {
					return nil, false
				}
				found = append(found, more...)
			case *ssa.UnOp:
			default:
				return nil, false
			}
		}
		return found, true
	}
	return nil, false
}

// wordRunes are what a pattern may let through: no quote, no blank, no dash.
const wordRunes = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_."

// onlyWords reports whether a pattern is anchored at both ends and matches wordRunes only.
func onlyWords(pattern string) bool {
	re, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return false
	}
	re = re.Simplify()
	for re.Op == syntax.OpCapture {
		re = re.Sub[0]
	}
	n := len(re.Sub)
	if re.Op != syntax.OpConcat || n < 2 || re.Sub[0].Op != syntax.OpBeginText || re.Sub[n-1].Op != syntax.OpEndText {
		return false
	}
	for _, sub := range re.Sub[1 : n-1] {
		if !wordsOnly(sub) {
			return false
		}
	}
	return true
}

func wordsOnly(re *syntax.Regexp) bool {
	switch re.Op {
	case syntax.OpLiteral:
		for _, r := range re.Rune {
			if !strings.ContainsRune(wordRunes, r) || re.Flags&syntax.FoldCase != 0 && (r == 'k' || r == 's' || r == 'K' || r == 'S') {
				return false
			}
		}
		return true
	case syntax.OpCharClass:
		for i := 0; i+1 < len(re.Rune); i += 2 {
			if re.Rune[i+1]-re.Rune[i] > 64 {
				return false
			}
			for r := re.Rune[i]; r <= re.Rune[i+1]; r++ {
				if !strings.ContainsRune(wordRunes, r) {
					return false
				}
			}
		}
		return true
	case syntax.OpEmptyMatch, syntax.OpBeginText, syntax.OpEndText, syntax.OpWordBoundary, syntax.OpNoWordBoundary:
		return true
	case syntax.OpCapture, syntax.OpStar, syntax.OpPlus, syntax.OpQuest, syntax.OpRepeat, syntax.OpConcat, syntax.OpAlternate:
		for _, sub := range re.Sub {
			if !wordsOnly(sub) {
				return false
			}
		}
		return true
	}
	return false
}
