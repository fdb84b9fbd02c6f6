package lesson

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
)

// A Case is one comparison: sources, what is built on them, and who consumes it.
type Case struct {
	ID      json.RawMessage
	Kind    string
	sources []sourceSpec // by name
	expr    *node
	take    int // -1: all
	sink    string
	args    []any
	parts   int   // of a tee
	plan    []int // of a tee: which part is asked
	key     string
	steps   []groupStep
}

// A node is one stage of what is built: an operation on others, a source by its
// name, or a list.
type node struct {
	op   string
	kw   kwargs
	in   []*node
	name string
	lit  list
}

// groupStep is one step of a plan over groups.
type groupStep struct {
	do    string // next, item or drain
	group int
}

// Parse reads a case, a JSON object. The error says what is wrong where.
func Parse(text []byte) (*Case, error) {
	var raw struct {
		ID      json.RawMessage            `json:"id"`
		Kind    string                     `json:"kind"`
		Sources map[string]json.RawMessage `json:"sources"`
		Expr    json.RawMessage            `json:"expr"`
		Take    *int                       `json:"take"`
		Sink    json.RawMessage            `json:"sink"`
		N       int                        `json:"n"`
		Key     string                     `json:"key"`
		Plan    json.RawMessage            `json:"plan"`
	}
	if err := json.Unmarshal(text, &raw); err != nil {
		return nil, err
	}
	c := &Case{ID: raw.ID, Kind: raw.Kind, take: -1, parts: raw.N, key: raw.Key}
	if len(c.ID) == 0 {
		c.ID = json.RawMessage("null")
	}
	if !slices.Contains([]string{"pipeline", "tee", "groupby"}, c.Kind) {
		return nil, fmt.Errorf("kind: %q is none of pipeline, tee, groupby, generator", c.Kind)
	}
	if raw.Take != nil {
		if c.take = *raw.Take; c.take < 0 {
			return nil, fmt.Errorf("take: %d is negative", c.take)
		}
	}
	err := c.parseSources(raw.Sources)
	if err == nil {
		c.expr, err = c.parseNode("expr", raw.Expr)
	}
	if err == nil {
		err = c.parseEnd(raw.Sink, raw.Plan)
	}
	return c, err
}

func (c *Case) parseSources(raw map[string]json.RawMessage) error {
	for name, text := range raw {
		v, err := decode(text)
		if err != nil {
			return fmt.Errorf("sources.%s: %w", name, err)
		}
		o, ok := v.(map[string]any)
		if !ok {
			return fmt.Errorf("sources.%s: not an object", name)
		}
		s := sourceSpec{name: name, fail: -1, exc: "ValueError"}
		all, err := value(o["items"])
		if err != nil {
			return fmt.Errorf("sources.%s.items: %w", name, err)
		}
		if s.items, ok = all.(list); !ok {
			return fmt.Errorf("sources.%s.items: not a list", name)
		}
		if n, ok := o["fail"].(json.Number); ok {
			at, err := n.Int64()
			if err != nil {
				return fmt.Errorf("sources.%s.fail: %w", name, err)
			}
			s.fail = int(at)
		}
		if exc, ok := o["exc"].(string); ok {
			s.exc = exc
		}
		c.sources = append(c.sources, s)
	}
	slices.SortFunc(c.sources, func(a, b sourceSpec) int { return cmpString(a.name, b.name) })
	return nil
}

func cmpString(a, b string) int { return compare(a, b) }

func (c *Case) parseNode(where string, text json.RawMessage) (*node, error) {
	var parts []json.RawMessage
	if err := json.Unmarshal(text, &parts); err != nil || len(parts) == 0 {
		return nil, fmt.Errorf("%s: a stage is an array that begins with its name", where)
	}
	n := new(node)
	if err := json.Unmarshal(parts[0], &n.op); err != nil {
		return nil, fmt.Errorf("%s[0]: the name of a stage is a string", where)
	}
	if n.op == "src" || n.op == "lit" {
		if len(parts) != 2 {
			return nil, fmt.Errorf("%s: %s takes one value", where, n.op)
		}
		return n, c.parseLeaf(where, n, parts[1])
	}
	spec, ok := operations[n.op]
	if !ok {
		return nil, fmt.Errorf("%s[0]: there is no stage %q", where, n.op)
	}
	if len(parts) < 2 {
		return nil, fmt.Errorf("%s: %s has no settings: give at least {}", where, n.op)
	}
	for i, p := range parts[2:] {
		in, err := c.parseNode(fmt.Sprintf("%s[%d]", where, i+2), p)
		if err != nil {
			return nil, err
		}
		n.in = append(n.in, in)
	}
	if len(n.in) < spec.least || spec.most >= 0 && len(n.in) > spec.most {
		return nil, fmt.Errorf("%s: %s on %d inputs", where, n.op, len(n.in))
	}
	settings, err := decode(parts[1])
	if err != nil {
		return nil, fmt.Errorf("%s[1]: %w", where, err)
	}
	o, ok := settings.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("%s[1]: settings are an object", where)
	}
	if n.kw, err = parseKwargs(o, spec.settings, len(n.in)); err != nil {
		return nil, fmt.Errorf("%s[1]: %w", where, err)
	}
	return n, nil
}

func (c *Case) parseLeaf(where string, n *node, text json.RawMessage) error {
	v, err := decode(text)
	if err != nil {
		return fmt.Errorf("%s[1]: %w", where, err)
	}
	if v, err = value(v); err != nil {
		return fmt.Errorf("%s[1]: %w", where, err)
	}
	var ok bool
	if n.op == "lit" {
		if n.lit, ok = v.(list); !ok {
			return fmt.Errorf("%s[1]: lit wants a list", where)
		}
		return nil
	}
	if n.name, ok = v.(string); !ok || !slices.ContainsFunc(c.sources, func(s sourceSpec) bool { return s.name == n.name }) {
		return fmt.Errorf("%s[1]: there is no source %v", where, v)
	}
	return nil
}

// parseEnd reads who consumes it.
func (c *Case) parseEnd(sink, plan json.RawMessage) error {
	switch c.Kind {
	case "tee":
		return c.parseTee(plan)
	case "groupby":
		return c.parseGroups(plan)
	}
	return c.parseSink(sink)
}

func (c *Case) parseTee(plan json.RawMessage) error {
	if c.parts < 0 || c.parts > 1000 {
		return fmt.Errorf("n: %d parts; 0 to 1000", c.parts)
	}
	if err := json.Unmarshal(plan, &c.plan); err != nil {
		return fmt.Errorf("plan: %w", err)
	}
	for i, p := range c.plan {
		if p < 0 || p >= c.parts {
			return fmt.Errorf("plan[%d]: there is no part %d", i, p)
		}
	}
	return nil
}

func (c *Case) parseGroups(plan json.RawMessage) error {
	if unary[c.key] == nil {
		return fmt.Errorf("key: there is no function %q", c.key)
	}
	var steps [][]any
	if err := json.Unmarshal(plan, &steps); err != nil {
		return fmt.Errorf("plan: %w", err)
	}
	for i, s := range steps {
		var step groupStep
		if len(s) > 0 {
			step.do, _ = s[0].(string)
		}
		if len(s) > 1 {
			g, ok := s[1].(float64)
			if step.group = int(g); !ok || step.group < 0 {
				return fmt.Errorf("plan[%d][1]: a group is a number from 0", i)
			}
		}
		if step.do != "next" && (len(s) < 2 || step.do != "item" && step.do != "drain") {
			return fmt.Errorf(`plan[%d]: not ["next"], ["item", group] or ["drain", group]`, i)
		}
		c.steps = append(c.steps, step)
	}
	return nil
}

func (c *Case) parseSink(text json.RawMessage) error {
	if len(text) == 0 {
		return nil
	}
	v, err := decode(text)
	if err != nil || v == nil {
		return err
	}
	if v, err = value(v); err != nil {
		return fmt.Errorf("sink: %w", err)
	}
	l, _ := v.(list)
	if len(l) == 0 {
		return errors.New("sink: an array that begins with its name")
	}
	c.sink, _ = l[0].(string)
	c.args = l[1:]
	s, ok := sinks[c.sink]
	if !ok {
		return fmt.Errorf("sink[0]: there is no sink %v", l[0])
	}
	if err := checkArgs(c.args, s.args); err != nil {
		return fmt.Errorf("sink: %s: %w", c.sink, err)
	}
	return nil
}
