package metaclass

import (
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/vm"

	"underhood/bench/harness"
)

// exprPoint is what expr has instead of an object: a struct, its fields and methods.
type exprPoint struct {
	Y, X int
}

func (*exprPoint) M() int { return each }

// exprEnv is what an expression sees. It is compiled for that type.
type exprEnv struct {
	Turns   []int
	Point   *exprPoint
	Counter *Counter
}

// exprTurns is how many turns the loop of an expression makes at most.
const exprTurns = 1000

// exprWorks run the loop within an expression as well: it is compiled once, and asked
// once for so many operations.
func exprWorks() map[string]harness.Work {
	return map[string]harness.Work{
		"attr_get":    oneIn(10, func() (loop, error) { return exprLoop("Point.X == 3", false) }),
		"method_site": oneIn(20, func() (loop, error) { return exprLoop("Point.M() == 3", false) }),
		"go_method":   oneIn(20, func() (loop, error) { return exprLoop("Counter.Add(3) > 0", true) }),
	}
}

// exprLoop counts the turns in which a condition holds, repeated.
func exprLoop(condition string, counts bool) (loop, error) {
	all := strings.TrimSuffix(strings.Repeat(condition+" and ", unrolled), " and ")
	program, err := expr.Compile("count(Turns, "+all+")", expr.Env(exprEnv{}))
	if err != nil {
		return nil, err
	}
	env, machine := exprEnv{Turns: make([]int, exprTurns), Point: &exprPoint{Y: 1, X: each}, Counter: new(Counter)}, new(vm.VM)
	return func(n int) int {
		env.Counter.Total = 0
		turns := env.Turns
		found := 0
		for left := n / unrolled; left > 0; left -= exprTurns {
			env.Turns = turns[:min(left, exprTurns)]
			held, _ := must(machine.Run(program, env)).(int)
			found += held
		}
		env.Turns = turns
		if counts {
			return env.Counter.Total
		}
		return found * unrolled * each
	}, nil
}
