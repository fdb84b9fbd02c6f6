package lesson

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// An Answer is what happened, in the form of the oracle.
type Answer struct {
	ID     json.RawMessage `json:"id"`
	Result any             `json:"result"`
	End    string          `json:"end"` // stop, taken or error
	Error  *Failure        `json:"error"`
	Pulled map[string]int  `json:"pulled"`
	Asked  map[string]int  `json:"asked"`
	Order  string          `json:"order"`
	// AsksExact is false when a recipe takes part: how often those ask a source
	// that is over is not promised.
	AsksExact bool `json:"asks_exact"`
}

// A Failure is a Python exception and when it was raised.
type Failure struct {
	Type string `json:"type"`
	When string `json:"when"` // build or run
}

// drained is how many results a consumer takes that was told no number.
const drained = 20_000

// A run is a case being played.
type run struct {
	ctx   context.Context //nolint:containedctx // a run ends with the call that began it
	spent int
}

// spend counts one item of an endless source, and stops what would never end.
func (r *run) spend() {
	r.spent++
	if r.spent > maxItems {
		beyond("an endless source was asked %d times", r.spent)
	}
	if r.spent%1024 == 0 && r.ctx.Err() != nil {
		panic(limitError{r.ctx.Err()})
	}
}

// Play plays a case, a JSON object, and gives its answer in the oracle's form. The
// error is about the case itself.
func Play(ctx context.Context, text []byte) (any, error) {
	var g struct {
		Kind string `json:"kind"`
	}
	if err := json.Unmarshal(text, &g); err != nil {
		if wrong := new(json.UnmarshalTypeError); errors.As(err, &wrong) && wrong.Field == "" {
			return nil, fmt.Errorf("a case is a JSON object, not a %s", wrong.Value)
		}
		return nil, err
	}
	if g.Kind == "generator" {
		return PlayGenerator(ctx, text)
	}
	c, err := Parse(text)
	if err != nil {
		return nil, err
	}
	return c.play(&builder{run: &run{ctx: ctx}})
}

// play plays the case with the stages the builder makes.
func (c *Case) play(b *builder) (a *Answer, err error) {
	log := new(askLog)
	b.streams = map[string]*stream{}
	for _, s := range c.sources {
		b.streams[s.name] = &stream{sourceSpec: s, log: log}
	}
	a = &Answer{ID: c.ID, Result: []any{}, End: "stop", AsksExact: c.expr.exact()}
	var limit limitError
	failure := catch(&limit, func() { c.consume(b, a) })
	b.stop()
	if limit.error != nil {
		return nil, limit.error
	}
	if failure != "" {
		a.End, a.Error = "error", &Failure{Type: failure, When: "run"}
		if !b.built {
			a.Error.When = "build"
		}
	}
	a.Pulled, a.Asked = map[string]int{}, map[string]int{}
	for name, s := range b.streams {
		a.Pulled[name], a.Asked[name] = s.pulled, s.asked
	}
	a.Order = log.names.String()
	return a, nil
}

// catch runs f and says which exception came out of it.
func catch(limit *limitError, f func()) (failure string) {
	defer func() {
		switch p := recover().(type) {
		case nil:
		case raised:
			failure = p.kind
		case limitError:
			*limit = p
		case string: // misuse: Python's ValueError for the same
			if !strings.HasPrefix(p, "pull.") && !strings.HasPrefix(p, "iterators.") {
				panic(p)
			}
			failure = "ValueError"
		default:
			panic(p)
		}
	}()
	f()
	return ""
}

// consume builds the stages and asks for what the case wants.
func (c *Case) consume(b *builder, a *Answer) {
	switch c.Kind {
	case "tee":
		c.consumeTee(b, a)
	case "groupby":
		c.consumeGroups(b, a)
	default:
		c.consumePipeline(b, a)
	}
}

func (c *Case) consumePipeline(b *builder, a *Answer) {
	all := b.sequence(c.expr)
	b.done()
	if c.sink != "" {
		a.Result = plain(sinks[c.sink].drain(all, c.args))
		return
	}
	results, limit := []any{}, drained
	if c.take >= 0 {
		limit = c.take
	}
	defer func() { a.Result = results }() // what was given before a failure counts
	if limit == 0 {
		a.End = "taken"
		return
	}
	for v := range all {
		if results = append(results, plain(v)); len(results) == limit {
			a.End = "taken"
			return
		}
	}
}

// consumeTee asks the parts of a tee in the order of the plan.
func (c *Case) consumeTee(b *builder, a *Answer) {
	parts := b.tee(c.expr, c.parts)
	b.done()
	results := []any{}
	for _, i := range c.plan {
		b.watch.step()
		v, end := askOnce(parts[i])
		if end != "" {
			v = end
		}
		results = append(results, []any{i, v})
	}
	a.Result = results
}

// askOnce asks for an item and says what there was instead: STOP or RAISE what.
func askOnce(next func() (any, bool)) (v any, end string) {
	var ok bool
	var limit limitError
	failure := catch(&limit, func() { v, ok = next() })
	switch {
	case limit.error != nil:
		panic(limit)
	case failure != "":
		return nil, "RAISE " + failure
	case !ok:
		return nil, "STOP"
	}
	return plain(v), ""
}

// openGroups are a groupby in use: next begins a group and gives its key.
type openGroups struct {
	next  func() (any, bool)
	items []func() (any, bool)
}

// consumeGroups asks for groups and for items of groups in the order of the plan.
func (c *Case) consumeGroups(b *builder, a *Answer) {
	groups := b.groups(c.expr, unary[c.key])
	b.done()
	results := []any{}
	for _, s := range c.steps {
		b.watch.step()
		results = append(results, groups.do(s))
	}
	a.Result = results
}

func (g *openGroups) do(s groupStep) []any {
	name, next := "key", g.next
	if s.do != "next" {
		if s.group >= len(g.items) {
			return []any{"none"}
		}
		if name, next = s.do, g.items[s.group]; name == "drain" {
			next = drain(next)
		}
	}
	v, end := askOnce(next)
	if end != "" {
		return []any{end}
	}
	return []any{name, v}
}

// drain is all that is left, in one ask.
func drain(next func() (any, bool)) func() (any, bool) {
	return func() (any, bool) {
		rest := list{}
		for v, ok := next(); ok; v, ok = next() {
			rest = append(rest, v)
		}
		return rest, true
	}
}

// exact says that no recipe takes part.
func (n *node) exact() bool {
	if strings.HasPrefix(n.op, "r_") || strings.HasPrefix(n.op, "m_") {
		return false
	}
	for _, in := range n.in {
		if !in.exact() {
			return false
		}
	}
	return true
}
