package reexec

import (
	"encoding/binary"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestParse(t *testing.T) {
	full := append([]byte{began}, formatFailure("no")...)
	full = append(full, "panic: boom [recovered, repanicked]\n\ngoroutine 1 [running]:\nmain.main()\n"...)
	tests := []struct {
		name   string
		report []byte
		want   State
	}{
		{"never began", nil, State{}},
		{"something else", []byte("hello"), State{}},
		{"began", full[:1], State{Began: true}},
		{"cut after one byte", full[:2], State{Began: true, Panic: "\x02"}},
		{"cut in the text", full[:7], State{Began: true, Failure: "n"}},
		{"failed", full[:8], State{Began: true, Failure: "no"}},
		{"cut in the message", full[:19], State{Began: true, Failure: "no", Panic: "panic: boom"}},
		{"whole", full, State{Began: true, Failure: "no", Panic: "panic: boom", Stack: "goroutine 1 [running]:\nmain.main()\n"}},
		{"only stacks", []byte("\x01\nruntime stack:\nf()\n\ngoroutine 1 [running]:\n"), State{Began: true, Panic: fatalError, Stack: "runtime stack:\nf()\n\ngoroutine 1 [running]:\n"}},
		{"no stacks", []byte("\x01panic: boom\n"), State{Began: true, Panic: "panic: boom"}},
		{"a length that lies", binary.LittleEndian.AppendUint32([]byte{began, failed}, 1<<32-1), State{Began: true}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got State
			got.parse(tt.report)
			require.Equal(t, tt.want, got)
		})
	}
}

// A report comes from a process that may have gone mad.
func FuzzParse(f *testing.F) {
	f.Add([]byte{began, failed, 3, 0, 0, 0, 'n', 'o', '!'})
	f.Add([]byte("\x01panic: x\n\ngoroutine 1 [running]:\n\nruntime stack:\n"))
	f.Fuzz(func(t *testing.T, report []byte) {
		var s State
		s.parse(report)
		require.LessOrEqual(t, len(s.Failure)+len(s.Stack), len(report))
		require.LessOrEqual(t, len(s.Panic), max(len(report), len(fatalError)))
		_ = s.Err()
	})
}

func TestEnv(t *testing.T) {
	line := formatEnv("nonce", 3, 4, "a name with spaces")
	nonce, life, report, name, err := parseEnv(line[len(envKey)+1:])
	require.NoError(t, err)
	require.Equal(t, []any{"nonce", uintptr(3), uintptr(4), "a name with spaces"}, []any{nonce, life, report, name})
}
