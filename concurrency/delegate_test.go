package concurrency_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/concurrency"
)

// outerOf delegates to child and says what came back.
func outerOf(child *ints) *ints {
	return concurrency.NewCoroutine(func(y *intsIn) (string, error) {
		got, err := concurrency.Delegate(y, child)
		if err != nil {
			return "", err
		}
		if _, err := y.Yield(100); err != nil {
			return "", err
		}
		return "outer of " + got, nil
	})
}

// What is sent, thrown and returned passes through (PEP 380).
func TestDelegate(t *testing.T) {
	child := concurrency.NewCoroutine(func(y *intsIn) (string, error) {
		sent, err := y.Yield(1)
		require.NoError(t, err)
		require.Equal(t, 7, sent)
		_, err = y.Yield(2)
		require.Equal(t, errBoom, err)
		return "child", nil
	})
	outer := outerOf(outerOf(child))
	v, err := outer.Resume()
	require.NoError(t, err)
	require.Equal(t, 1, v)
	require.Equal(t, concurrency.Suspended, child.State())
	v, err = outer.Send(7)
	require.NoError(t, err)
	require.Equal(t, 2, v)
	v, err = outer.Throw(errBoom)
	require.NoError(t, err)
	require.Equal(t, 100, v)
	require.Equal(t, concurrency.Ended, child.State())
	_, err = outer.Resume()
	require.NoError(t, err)
	_, err = outer.Resume()
	require.Equal(t, concurrency.ErrEnded, err)
	result, err := outer.Result()
	require.NoError(t, err)
	require.Equal(t, "outer of outer of child", result)
}

func TestDelegateExits(t *testing.T) {
	for _, tt := range []struct {
		name string
		body func(*intsIn) (string, error)
		want error
	}{
		{"obeys", echo, nil},
		{"returns", func(y *intsIn) (string, error) { _, _ = y.Yield(1); return "x", nil }, nil},
		{"ignores", stubborn(3), concurrency.ErrIgnoredExit},
		{"fails", func(y *intsIn) (string, error) { _, _ = y.Yield(1); return "", errBoom }, errBoom},
	} {
		t.Run(tt.name, func(t *testing.T) {
			child := concurrency.NewCoroutine(tt.body)
			outer := outerOf(child)
			_, err := outer.Resume()
			require.NoError(t, err)
			require.Equal(t, tt.want, outer.Close())
			require.Equal(t, concurrency.Ended, outer.State())
			for child.State() != concurrency.Ended {
				_ = child.Close()
			}
		})
	}
}

func TestDelegateTo(t *testing.T) {
	t.Run("one that was begun", func(t *testing.T) {
		child := concurrency.NewCoroutine(echo)
		_, _ = child.Resume()
		outer := outerOf(child)
		v, err := outer.Resume()
		require.NoError(t, err)
		require.Zero(t, v, "echo's answer to a Resume")
		require.NoError(t, outer.Close())
		require.Equal(t, concurrency.Ended, child.State())
	})
	t.Run("one that has ended", func(t *testing.T) {
		child := given(t, concurrency.Ended)
		outer := outerOf(child)
		v, err := outer.Resume()
		require.NoError(t, err)
		require.Equal(t, 100, v)
		require.NoError(t, outer.Close())
	})
	t.Run("itself", func(t *testing.T) {
		var outer *ints
		outer = concurrency.NewCoroutine(func(y *intsIn) (string, error) { return concurrency.Delegate(y, outer) })
		_, err := outer.Resume()
		require.Equal(t, concurrency.ErrRunning, err)
	})
	t.Run("one that fails", func(t *testing.T) {
		_, err := outerOf(concurrency.NewCoroutine(func(*intsIn) (string, error) { return "", errBoom })).Resume()
		require.Equal(t, errBoom, err)
	})
}

// A coroutine can suspend a thousand frames deep, as a generator of Python cannot.
func TestDeep(t *testing.T) {
	var down func(y *intsIn, n int) error
	down = func(y *intsIn, n int) error {
		if n == 0 {
			_, err := y.Yield(42)
			return err
		}
		return down(y, n-1)
	}
	c := concurrency.NewCoroutine(func(y *intsIn) (string, error) { return "up", down(y, 1000) })
	v, err := c.Resume()
	require.NoError(t, err)
	require.Equal(t, 42, v)
	_, err = c.Resume()
	require.Equal(t, concurrency.ErrEnded, err)
}
