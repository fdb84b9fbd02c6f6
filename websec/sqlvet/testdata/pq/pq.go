// Package pq has the quoting functions of lib/pq.
package pq

import "strings"

func QuoteIdentifier(name string) string {
	end := strings.IndexRune(name, 0)
	if end > -1 {
		name = name[:end]
	}
	return `"` + strings.Replace(name, `"`, `""`, -1) + `"`
}

func CopyIn(table string, columns ...string) string {
	var b strings.Builder
	b.WriteString("COPY ")
	b.WriteString(QuoteIdentifier(table))
	b.WriteString(" (")
	for i, col := range columns {
		if i != 0 {
			b.WriteString(", ")
		}
		b.WriteString(QuoteIdentifier(col))
	}
	b.WriteString(") FROM STDIN")
	return b.String()
}
