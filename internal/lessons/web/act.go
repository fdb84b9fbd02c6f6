package lesson

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf16"

	"underhood/web"
)

// act runs an action. It returns the arguments of a "return", nil without one.
func (p *player) act(ctx context.Context, todo []step, label string, res *web.Response) ([]any, error) {
	for _, s := range todo {
		if s.op == "return" {
			p.rec.did(ctx, s, nil)
			return s.args, nil
		}
		if s.op == "stream" || s.op == "panic" { // what comes of it is told before it is over
			p.rec.did(ctx, s, nil)
		}
		err := p.one(ctx, s, label, res)
		if s.op != "stream" {
			p.rec.did(ctx, s, err)
		}
		if err != nil {
			return nil, err
		}
	}
	return nil, nil
}

func str(v any) string {
	s, ok := v.(string)
	if !ok {
		return fmt.Sprint(v)
	}
	return s
}

func (p *player) one(ctx context.Context, s step, label string, res *web.Response) error {
	a := s.args
	switch s.op {
	case "log":
		p.log(label + ":" + str(a[0]))
	case "abort":
		code, ok := a[0].(int)
		if !ok {
			return &class{name: "LookupError"}
		}
		err := web.Abort(code)
		if errors.Is(err, web.ErrBadCode) {
			return &class{name: "LookupError"}
		}
		return err
	case "raise":
		return p.raise(s, label)
	case "session_set":
		v, err := dec(a[1])
		if err != nil {
			return err
		}
		web.SessionFrom(ctx).Set(str(a[0]), v)
	case "session_del":
		web.SessionFrom(ctx).Delete(str(a[0]))
	case "session_get":
		p.log([]any{label + ":session", a[0], enc(web.SessionFrom(ctx).Get(str(a[0])))})
	case "session_in":
		p.log([]any{label + ":session_in", a[0], web.SessionFrom(ctx).Has(str(a[0]))})
	case "session_len":
		p.log([]any{label + ":session_len", web.SessionFrom(ctx).Len()})
	case "session_clear":
		web.SessionFrom(ctx).Clear()
	case "session_rotate":
		web.SessionFrom(ctx).Rotate()
	case "panic":
		panic(str(a[0]))
	case "stream":
		return p.stream(str(a[0]))
	case "session_permanent":
		web.SessionFrom(ctx).SetPermanent(truth(a[0]))
	case "g_set":
		web.G(ctx).Set(str(a[0]), plain(a[1]))
	case "g_get":
		p.log([]any{label + ":g", a[0], enc(web.G(ctx).Get(str(a[0])))})
	case "url_for":
		p.log([]any{label + ":url_for", a[0], p.urlFor(ctx, a)})
	case "after_this_request":
		lab := str(a[0])
		web.From(ctx).AfterThisRequest(func(*web.Response, *http.Request) error {
			p.log("after_this_request:" + lab)
			return nil
		})
	case "header":
		if res == nil {
			return errAttribute
		}
		res.Header().Set(str(a[0]), str(a[1]))
	default:
		return p.look(ctx, s, label)
	}
	return nil
}

func (p *player) look(ctx context.Context, s step, label string) error {
	a := s.args
	if s.op == "inner_app_context" {
		return p.inner(ctx, a[0], label)
	}
	c := web.From(ctx)
	switch s.op {
	case "endpoint":
		var endpoint any
		if c.Endpoint() != "" {
			endpoint = c.Endpoint()
		}
		p.log([]any{label + ":endpoint", endpoint})
	case "blueprints":
		p.log([]any{label + ":blueprints", append([]string{}, c.Blueprints()...)})
	case "view_args":
		p.log([]any{label + ":view_args", encArgs(c.Args())})
	case "pop_view_arg":
		if c.Args() == nil {
			return errAttribute
		}
		p.log([]any{label + ":popped", enc(c.Args().Delete(str(a[0])))})
	case "flash":
		category := "message"
		if len(a) > 1 {
			category = str(a[1])
		}
		c.Flash(category, str(a[0]))
	case "flashes":
		list := []any{}
		for _, f := range c.Flashes() {
			list = append(list, []any{f.Category, f.Message})
		}
		p.log([]any{label + ":flashes", list})
	}
	return nil
}

func (p *player) inner(ctx context.Context, do any, label string) error {
	inner, err := stepsOf(do)
	if err != nil {
		return err
	}
	err = p.app.In(ctx, func(ctx context.Context) error {
		p.log(label + ":inner-in")
		_, err := p.act(ctx, inner, label, nil)
		return err
	})
	if err == nil {
		p.log(label + ":inner-out")
	}
	return err
}

// stream writes a part of the body and has it sent: what a generator does in Flask.
func (p *player) stream(text string) error {
	if p.w == nil {
		return errAttribute
	}
	before := len(p.rec.sent())
	defer p.rec.hold()()
	if _, err := io.WriteString(p.w, text); err != nil {
		return err
	}
	if err := http.NewResponseController(p.w).Flush(); err != nil {
		return err
	}
	p.rec.part(before)
	return nil
}

func (p *player) raise(s step, label string) error {
	c := p.classes[str(s.args[0])]
	if c == nil {
		return errKey
	}
	e := &raised{class: c, message: label}
	if len(s.args) > 1 {
		e.message = str(s.args[1])
	}
	if c.http {
		e.http = &web.HTTPError{Description: e.message}
	}
	return e
}

func (p *player) urlFor(ctx context.Context, a []any) string {
	var values []any
	if len(a) > 1 {
		o, _ := a[1].(object)
		if o.get("endpoint") != nil || o.get("self") != nil {
			return "!TypeError" // given twice
		}
		values = o.flat()
	}
	url, err := web.URLFor(ctx, str(a[0]), values...)
	if err != nil {
		return "!" + typeName(err)
	}
	return url
}

func truth(v any) bool {
	switch v := v.(type) {
	case nil:
		return false
	case bool:
		return v
	case int:
		return v != 0
	case string:
		return v != ""
	case []any:
		return len(v) > 0
	case object:
		return len(v) > 0
	}
	return true
}

// respond is make_response: it writes the body, status and headers of a "return".
// What Flask calls a TypeError writes nothing.
func respond(w http.ResponseWriter, value []any) error {
	if len(value) > 3 {
		return errType
	}
	var body []byte
	kind := "text/html; charset=utf-8"
	switch v := value[0].(type) {
	case string:
		body = []byte(v)
	case object, []any:
		text, err := flaskJSON(plain(v))
		if err != nil {
			return err
		}
		body, kind = text, "application/json"
	default:
		return errType
	}
	status, headers := any(nil), any(nil)
	switch {
	case len(value) == 3:
		status, headers = value[1], value[2]
	case len(value) == 2:
		status = value[1]
		switch value[1].(type) {
		case object, []any:
			status, headers = nil, value[1]
		}
	}
	code, err := statusCode(status)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", kind)
	switch h := headers.(type) {
	case object:
		for _, m := range h {
			w.Header().Set(m.key, str(m.value))
		}
	case []any:
		for _, m := range h {
			if pair, ok := m.([]any); ok && len(pair) == 2 {
				w.Header().Set(str(pair[0]), str(pair[1]))
			}
		}
	}
	w.WriteHeader(code)
	_, err = w.Write(body)
	return err
}

// flaskJSON is jsonify: no HTML escapes, nothing but ASCII.
func flaskJSON(v any) ([]byte, error) {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	var b []byte
	for _, r := range out.String() {
		if r < 0x80 {
			b = append(b, byte(r))
			continue
		}
		for _, u := range utf16.Encode([]rune{r}) {
			b = fmt.Appendf(b, `\u%04x`, u)
		}
	}
	return b, nil
}

func statusCode(status any) (int, error) {
	switch s := status.(type) {
	case nil:
		return http.StatusOK, nil
	case int:
		return s, nil
	case string:
		word, _, _ := strings.Cut(strings.TrimSpace(s), " ")
		if code, err := strconv.Atoi(word); err == nil {
			return code, nil
		}
		return 0, errType
	}
	return 0, errType
}
