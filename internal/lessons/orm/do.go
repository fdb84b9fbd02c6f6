package lesson

import (
	"context"
	"fmt"
	"strconv"

	"underhood/orm"
)

// do does one step that is no transaction. Its error is the operation's.
func (p *player) do(ctx context.Context, r orm.Runner, s step) (result string, err error) {
	switch s[0] {
	case "create":
		return "", p.create(ctx)
	case "new", "get", "first":
		return "", p.obtain(ctx, r, s)
	case "list", "each", "report":
		return "", p.several(ctx, r, s)
	case "count", "change", "drop":
		n, err := p.rows(ctx, r, s)
		if err != nil {
			return "", err
		}
		return strconv.FormatInt(n, 10), nil
	case "forget":
		p.forget(s[1])
		return "", nil
	case "session", "add", "remove", "relate", "meet", "plan", "flush":
		return p.unit(ctx, s)
	}
	return p.write(ctx, r, s)
}

func (p *player) create(ctx context.Context) error {
	if p.depth > 0 {
		return &planError{"tables are created outside a transaction"}
	}
	return p.shop.schema.Create(ctx, p.db)
}

// obtain makes or reads one object.
func (p *player) obtain(ctx context.Context, r orm.Runner, s step) error {
	m := p.shop.models[s[2]]
	var v any
	var err error
	switch s[0] {
	case "new":
		v = m.fresh()
		err = m.set(v, s.from(3))
	case "get":
		var key int64
		if key, err = strconv.ParseInt(s[3], 10, 64); err == nil {
			v, err = m.get(ctx, r, key)
		}
	default:
		v, err = m.first(ctx, r, s.from(3))
	}
	if err == nil {
		p.keep(s[1], v, m.text)
	}
	return err
}

// several reads objects, which get the name of the list and their place in it.
func (p *player) several(ctx context.Context, r orm.Runner, s step) error {
	p.forget(s[1])
	add := func(i int, v any, text func(v any) string) { p.keep(fmt.Sprintf("%s[%d]", s[1], i), v, text) }
	if s[0] == "report" {
		sel, err := p.shop.report(s.from(2))
		if err != nil {
			return err
		}
		rows, err := sel.List(ctx, r)
		for i := range rows {
			add(i, &rows[i], func(any) string { return rows[i].text() })
		}
		return err
	}
	m := p.shop.models[s[2]]
	if s[0] == "list" {
		rows, err := m.list(ctx, r, s.from(3))
		for i, v := range rows {
			add(i, v, m.text)
		}
		return err
	}
	return p.each(ctx, r, s, m)
}

// each streams: the loop has one object at a time, under the list's name.
func (p *player) each(ctx context.Context, r orm.Runner, s step, m model) error {
	stop, err := whole(s[3])
	if err != nil {
		return err
	}
	n := int64(0)
	return m.each(ctx, r, s.from(4), func(v any) bool {
		n++
		p.keep(s[1], v, m.text)
		// The rows are open, so the tables are not looked at; nobody has written.
		p.beats = append(p.beats, Beat{
			Kind: beatRow, Step: s[:3], Result: strconv.FormatInt(n, 10), Depth: p.depth, Objects: p.shown(), Tables: p.tables,
		})
		return n != stop
	})
}

// rows counts, changes or deletes rows without objects.
func (p *player) rows(ctx context.Context, r orm.Runner, s step) (int64, error) {
	m := p.shop.models[s[1]]
	switch s[0] {
	case "count":
		return m.count(ctx, r, s.from(2))
	case "change":
		sets, query := s.split()
		return m.change(ctx, r, sets, query)
	}
	return m.drop(ctx, r, s.from(2))
}

// write does something with objects that are there.
func (p *player) write(ctx context.Context, r orm.Runner, s step) (string, error) {
	m := p.shop.models[p.kinds[s[1]]]
	v, err := p.object(s[1])
	if err != nil {
		return "", err
	}
	switch s[0] {
	case "set":
		return "", m.set(v, s.from(2))
	case "update":
		return "", m.update(ctx, r, v, s.from(2))
	case "upsert":
		n, err := m.upsert(ctx, r, v, s[2], s.from(3))
		if err != nil {
			return "", err
		}
		return strconv.FormatInt(n, 10), nil
	case "insert":
		all := make([]any, len(s)-1)
		for i, name := range s[1:] {
			if all[i], err = p.object(name); err != nil {
				return "", err
			}
		}
		return "", m.insert(ctx, r, all)
	}
	return "", m.remove(ctx, r, v, s[0] == "harddelete")
}
