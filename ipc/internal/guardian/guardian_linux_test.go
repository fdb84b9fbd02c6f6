package guardian

import (
	"context"
	"strings"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"underhood/ipc/internal/futex"
)

func TestHold(t *testing.T) {
	words := newTable(t, 4)
	ok, err := Hold(words.word(0), 0, nil)
	require.NoError(t, err)
	require.True(t, ok)
	held := words.load(0)
	require.Equal(t, uint32(Waiters), held&^Thread)
	require.NotEqual(t, uint32(unix.Getpid()), held&Thread, "the main thread is not ours")

	ok, err = Hold(words.word(0), held, nil)
	require.NoError(t, err)
	require.False(t, ok, "held already, by us")
	ok, err = Hold(words.word(1), 7, nil)
	require.NoError(t, err)
	require.False(t, ok, "it is 0 and not 7")

	*words.word(2) = Died
	ok, err = Hold(words.word(2), Died, func() bool {
		require.Equal(t, held, words.load(2))
		return false
	})
	require.NoError(t, err)
	require.False(t, ok)
	require.Equal(t, uint32(Died), words.load(2), "refused, and so as it was")

	ok, err = Hold(words.word(2), Died, func() bool { return true })
	require.NoError(t, err)
	require.True(t, ok, "taken from the dead")

	woken := make(chan error)
	go func() {
		for words.load(0) == held {
			if err := futex.Wait(context.Background(), futex.Cond{Addr: words.word(0), Value: held}); err != nil {
				woken <- err
			}
		}
		woken <- nil
	}()
	retired := false
	Release(words.word(0), 5, func() { retired = words.load(0) == held })
	require.True(t, retired, "before the word has its next value")
	require.NoError(t, <-woken)
	require.Equal(t, uint32(5), words.load(0))
	Release(words.word(2), 0, nil)
}

func TestMisuse(t *testing.T) {
	words := newTable(t, 2)
	odd := (*uint32)(unsafe.Add(unsafe.Pointer(words.word(0)), 4))
	for name, word := range map[string]*uint32{"nil": nil, "odd": odd} {
		ok, err := Hold(word, 0, nil)
		require.ErrorIs(t, err, ErrWord, name)
		require.False(t, ok)
	}
	require.PanicsWithValue(t, "guardian.Release: this process does not hold the word",
		func() { Release(words.word(0), 0, nil) })

	ok, err := Hold(words.word(1), 0, nil)
	require.NoError(t, err)
	require.True(t, ok)
	require.PanicsWithValue(t, "guardian.Unmap: a word in this memory is still held",
		func() { _ = Unmap(words.region) })
	Release(words.word(1), 0, nil)

	_, err = Map(int(words.file.Fd()), 0)
	require.ErrorIs(t, err, ErrSize)
	_, err = Map(-1, 8)
	require.ErrorIs(t, err, unix.EBADF)
	require.True(t, strings.HasSuffix(TopFunction(), "ipc/internal/guardian.(*guardian).run"), TopFunction())
}

// The list is whole whatever is put in and taken out, in whatever order.
func TestList(t *testing.T) {
	words := newTable(t, 300)
	walk := func() map[uint32]bool {
		seen := map[uint32]bool{}
		process.guardians[0].do(func() {
			h := process.guardians[0].list.head
			for at := h.first; at != address(h); at = *pointerAt(at) {
				seen[uint32(at+h.offset-address(words.word(0)))/8] = true
			}
		})
		return seen
	}
	held := map[uint32]bool{}
	for step := range 2000 {
		i := uint32(step * step % 293)
		if held[i] {
			Release(words.word(int(i)), 0, nil)
			delete(held, i)
		} else {
			ok, err := Hold(words.word(int(i)), 0, nil)
			require.NoError(t, err)
			require.True(t, ok)
			held[i] = true
		}
		if step%100 == 99 {
			require.Equal(t, held, walk())
		}
	}
	for i := range held {
		Release(words.word(int(i)), 0, nil)
	}
	require.Empty(t, walk())
	require.Len(t, process.guardians[0].list.before, 1, "the head's own")
}
