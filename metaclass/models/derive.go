package models

import (
	"bytes"
	"encoding/json"

	"underhood/metaclass"
)

// A Column is what a field is in a table.
type Column struct {
	Name string
	Type string // TEXT, INTEGER, REAL or BOOLEAN
	Null bool
	// Default is nil if there is none.
	Default any
}

// Columns are the columns of a table for the model, in the order of the fields.
func (m *Model) Columns() []Column {
	columns := make([]Column, len(m.fields))
	for i, f := range m.fields {
		columns[i] = Column{f.name, [...]string{"TEXT", "INTEGER", "REAL", "BOOLEAN"}[f.kind], f.optional, f.plainDefault()}
	}
	return columns
}

func (f *Field) plainDefault() any {
	if f.initial == metaclass.None {
		return nil
	}
	return f.initial
}

// Schema is a JSON Schema (draft 2020-12) of the model, with the properties in the order of
// the fields.
func (m *Model) Schema() ([]byte, error) {
	var properties ordered
	required := []string{}
	for _, f := range m.fields {
		p, err := f.schema().MarshalJSON()
		if err != nil {
			return nil, err
		}
		properties = append(properties, pair{f.name, json.RawMessage(p)})
		if f.initial == nil && !f.optional {
			required = append(required, f.name)
		}
	}
	return ordered{
		{"$schema", "https://json-schema.org/draft/2020-12/schema"},
		{"title", m.name},
		{"type", "object"},
		{"properties", properties},
		{"required", required},
		{"additionalProperties", false},
	}.MarshalJSON()
}

func (f *Field) schema() ordered {
	name := [...]string{"string", "integer", "number", "boolean"}[f.kind]
	s := ordered{{"type", name}}
	if f.optional {
		s[0].value = []string{name, "null"}
	}
	if f.min != nil {
		s = append(s, pair{"minimum", *f.min})
	}
	if f.max != nil {
		s = append(s, pair{"maximum", *f.max})
	}
	if f.longest > 0 {
		s = append(s, pair{"maxLength", f.longest})
	}
	if f.choices != nil {
		s = append(s, pair{"enum", f.choices})
	}
	if d := f.plainDefault(); d != nil {
		s = append(s, pair{"default", d})
	}
	return s
}

// ordered is a JSON object whose keys keep their order.
type ordered []pair

type pair struct {
	key   string
	value any
}

// MarshalJSON writes the pairs one after the other.
func (o ordered) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, p := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		key, err := json.Marshal(p.key)
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(p.value)
		if err != nil {
			return nil, err
		}
		b.Write(key)
		b.WriteByte(':')
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}
