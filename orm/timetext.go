package orm

import (
	"fmt"
	"time"
)

// Times are text of one width in UTC where an engine has no type for them:
//
//	2006-01-02 15:04:05.000000Z
//
// It sorts by time, SQLite's date functions read it, and it is parsed by hand, since
// drivers and time.Parse take a third of the time of a whole list over theirs.
const timeLayout = "2006-01-02 15:04:05.000000Z"

// formatTime writes a time, cut to the microsecond. Years of other than four digits
// would not sort, and are refused.
func formatTime(t time.Time) (string, error) {
	t = t.UTC()
	if y := t.Year(); y < 0 || y > 9999 {
		return "", fmt.Errorf("%w: the year %d has not four digits", ErrRange, y)
	}
	return string(t.AppendFormat(make([]byte, 0, len(timeLayout)), timeLayout)), nil
}

// parseTime reads what formatTime wrote, and what SQLite's own functions write:
// a date alone, T for the blank, no Z, any number of decimals.
func parseTime(s string) (time.Time, error) {
	if t, ok := parseFixed(s); ok {
		return t, nil
	}
	for _, layout := range []string{
		"2006-01-02 15:04:05", "2006-01-02T15:04:05", "2006-01-02 15:04:05Z07:00", time.RFC3339,
		"2006-01-02 15:04:05-07", time.DateOnly, "2006-01-02 15:04", "2006-01-02T15:04",
	} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC().Truncate(time.Microsecond), nil
		}
	}
	return time.Time{}, fmt.Errorf("%w: %q is no time", ErrValue, s)
}

func parseFixed(s string) (t time.Time, ok bool) {
	if len(s) == len(timeLayout) && s[26] == 'Z' {
		s = s[:26]
	}
	if len(s) != 26 || s[4] != '-' || s[7] != '-' || s[10] != ' ' || s[13] != ':' || s[16] != ':' || s[19] != '.' {
		return t, false
	}
	year, ok0 := number(s[0:4])
	month, ok1 := number(s[5:7])
	day, ok2 := number(s[8:10])
	hour, ok3 := number(s[11:13])
	minute, ok4 := number(s[14:16])
	second, ok5 := number(s[17:19])
	micro, ok6 := number(s[20:26])
	if !ok0 || !ok1 || !ok2 || !ok3 || !ok4 || !ok5 || !ok6 ||
		month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59 {
		return t, false
	}
	t = time.Date(year, time.Month(month), day, hour, minute, second, micro*1000, time.UTC)
	return t, t.Day() == day // February has no 30th
}

// number reads digits, all of them.
func number(s string) (n int, ok bool) {
	for i := range len(s) {
		d := s[i] - '0'
		if d > 9 {
			return 0, false
		}
		n = 10*n + int(d)
	}
	return n, true
}
