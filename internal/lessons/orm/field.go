package lesson

import (
	"cmp"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"underhood/orm"
)

// A field is a column of T for programs, whose words are made into typed calls here: the
// text of a word is never part of an SQL text.
type field[T any] struct {
	name   string
	column orm.Column[T]
	set    func(v *T, text string) error
	where  func(op, text string) (orm.Pred[T], error)
	order  func(desc bool) orm.Order[T]
	assign func(op, text string) (orm.Assign[T], error)
}

// comparisons are the operators of conditions, the longer ones first.
var comparisons = []string{"<=", ">=", "<>", "=", "<", ">", "~"}

// typed makes a field whose values are read from text.
func typed[T any, V cmp.Ordered](name string, at func(*T) *V, parse func(string) (V, error)) field[T] {
	c := orm.C(at)
	return field[T]{
		name: name, column: c,
		set: func(v *T, text string) (err error) {
			*at(v), err = parse(text)
			return err
		},
		where: func(op, text string) (p orm.Pred[T], err error) {
			if op == "in" {
				var values []V
				for one := range strings.SplitSeq(text, ",") {
					v, err := parse(strings.TrimSpace(one))
					if err != nil {
						return p, err
					}
					values = append(values, v)
				}
				return c.In(values...), nil
			}
			if op == "~" {
				return p, fmt.Errorf("%s is no text, so ~ does not fit", name)
			}
			v, err := parse(text)
			return compare(c, op, v), err
		},
		order: func(desc bool) orm.Order[T] {
			if desc {
				return c.Desc()
			}
			return c.Asc()
		},
		assign: func(op, text string) (orm.Assign[T], error) {
			v, err := parse(text)
			if op == "+" {
				return orm.Add(c, v), err
			}
			return c.Set(v), err
		},
	}
}

func compare[T any, V any](c orm.Col[T, V], op string, v V) orm.Pred[T] {
	switch op {
	case "<=":
		return c.Le(v)
	case ">=":
		return c.Ge(v)
	case "<>":
		return c.Ne(v)
	case "<":
		return c.Lt(v)
	case ">":
		return c.Gt(v)
	}
	return c.Eq(v)
}

// number is a field of integers.
func number[T any](name string, at func(*T) *int64) field[T] {
	return typed(name, at, func(text string) (int64, error) {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return 0, fmt.Errorf("%s: %q is no whole number", name, text)
		}
		return n, nil
	})
}

// word is a field of text, which knows ~, SQL's LIKE.
func word[T any](name string, at func(*T) *string) field[T] {
	f := typed(name, at, func(text string) (string, error) { return text, nil })
	plain := f.where
	f.where = func(op, text string) (orm.Pred[T], error) {
		if op == "~" {
			return orm.Like(orm.C(at), text), nil
		}
		return plain(op, text)
	}
	return f
}

// moment is a field of times, which programs only know as NULL or not.
func moment[T any](name string, at func(*T) *sql.Null[time.Time]) field[T] {
	c := orm.CNull(at)
	wrong := errors.New(name + " is only set to, and compared with, NULL")
	return field[T]{
		name: name, column: c,
		set: func(v *T, text string) error {
			if text != "NULL" {
				return wrong
			}
			*at(v) = sql.Null[time.Time]{}
			return nil
		},
		where: func(op, text string) (p orm.Pred[T], err error) {
			switch {
			case text == "NULL" && op == "=":
				return c.IsNull(), nil
			case text == "NULL" && op == "<>":
				return c.IsNotNull(), nil
			}
			return p, wrong
		},
		order: func(desc bool) orm.Order[T] {
			if desc {
				return c.Desc()
			}
			return c.Asc()
		},
		assign: func(op, text string) (a orm.Assign[T], err error) {
			if op != "=" || text != "NULL" {
				return a, wrong
			}
			return c.SetNull(), nil
		},
	}
}
