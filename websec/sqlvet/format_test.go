package sqlvet

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestVerbsOf(t *testing.T) {
	for format, want := range map[string]string{
		"": "", "a": "", "%d": "d", "x'%x' AND %s": "xs", "5 %% 2 = %d": "d", "%+5.2f|%-q|% X|%#v": "fqXv",
		"%": "", "%[1]d": "", "%*d": "", "%d %": "",
	} {
		require.Equal(t, want, string(verbsOf(format)), format)
	}
}
