package pool

import (
	"fmt"
	"io"
	"strconv"
	"strings"
)

// WriteTo writes the numbers as CPython's sys._debugmallocstats does, to the
// letter up to its second total. What follows there, its map of arenas and its
// free lists, has nothing like it here; in its place are the large blocks, the
// regions and the pages that went back.
func (s *Stats) WriteTo(w io.Writer) (int64, error) {
	var t strings.Builder
	fmt.Fprintf(&t, "Small block threshold = %d, in %d size classes.\n\n", SmallMax, Classes)
	t.WriteString("class   size   num pools   blocks in use  avail blocks\n")
	t.WriteString("-----   ----   ---------   -------------  ------------\n")
	for i, k := range s.Classes {
		if k.Pools > 0 {
			fmt.Fprintf(&t, "%5d %6d %11d %15d %13d\n", i, k.Size, k.Pools, k.InUse, k.Available)
		}
	}
	t.WriteString("\n")
	line(&t, "# arenas allocated total", s.ArenasMapped)
	line(&t, "# arenas reclaimed", s.ArenasReclaimed)
	line(&t, "# arenas highwater mark", s.ArenasHighwater)
	line(&t, "# arenas allocated current", s.Arenas)
	line(&t, fmt.Sprintf("%d arenas * %d bytes/arena", s.Arenas, ArenaSize), s.Arenas*ArenaSize)
	t.WriteString("\n")
	// A pool that was given to a class and emptied counts as unused; so do those
	// that were never taken.
	alignment := s.Arenas * (PoolsPerArena - s.PoolsPerArena) * PoolSize
	total := 0
	for _, l := range []struct {
		what string
		n    int
	}{
		{"# bytes in allocated blocks", s.BytesGiven},
		{"# bytes in available blocks", s.BytesAvailable},
		{fmt.Sprintf("%d unused pools * %d bytes", s.FreePools, PoolSize), s.FreePools * PoolSize},
		{"# bytes lost to pool headers", s.BytesHeaders},
		{"# bytes lost to quantization", s.BytesLost},
		{"# bytes lost to arena alignment", alignment},
	} {
		line(&t, l.what, l.n)
		total += l.n
	}
	line(&t, "Total", total)
	t.WriteString("\n")
	line(&t, "# large blocks", s.Large)
	line(&t, "# bytes mapped for large blocks", s.LargeBytes)
	line(&t, "# bytes mapped for regions", s.RegionBytes)
	line(&t, "# bytes returned from pools", s.BytesReturned)
	n, err := io.WriteString(w, t.String())
	return int64(n), err
}

// line is a number with commas, its end in column 58, as CPython prints it.
func line(t *strings.Builder, what string, n int) {
	fmt.Fprintf(t, "%-35s= %20s\n", what, commas(n))
}

func commas(n int) string {
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}
