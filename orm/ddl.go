package orm

import (
	"context"
	"fmt"
	"strings"
)

// DDL gives the statements that create the schema's tables and indexes, each IF NOT
// EXISTS, in an order in which they can run: what is referred to first. The error joins
// everything the dialect refuses.
//
//sqlvet:trusted names are quoted, the rest is the dialect's and the program's tags
func (s *Schema) DDL(d Dialect) ([]string, error) {
	models, err := s.sorted()
	if err != nil {
		return nil, err
	}
	var all, after []string
	named := map[string]string{}
	there := map[*model]bool{}
	adder, _ := d.(ForeignKeyAdder)
	for _, m := range models {
		p, err := newPlan(m, d)
		if err != nil {
			return nil, err
		}
		there[m] = true
		keys, ahead, err := s.foreignKeys(p, there, adder)
		if err != nil {
			return nil, err
		}
		after = append(after, ahead...)
		table, err := createTable(p, keys)
		if err != nil {
			return nil, err
		}
		all = append(all, table)
		for _, i := range m.indexes {
			text, name, err := p.createIndex(i)
			if err != nil {
				return nil, err
			}
			// IF NOT EXISTS would pass over the second of a name.
			if first, ok := named[strings.ToLower(name)]; ok && first != text {
				return nil, &MappingError{Type: m.typ.String(), Problem: fmt.Sprintf("index %q is another one, too: %s", name, first)}
			}
			named[strings.ToLower(name)] = text
			all = append(all, text)
		}
	}
	return append(all, after...), nil
}

// Create creates the tables and indexes that are not there, in one transaction where
// the engine can. It changes no table that is there.
func (s *Schema) Create(ctx context.Context, db *DB) error {
	all, err := s.DDL(db.d)
	if err != nil {
		return err
	}
	return db.Tx(ctx, func(tx *Tx) error {
		for _, text := range all {
			if err := tx.statement(ctx, "create", text); err != nil {
				return err
			}
		}
		return nil
	})
}

// sorted orders tables so that foreign keys refer backwards. In a circle one refers ahead,
// which SQLite does not mind; elsewhere it is added when all tables are there.
func (s *Schema) sorted() ([]*model, error) {
	models := s.all()
	var out []*model
	state := map[*model]int{} // 1 being visited, 2 done
	var visit func(m *model) error
	visit = func(m *model) error {
		if state[m] != 0 {
			return nil
		}
		state[m] = 1
		for _, f := range m.foreign {
			target, ok := s.model(f.target)
			if !ok {
				return &MappingError{Type: m.typ.String(), Field: f.cols[0].field, Problem: fmt.Sprintf("refers to %s, which is not registered in this schema", f.target)}
			}
			if err := visit(target); err != nil {
				return err
			}
		}
		state[m] = 2
		out = append(out, m)
		return nil
	}
	for _, m := range models {
		if err := visit(m); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func createTable(p *plan, foreign []string) (string, error) {
	var parts []string
	inline := false
	for i := range p.cols {
		b := &p.cols[i]
		text := b.ident + " " + b.t.SQL
		inline = inline || b.t.Key
		if b.opts.hasDef {
			def, err := b.defaultText()
			if err != nil {
				return "", err
			}
			text += " DEFAULT " + def
		}
		if b.t.Check != "" {
			text += " " + b.t.Check
		}
		parts = append(parts, text)
	}
	if !inline {
		keys := make([]string, len(p.keys))
		for i, k := range p.keys {
			keys[i] = k.ident
		}
		parts = append(parts, "PRIMARY KEY ("+strings.Join(keys, ", ")+")")
	}
	parts = append(parts, foreign...)
	return "CREATE TABLE IF NOT EXISTS " + p.table + " (\n\t" + strings.Join(parts, ",\n\t") + "\n)", nil
}

// foreignKeys gives the foreign keys that are part of the table, and statements that add
// those which refer to a table that is not there yet, for an engine that minds.
func (s *Schema) foreignKeys(p *plan, there map[*model]bool, adder ForeignKeyAdder) (inside, ahead []string, err error) {
	for _, f := range p.foreign {
		text, err := s.foreignKey(p, f)
		if err != nil {
			return nil, nil, err
		}
		if target, _ := s.model(f.target); adder == nil || there[target] {
			inside = append(inside, "FOREIGN KEY "+text)
			continue
		}
		var name strings.Builder
		name.WriteString(p.name)
		for _, c := range f.cols {
			name.WriteString("_" + c.name)
		}
		ident, err := p.d.Quote(name.String() + "_fkey")
		if err != nil {
			return nil, nil, err
		}
		add, err := adder.AddForeignKey(p.table, ident, text)
		if err != nil {
			return nil, nil, err
		}
		ahead = append(ahead, add)
	}
	return inside, ahead, nil
}

// foreignKey is what follows FOREIGN KEY.
func (s *Schema) foreignKey(p *plan, f foreign) (string, error) {
	target, ok := s.model(f.target)
	if !ok {
		return "", &MappingError{Type: p.typ.String(), Field: f.cols[0].field, Problem: "refers to what is not registered"}
	}
	table, err := p.d.Quote(target.name)
	if err != nil {
		return "", err
	}
	var from, to []string
	for i, c := range f.cols {
		r, err := target.find(f.refs[i])
		if err != nil {
			return "", err
		}
		ident, err := p.d.Quote(r.name)
		if err != nil {
			return "", err
		}
		from, to = append(from, p.cols[c.index].ident), append(to, ident)
	}
	text := "(" + strings.Join(from, ", ") + ") REFERENCES " + table + " (" + strings.Join(to, ", ") + ")"
	if f.onDelete != "" {
		text += " ON DELETE " + f.onDelete
	}
	return text, nil
}

func (p *plan) createIndex(i index) (text, full string, err error) {
	var name strings.Builder
	name.WriteString(p.name)
	var cols []string
	for _, c := range i.cols {
		name.WriteString("_" + c.name)
		cols = append(cols, p.cols[c.index].ident)
	}
	kind, suffix := "INDEX", "_idx"
	if i.unique {
		kind, suffix = "UNIQUE INDEX", "_key"
	}
	full = name.String() + suffix
	ident, err := p.d.Quote(full)
	if err != nil {
		return "", "", err
	}
	text = "CREATE " + kind + " IF NOT EXISTS " + ident + " ON " + p.table + " (" + strings.Join(cols, ", ") + ")"
	if i.unique && p.soft != nil && p.feat.PartialIndexes {
		text += " WHERE " + p.cols[p.soft.index].ident + " IS NULL"
	}
	return text, full, nil
}
