package orm

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestParseTime(t *testing.T) {
	at := time.Date(2024, 5, 6, 7, 8, 9, 123456000, time.UTC)
	for text, want := range map[string]time.Time{
		"2024-05-06 07:08:09.123456Z":      at,
		"2024-05-06 07:08:09.123456":       at,
		"2024-05-06T07:08:09.123456789Z":   at,
		"2024-05-06 12:38:09.123456+05:30": at,
		"2024-05-06 07:08:09":              at.Truncate(time.Second),
		"2024-05-06 07:08":                 at.Truncate(time.Minute),
		"2024-05-06":                       at.Truncate(24 * time.Hour),
	} {
		got, err := parseTime(text)
		require.NoError(t, err, text)
		require.Equal(t, want, got, text)
	}
	for _, text := range []string{"", "now", "2024-02-30 00:00:00.000000Z", "2024-13-01 00:00:00.000000Z", "2024-05-06 24:00:00.000000Z", "2024-05-06 07:08:09.12345xZ"} {
		_, err := parseTime(text)
		require.ErrorIs(t, err, ErrValue, text)
	}
}

// FuzzTimeText keeps: text sorts as time does, and reads back to the microsecond.
func FuzzTimeText(f *testing.F) {
	f.Add(int64(0), int64(1))
	f.Add(int64(-62135596800_000000), int64(253402300799_999999))
	f.Fuzz(func(t *testing.T, a, b int64) {
		ta, tb := time.UnixMicro(a).UTC(), time.UnixMicro(b).UTC()
		sa, erra := formatTime(ta)
		sb, errb := formatTime(tb)
		if erra != nil || errb != nil {
			return
		}
		require.Equal(t, ta.Before(tb), sa < sb)
		back, ok := parseFixed(sa)
		require.True(t, ok, sa)
		require.Equal(t, ta, back)
	})
}

// FuzzDecimal keeps: a canonical decimal is canonical, and equal to what it was made of.
func FuzzDecimal(f *testing.F) {
	for _, s := range []string{"0", "-0", "1.50", "+007.", ".5", "99999999.99", "1e3", "-", "--1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		text, err := canonicalDecimal(s, 10, 2)
		if err != nil {
			return
		}
		again, err := canonicalDecimal(text, 10, 2)
		require.NoError(t, err)
		require.Equal(t, text, again)
		require.Regexp(t, `^-?(0|[1-9]\d{0,7})\.\d\d$`, text)
		require.NotEqual(t, "-0.00", text)
	})
}
