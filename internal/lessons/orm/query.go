package lesson

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"underhood/orm"
)

func (m *mapped[T]) reads(words []string) error {
	_, err := m.query(words, false)
	return err
}

// query makes a query of words: conditions, all of which hold, and how to sort and cut.
// One that writes has no condition unless the words say one, or all.
func (m *mapped[T]) query(words []string, writes bool) (orm.Query[T], error) {
	var conditions []orm.Pred[T]
	all := false
	for _, w := range words {
		if all = all || w == "all"; verb(w) {
			continue
		}
		p, err := m.condition(w)
		if err != nil {
			return orm.Query[T]{}, err
		}
		conditions = append(conditions, p)
	}
	q := m.source.All()
	switch {
	case len(conditions) > 0:
		q = m.source.Where(conditions[0], conditions[1:]...)
	case writes && !all:
		q = m.source.Where(orm.And[T]()) // of nothing, which is refused
	}
	for _, w := range words {
		var err error
		if q, err = m.refine(q, w); err != nil {
			return q, err
		}
	}
	return q, nil
}

// verb reports whether a word is none of the conditions.
func verb(w string) bool {
	first, _, _ := strings.Cut(w, " ")
	return slices.Contains([]string{"all", "deleted", "limit", "offset", "order"}, first)
}

// refine does what a word says that is no condition.
func (m *mapped[T]) refine(q orm.Query[T], w string) (orm.Query[T], error) {
	first, rest, _ := strings.Cut(w, " ")
	switch first {
	case "deleted":
		return q.WithDeleted(), nil
	case "limit", "offset":
		n, err := whole(rest)
		if err != nil {
			return q, fmt.Errorf("%s: %w", first, err)
		}
		if first == "limit" {
			return q.Limit(n), nil
		}
		return q.Offset(n), nil
	case "order":
		name, desc := strings.CutSuffix(rest, " desc")
		f, err := m.field(name)
		if err != nil {
			return q, fmt.Errorf("order: %w", err)
		}
		return q.OrderBy(f.order(desc)), nil
	}
	return q, nil
}

// condition reads a word like age>=18 or id in 1,2,3.
func (m *mapped[T]) condition(w string) (p orm.Pred[T], err error) {
	if name, list, ok := strings.Cut(w, " in "); ok && !strings.ContainsAny(name, "<>=~") {
		f, err := m.field(name)
		if err != nil {
			return p, err
		}
		return f.where("in", list)
	}
	i := strings.IndexAny(w, "<>=~")
	if i < 0 {
		return p, fmt.Errorf("%q is no condition, such as age>=18, nor all, deleted, order, limit, offset", w)
	}
	f, err := m.field(w[:i])
	if err != nil {
		return p, err
	}
	for _, op := range comparisons {
		if text, ok := strings.CutPrefix(w[i:], op); ok {
			return f.where(op, text)
		}
	}
	return p, nil
}

func (m *mapped[T]) list(ctx context.Context, r orm.Runner, query []string) ([]any, error) {
	q, err := m.query(query, false)
	if err != nil {
		return nil, err
	}
	rows, err := q.List(ctx, r)
	out := make([]any, len(rows))
	for i := range rows {
		out[i] = &rows[i]
	}
	return out, err
}

func (m *mapped[T]) first(ctx context.Context, r orm.Runner, query []string) (any, error) {
	q, err := m.query(query, false)
	if err != nil {
		return nil, err
	}
	return found(q.First(ctx, r))
}

func (m *mapped[T]) each(ctx context.Context, r orm.Runner, query []string, yield func(v any) bool) error {
	q, err := m.query(query, false)
	if err != nil {
		return err
	}
	for v, err := range q.Each(ctx, r) {
		if err != nil {
			return err
		}
		if !yield(v) {
			break
		}
	}
	return nil
}

func (m *mapped[T]) count(ctx context.Context, r orm.Runner, query []string) (int64, error) {
	q, err := m.query(query, false)
	if err != nil {
		return 0, err
	}
	return q.Count(ctx, r)
}
