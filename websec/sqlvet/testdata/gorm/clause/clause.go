// Package clause has the names of gorm's clauses that the corpus needs.
package clause

type Expression interface{ Build() }

type Expr struct {
	SQL  string
	Vars []any
}

func (e Expr) Build() {}

type OrderByColumn struct {
	Column string
	Desc   bool
}
