// Package constq is a library whose queries take constants only, in the way of
// go-safeweb's safesql: others cannot name the parameter's type.
package constq

import (
	"context"
	"database/sql"
	"strings"
)

type stringConstant string

// Text is SQL made of constants.
//
//sqlvet:trusted its one constructor takes constants
type Text struct{ s string }

func New(text stringConstant) Text { return Text{string(text)} }

func (t Text) String() string { return t.s }

// A Source is a constant by directive: sqlvet looks at every conversion to it.
//
//sqlvet:constant
type Source string

func FromSource(s Source) Text { return Text{string(s)} }

func Run(ctx context.Context, db *sql.DB, s Source) error {
	_, err := db.ExecContext(ctx, string(s))
	return err
}

// Quote makes an identifier of a name.
//
//sqlvet:trusted doubles the quote
func Quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }
