package segment

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestCheckName(t *testing.T) {
	for _, good := range []string{"jobs", "a/b", "käse", "\ufffd"} {
		require.NoError(t, checkName(good), good)
	}
	for bad, text := range map[string]string{
		"":         "ipc: bad name: it is empty",
		"a b":      `ipc: bad name "a b": ' ' at byte 1`,
		"a\x00":    `ipc: bad name "a\x00": '\x00' at byte 1`,
		"ab\n":     `ipc: bad name "ab\n": '\n' at byte 2`,
		"abc\xff":  `ipc: bad name "abc\xff": byte 3 is not UTF-8`,
		"\u00a0ab": `ipc: bad name "\u00a0ab": '\u00a0' at byte 0`,
	} {
		err := checkName(bad)
		require.ErrorIs(t, err, ErrName)
		require.EqualError(t, err, text)
	}
}
