package gcview

import (
	"fmt"
	"strconv"
	"time"
)

// grouped is an integer with commas, such as 1,048,576.
func grouped(n any) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// inBytes is a size in the largest unit that it is at least one of.
func inBytes(n int) string {
	f, unit := float64(n), 0
	for f >= 1024 && unit < 4 {
		f, unit = f/1024, unit+1
	}
	if unit == 0 {
		return strconv.Itoa(n) + " B"
	}
	return fmt.Sprintf("%.1f %s", f, [...]string{"", "KiB", "MiB", "GiB", "TiB"}[unit])
}

// part is n of all in percent, for the width of a bar; at most 100, 0 of nothing.
func part(n, all any) string {
	whole := floatOf(all)
	if whole == 0 {
		return "0"
	}
	return strconv.FormatFloat(min(100, 100*floatOf(n)/whole), 'f', 1, 64)
}

// floatOf is one of the two kinds of integers that the pages show.
func floatOf(n any) float64 {
	if u, ok := n.(uint64); ok {
		return float64(u)
	}
	i, _ := n.(int)
	return float64(i)
}

// inTime is a duration to three digits, which is more than a bucket knows.
func inTime(d time.Duration) string {
	unit := time.Duration(1)
	for d/unit >= 1000 {
		unit *= 10
	}
	return d.Round(unit).String()
}
