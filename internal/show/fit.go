package show

// head returns the items that fit in rows, one row each, and how many do not:
// then the last row is kept free for the note that says so.
func head[T any](items []T, rows int) ([]T, int) {
	if len(items) <= rows {
		return items, 0
	}
	keep := max(0, rows-1)
	return items[:keep], len(items) - keep
}

// widest is the width of the widest line.
func widest(lines []string) int {
	n := 0
	for _, line := range lines {
		n = max(n, textWidth(line))
	}
	return n
}
