package lesson

import (
	"context"
	"encoding/json"
	"net/http"

	"underhood/web"
)

// watch notes what Flask would let escape.
func (p *player) watch(e web.Event) {
	switch e.Step {
	case web.Unanswered:
		p.escaped = e.Err
	case web.TeardownFailed:
		p.escaped = first(e.Err)
	}
	if p.tape != nil {
		p.tape(e)
	}
	p.rec.event(e)
}

func (p *player) do(text json.RawMessage) []step {
	todo, err := steps(text)
	if err != nil {
		panic(&badCase{err})
	}
	return todo
}

func (p *player) befores(hooks []Hook) (fs []web.View) {
	for _, h := range hooks {
		todo := p.do(h.Do)
		fs = append(fs, func(w http.ResponseWriter, r *http.Request) error {
			p.log("before:" + h.Label)
			out, err := p.act(r.Context(), todo, h.Label, nil)
			if err != nil || out == nil || out[0] == nil && len(out) == 1 {
				return err
			}
			return respond(w, out)
		})
	}
	return fs
}

func (p *player) afters(hooks []Hook) (fs []web.After) {
	for _, h := range hooks {
		todo := p.do(h.Do)
		fs = append(fs, func(res *web.Response, r *http.Request) error {
			p.log("after:" + h.Label)
			out, err := p.act(r.Context(), todo, h.Label, res)
			if err != nil || out == nil || out[0] == nil && len(out) == 1 {
				return err
			}
			res.Reset()
			return respond(res, out)
		})
	}
	return fs
}

func (p *player) teardowns(hooks []Hook) (fs []web.Teardown) {
	for _, h := range hooks {
		todo := p.do(h.Do)
		fs = append(fs, func(r *http.Request, err error) error { return p.down(r.Context(), h.Label, todo, err) })
	}
	return fs
}

func (p *player) appTeardowns(n Node) (fs []web.AppTeardown) {
	for _, h := range n.TeardownAppContext {
		todo := p.do(h.Do)
		fs = append(fs, func(ctx context.Context, err error) error { return p.down(ctx, "app:"+h.Label, todo, err) })
	}
	return fs
}

func (p *player) down(ctx context.Context, label string, todo []step, failed error) error {
	p.log([]any{"teardown:" + label, nameOrNil(failed)})
	_, err := p.act(ctx, todo, label, nil)
	return err
}

func nameOrNil(err error) any {
	if err == nil {
		return nil
	}
	return typeName(err)
}

func (p *player) preprocessors(hooks []Hook) (fs []web.Preprocessor) {
	for _, h := range hooks {
		todo := p.do(h.Do)
		fs = append(fs, func(r *http.Request, endpoint string, args *web.Args) error {
			var name any
			if args != nil {
				name = endpoint
			}
			p.log([]any{"uvp:" + h.Label, name, encArgs(args)})
			_, err := p.act(r.Context(), todo, h.Label, nil)
			return err
		})
	}
	return fs
}
