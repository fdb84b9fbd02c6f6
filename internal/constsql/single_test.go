package constsql

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSingle(t *testing.T) {
	tests := []struct {
		text string
		want bool
	}{
		{"", true},
		{"SELECT 1", true},
		{"SELECT 1;", true},
		{"SELECT 1; ;\n-- end; DROP\n/* ; DROP */ ;", true},
		{"SELECT ';', \";\", `;` /* ; */ -- ;\n FROM t", true},
		{"SELECT ''';'; 'x'", false},
		{"SELECT ''';', 'x'", true},
		{`SELECT 'a\'; DROP TABLE t; -- '`, false}, // a backslash is a character
		{"SELECT 1; DROP TABLE t", false},
		{"SELECT 1;DROP TABLE t", false},
		{"SELECT 1; -- x\nDROP TABLE t", false},
		{"; SELECT 1", false},
		{"DO $$ BEGIN a; b; END $$", true},
		{"DO $x$ a; $$ b; $x$;", true},
		{"DO $x$ a; $x$; DROP TABLE t", false},
		{"CREATE TEMP TRIGGER x AFTER INSERT ON t BEGIN DELETE FROM u; DELETE FROM v; END", true},
		{"CREATE TABLE trigger (a); DROP TABLE t", false},
	}
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) { require.Equal(t, tt.want, Single(tt.text)) })
	}
}
