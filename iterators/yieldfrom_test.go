package iterators_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/iterators"
)

// delegates are the ways a body can pass the yield to a child's body. Each gives
// the child as far as there is one.
var delegates = map[string]func(y *intsIn, body func(*intsIn) (string, error)) (string, *ints, error){
	"fresh": func(y *intsIn, body func(*intsIn) (string, error)) (string, *ints, error) {
		child := iterators.NewGenerator(body)
		ret, err := iterators.YieldFrom(y, child)
		return ret, child, err
	},
	"watched": func(y *intsIn, body func(*intsIn) (string, error)) (string, *ints, error) {
		child := iterators.NewGenerator(body, iterators.WatchedBy(func(iterators.GeneratorEvent) {}))
		ret, err := iterators.YieldFrom(y, child)
		return ret, child, err
	},
	"begun": func(y *intsIn, body func(*intsIn) (string, error)) (string, *ints, error) {
		child := iterators.NewGenerator(func(y *intsIn) (string, error) {
			if _, err := y.Yield(-1); err != nil {
				return "", err
			}
			return body(y)
		})
		_, _ = child.Next()
		ret, err := iterators.YieldFrom(y, child)
		return ret, child, err
	},
	"func": func(y *intsIn, body func(*intsIn) (string, error)) (string, *ints, error) {
		ret, err := iterators.YieldFromFunc(y, body)
		return ret, nil, err
	},
}

// PEP 380: what goes in reaches the child, what comes out is the child's.
func TestYieldFrom(t *testing.T) {
	for name, from := range delegates {
		t.Run(name, func(t *testing.T) {
			var child *ints
			g := iterators.NewGenerator(func(y *intsIn) (string, error) {
				ret, c, err := from(y, func(y *intsIn) (string, error) {
					sent, err := y.Yield(1)
					require.NoError(t, err)
					require.Equal(t, 10, sent)
					_, err = y.Yield(2)
					require.Equal(t, errBoom, err)
					return "child", nil
				})
				require.NoError(t, err)
				require.Equal(t, "child", ret)
				child = c
				_, err = y.Yield(3)
				return ret, err
			})
			v, err := g.Next()
			require.NoError(t, err)
			require.Equal(t, 1, v)
			v, err = g.Send(10)
			require.NoError(t, err)
			require.Equal(t, 2, v)
			v, err = g.Throw(errBoom)
			require.NoError(t, err)
			require.Equal(t, 3, v)
			_, err = g.Next()
			require.Equal(t, iterators.ErrStop, err)
			if child != nil {
				require.Equal(t, iterators.Closed, child.State())
				ret, ok := child.Return()
				require.True(t, ok)
				require.Equal(t, "child", ret)
			}
		})
	}
}

// An exit closes the child and is raised again around it, whatever value the
// child returns; another error takes its place; ignoring it is an error.
func TestYieldFromExit(t *testing.T) {
	for name, from := range delegates {
		for _, tt := range []struct {
			name string
			end  func(y *intsIn, err error) (string, error)
			want error
		}{
			{"returns the exit", func(_ *intsIn, err error) (string, error) { return "", err }, iterators.ErrExit},
			{"returns a value", func(*intsIn, error) (string, error) { return "v", nil }, iterators.ErrExit},
			{"fails", func(*intsIn, error) (string, error) { return "", errBoom }, errBoom},
			{"leaks a stop", func(*intsIn, error) (string, error) { return "", iterators.ErrStop }, iterators.ErrStopLeaked},
			{"yields", func(y *intsIn, _ error) (string, error) { _, err := y.Yield(5); return "", err }, iterators.ErrIgnoredExit},
		} {
			t.Run(name+" "+tt.name, func(t *testing.T) {
				before := "nothing"
				var got error
				var child *ints
				g := iterators.NewGenerator(func(y *intsIn) (string, error) {
					var err error
					_, child, err = from(y, func(y *intsIn) (string, error) {
						_, err := y.Yield(1)
						require.Equal(t, iterators.ErrExit, err)
						return tt.end(y, err)
					})
					before, got = "back", err
					return "outer", nil
				})
				_, _ = g.Next()
				ret, err := g.Close()
				if tt.want == iterators.ErrIgnoredExit && name == "func" {
					require.Equal(t, "nothing", before, "ended together with the body around it")
					require.Equal(t, iterators.ErrIgnoredExit, err)
					require.Equal(t, iterators.Closed, g.State())
					return
				}
				require.NoError(t, err)
				require.Equal(t, "outer", ret)
				require.Equal(t, "back", before)
				require.ErrorIs(t, got, tt.want)
				if child != nil && child.State() == iterators.Suspended {
					require.Equal(t, "begun", name, "one with a coroutine of its own stays where it yielded")
					_, _ = child.Close()
				} else if child != nil {
					require.Equal(t, iterators.Closed, child.State())
				}
			})
		}
	}
}

// An exit that the outer body survives leaves nothing behind.
func TestYieldFromExitSurvived(t *testing.T) {
	for name, from := range delegates {
		t.Run(name, func(t *testing.T) {
			g := iterators.NewGenerator(func(y *intsIn) (string, error) {
				for range 5 {
					_, _, err := from(y, func(y *intsIn) (string, error) {
						_, _, err := from(y, echo)
						return "", err
					})
					require.ErrorIs(t, err, iterators.ErrExit)
				}
				return "", nil
			})
			for range 3 {
				_, err := g.Next()
				require.NoError(t, err)
				require.Equal(t, iterators.Suspended, g.State())
				_, err = g.Throw(iterators.ErrExit)
				require.NoError(t, err, "the outer body may go on: it was thrown, not closed")
			}
			_, err := g.Close()
			require.Equal(t, iterators.ErrIgnoredExit, err)
			require.Equal(t, iterators.Suspended, g.State())
			ended(t, g)
		})
	}
}

// While a parent runs a fresh child, the child is in the parent's state, and
// only the parent may ask it.
func TestYieldFromState(t *testing.T) {
	var child *ints
	check := func(state iterators.GeneratorState) {
		require.Equal(t, state, child.State())
		_, err := child.Next()
		require.Equal(t, iterators.ErrRunning, err)
		_, err = child.Send(1)
		require.Equal(t, iterators.ErrRunning, err)
		_, err = child.Close()
		require.Equal(t, iterators.ErrRunning, err)
	}
	child = iterators.NewGenerator(func(y *intsIn) (string, error) {
		check(iterators.Running)
		_, err := y.Yield(1)
		return "child", err
	})
	g := iterators.NewGenerator(func(y *intsIn) (string, error) { return iterators.YieldFrom(y, child) })
	require.Equal(t, iterators.Created, child.State())
	_, _ = g.Next()
	check(iterators.Suspended)
	_, err := g.Next()
	require.Equal(t, iterators.ErrStop, err)
	require.Equal(t, iterators.Closed, child.State())
	_, err = child.Next()
	require.Equal(t, iterators.ErrStop, err)

	over := iterators.NewGenerator(func(y *intsIn) (string, error) { return iterators.YieldFrom(y, child) })
	_, err = over.Next()
	require.Equal(t, iterators.ErrStop, err)
	ret, _ := over.Return()
	require.Empty(t, ret, "one that is over gives nothing, not its value again")
}

// The body that recovers a child's panic goes on as if nothing had been.
func TestYieldFromPanicRecovered(t *testing.T) {
	var child *ints
	g := iterators.NewGenerator(func(y *intsIn) (string, error) {
		child = iterators.NewGenerator(func(*intsIn) (string, error) { panic("boom") })
		func() {
			defer func() { require.Equal(t, "boom", recover()) }()
			_, _ = iterators.YieldFrom(y, child)
		}()
		require.Equal(t, iterators.Closed, child.State())
		return stubborn(3)(y)
	})
	_, _ = g.Next()
	_, err := g.Throw(iterators.ErrExit)
	require.NoError(t, err)
	ended(t, g)
}

// end closes a generator whose body ignores a few exits.
func ended(t *testing.T, g *ints) {
	t.Helper()
	for range 10 {
		if _, _ = g.Close(); g.State() == iterators.Closed {
			return
		}
	}
	t.Fatal("the body does not end")
}

func TestYieldSeq(t *testing.T) {
	body := func(y *intsIn) (string, error) {
		err := iterators.YieldSeq(y, slices.Values([]int{1, 2, 3}))
		return "end", err
	}
	t.Run("loop", func(t *testing.T) {
		require.Equal(t, []int{1, 2, 3}, slices.Collect(iterators.NewGenerator(body).All()))
	})
	t.Run("next", func(t *testing.T) {
		g := iterators.NewGenerator(body)
		for i := range 3 {
			v, err := g.Next()
			require.NoError(t, err)
			require.Equal(t, i+1, v)
		}
		_, err := g.Next()
		require.Equal(t, iterators.ErrStop, err)
	})
	t.Run("send", func(t *testing.T) {
		g := iterators.NewGenerator(body)
		_, _ = g.Next()
		_, err := g.Send(0)
		require.Equal(t, iterators.ErrCannotSend, err)
	})
	t.Run("throw", func(t *testing.T) {
		g := iterators.NewGenerator(body)
		_, _ = g.Next()
		_, err := g.Throw(errBoom)
		require.Equal(t, errBoom, err)
	})
	t.Run("close", func(t *testing.T) {
		g := iterators.NewGenerator(body)
		_, _ = g.Next()
		_, err := g.Close()
		require.NoError(t, err)
	})
}

func TestYieldFromMisuse(t *testing.T) {
	require.PanicsWithValue(t, "iterators.YieldFrom: nil generator", func() { _, _ = iterators.YieldFrom[int, int, string](&intsIn{}, nil) })
	require.PanicsWithValue(t, "iterators.YieldFromFunc: nil body", func() { _, _ = iterators.YieldFromFunc[int, int, string](&intsIn{}, nil) })
	require.PanicsWithValue(t, "iterators.YieldSeq: nil sequence", func() { _ = iterators.YieldSeq(&intsIn{}, nil) })
}

// A tree walked by delegation at each node: in order, early exit included, and
// by both engines.
func TestYieldFromTree(t *testing.T) {
	root := fullTree(6, 1)
	var want []int
	root.each(func(v int) bool { want = append(want, v); return true })
	for _, walk := range []func(*iterators.Yielder[int, struct{}]) (struct{}, error){root.walk, root.walkFunc} {
		require.Equal(t, want, slices.Collect(iterators.NewGenerator(walk).All()))
		g := iterators.NewGenerator(walk)
		first, err := g.Next()
		require.NoError(t, err)
		require.Equal(t, want[0], first)
		require.Equal(t, want[1:], slices.Collect(g.All()))
		n := 0
		g = iterators.NewGenerator(walk)
		for range g.All() {
			if n++; n == 10 {
				break
			}
		}
		require.NoError(t, g.Err())
	}
}

// Delegation to a generator made for it costs no allocation.
func TestYieldFromAllocations(t *testing.T) {
	if testing.CoverMode() != "" {
		t.Skip("the counters of a coverage run keep functions from being inlined, and with that on the heap")
	}
	small, large := fullTree(3, 1), fullTree(9, 1)
	count := func(root *tree) float64 {
		return testing.AllocsPerRun(10, func() {
			for range iterators.NewGenerator(root.walk).All() {
			}
		})
	}
	require.Equal(t, count(small), count(large))
}
