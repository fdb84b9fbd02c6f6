package bank_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/internal/lessons/websec/bank"
)

// TestStatements: what is told is what was sent, values beside the text or in it.
func TestStatements(t *testing.T) {
	const union = "zz' UNION SELECT name, password FROM account ORDER BY 1 --"
	for name, d := range map[string]bank.Defences{"bare": {}, "protected": bank.AllDefences()} {
		t.Run(name, func(t *testing.T) {
			var told []bank.Statement
			d.Statements = func(s bank.Statement) { told = append(told, s) }
			b := open(t, d)
			require.Len(t, told, 1)
			require.Contains(t, told[0].Text, "CREATE TABLE account")
			told = nil

			ask(b, http.MethodGet, "/accounts?q="+url.QueryEscape(union), "", "none", "")
			require.Len(t, told, 1)
			require.NoError(t, told[0].Err)
			require.Equal(t, []string{"name", "city"}, told[0].Columns)
			if name == "bare" {
				require.Contains(t, told[0].Text, union)
				require.Equal(t, [][]string{{"ada", "analytical"}, {"bob", "builder"}, {"eve", "evil"}}, told[0].Rows)
				require.Empty(t, told[0].Args)
				told = nil
				ask(b, http.MethodGet, "/accounts?q='", "", "none", "")
				require.Len(t, told, 1)
				require.ErrorContains(t, told[0].Err, "unrecognized token")
				return
			}
			require.NotContains(t, told[0].Text, "zz")
			require.Equal(t, []string{"%" + union + "%"}, told[0].Args)
			require.Empty(t, told[0].Rows)
		})
	}
}
