package lesson

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"

	"underhood/web"
)

// A recorder makes beats of what an App tells, of what the functions of a case do, and
// of what comes in and goes out. It asks nothing that the request would notice: a session
// is only looked at after a function has. A nil recorder takes no notes.
type recorder struct {
	beats  []Beat
	code   *listing // of a case's functions, nil for an application in Go
	ids    ids
	check  func(signed string) string
	out    *httptest.ResponseRecorder
	source func(pkg string) string // of an application in Go
	said   []any                   // what the trace got since the last beat
	g      []Value                 // what it held, as far as was told
	now    frame
	outer  []frame // that wait for an application context within theirs
	apps   int     // application contexts there are
}

// A frame is a function that runs and the line it is at.
type frame struct {
	name, scope string
	code        *Code
	line        int
}

func (r *recorder) add(b Beat) {
	r.said = nil
	r.beats = append(r.beats, b)
}

// begin notes a request.
func (r *recorder) begin(rq *http.Request) {
	if r == nil {
		return
	}
	b := Beat{Kind: beatRequest, Text: rq.Method + " " + rq.URL.RequestURI()}
	if b.Cookie = r.cookieIn(rq.Cookies()); b.Cookie != "" {
		b.Says, b.Sealed = r.read(b.Cookie)
		b.Cookie = r.ids.hide(b.Cookie)
	}
	r.add(b)
}

// watch has the response looked at where it goes out.
func (r *recorder) watch(w *httptest.ResponseRecorder) {
	if r != nil {
		r.out = w
	}
}

// event notes a step.
func (r *recorder) event(e web.Event) {
	if r == nil {
		return
	}
	b := Beat{Kind: e.Step.String(), Func: e.Func, Scope: e.Scope, Error: errorText(e.Err), G: r.look(e.App)}
	switch e.Step {
	case web.Viewing:
		b.Func = e.Func[strings.LastIndexByte(e.Func, '.')+1:]
	case web.Matched:
		b.Text, b.Result = e.Request.Rule(), e.Request.Endpoint()
		for name, v := range e.Request.Args().All() {
			b.Result += ", " + name + "=" + python(v)
		}
	case web.SessionSaved:
		r.sets(&b)
	case web.Sent:
		b.Answer = r.message()
	}
	if b.calls() {
		r.called(&b)
		r.now = frame{b.Func, b.Scope, b.Code, b.Line}
	}
	r.nest(e.Step)
	r.add(b)
}

// nest has a function wait while there is an application context within its own.
func (r *recorder) nest(s web.Step) {
	switch s {
	case web.AppPushed:
		if r.apps++; r.apps > 1 {
			r.outer = append(r.outer, r.now)
		}
	case web.AppPopped:
		if r.apps--; r.apps > 0 {
			r.now, r.outer = r.outer[len(r.outer)-1], r.outer[:len(r.outer)-1]
		}
	}
}

// called finds the name and the code of a function. One of a case says its name itself.
func (r *recorder) called(b *Beat) {
	if r.code != nil {
		b.Func = ""
		return
	}
	name := b.Func
	if b.step(web.Viewing) { // of which the App knows the endpoint
		part, _, _ := strings.Cut(b.Scope, ".")
		name = part + "." + b.Func
	}
	b.Func = short(b.Func)
	if pkg, _, _ := strings.Cut(name, "."); b.step(web.Handling) && slices.Contains(r.scopes(), pkg) {
		b.Scope = pkg
	}
	if b.Code = goCode(name, r.source); b.Code != nil {
		b.Line = 1
	}
}

// look notes what g holds. An application in Go does not say that it has put something
// there, so that is told when it is seen.
func (r *recorder) look(app *web.AppContext) []Value {
	var all []Value
	for name, v := range app.G().All() {
		all = append(all, Value{name, python(v)})
	}
	if r.code == nil {
		for _, v := range all {
			if !slices.Contains(r.g, v) {
				b := Beat{Kind: beatDoes, Text: "g." + v.Name + " = " + v.Text, G: all, Func: r.now.name, Scope: r.now.scope, Code: r.now.code}
				if b.Code != nil {
					b.Line = 1 + slices.IndexFunc(b.Code.Lines, func(l string) bool { return strings.Contains(l, `.Set("`+v.Name+`"`) })
				}
				r.add(b)
			}
		}
	}
	r.g = all
	return all
}

// sets notes the session cookie of the response.
func (r *recorder) sets(b *Beat) {
	if r.out == nil {
		return
	}
	for _, line := range r.out.Header()["Set-Cookie"] {
		c, err := http.ParseSetCookie(line)
		if err != nil {
			continue
		}
		if c.Value == "" {
			b.Cookie = "deleted"
			continue
		}
		b.Says, b.Sealed = r.read(c.Value)
		b.Cookie = r.ids.hide(c.Value)
	}
}

// message is what has gone out until now.
func (r *recorder) message() *Message {
	if r.out == nil {
		return nil
	}
	h := r.out.Header()
	kind, _, _ := strings.Cut(h.Get("Content-Type"), ";")
	return &Message{Status: r.out.Code, Type: kind, Where: h.Get("Location"), Body: r.out.Body.String()}
}

// answered notes what the client has got when all is over.
func (r *recorder) answered(w *httptest.ResponseRecorder) {
	if r != nil {
		r.out = w
		r.add(Beat{Kind: beatAnswer, Answer: r.message()})
	}
}

// sent is the part of the body that has gone out.
func (r *recorder) sent() string {
	if r == nil || r.out == nil {
		return ""
	}
	return r.out.Body.String()
}

// hold has the function that runs wait until others, called from within it, are done.
func (r *recorder) hold() (on func()) {
	if r == nil {
		return func() {}
	}
	was := r.now
	return func() { r.now = was }
}

// part notes that more of the body went out, behind what was sent before.
func (r *recorder) part(before int) {
	if r != nil && before > 0 {
		r.add(Beat{Kind: beatPart, Text: r.sent()[before:], Answer: r.message()})
	}
}

// heard takes a line of the trace: a function's name as it begins, or what it has found.
func (r *recorder) heard(entry any) {
	if r == nil || len(r.beats) == 0 {
		return
	}
	text, _ := entry.(string)
	if list, ok := entry.([]any); ok && len(list) > 0 {
		text, _ = list[0].(string)
	}
	last := &r.beats[len(r.beats)-1]
	label, begins := strings.CutPrefix(text, calls[last.Kind])
	if !begins || !last.calls() || last.Func != "" || r.code == nil {
		r.said = append(r.said, entry)
		return
	}
	last.Func = label
	if found := r.code.find(last.Kind, last.Scope, label, r.scopes()); found != nil {
		last.Code, last.Line = &found.Code, 2
		last.Func, last.Scope = found.name, found.scope
	}
	r.now = frame{last.Func, last.Scope, last.Code, last.Line}
}

// scopes are the blueprints of the request, innermost first, then the App.
func (r *recorder) scopes() []string {
	for _, b := range slices.Backward(r.beats) {
		if b.step(web.Matched) {
			endpoint, _, _ := strings.Cut(b.Result, ",")
			var all []string
			for i := strings.LastIndexByte(endpoint, '.'); i > 0; i = strings.LastIndexByte(endpoint, '.') {
				endpoint = endpoint[:i]
				all = append(all, endpoint)
			}
			return append(all, "")
		}
	}
	return []string{""}
}

// did notes one step of a function, and what the session and g hold after it.
func (r *recorder) did(ctx context.Context, s step, err error) {
	if r == nil || s.op == "inner_app_context" && err == nil { // the contexts tell that
		return
	}
	text := s.python()
	b := Beat{Kind: beatDoes, Text: text, Error: errorText(err), Result: found(r.said), Func: r.now.name, Scope: r.now.scope}
	if app := web.AppFrom(ctx); app != nil {
		b.G = r.look(app)
	}
	if c, ok := web.Lookup(ctx); ok && err == nil && s.looksAtSession() {
		b.Session = r.session(c.Session())
	}
	if code := r.now.code; code != nil {
		rest := code.Lines[r.now.line:]
		if i := slices.IndexFunc(rest, func(l string) bool { return strings.TrimSpace(l) == text }); i >= 0 {
			r.now.line += i + 1
		}
		b.Code, b.Line = code, r.now.line
	}
	r.add(b)
}

// session is what a session holds that was looked at already.
func (r *recorder) session(s *web.Session) *Values {
	v := &Values{List: []Value{}}
	for name, value := range s.All() {
		v.List = append(v.List, Value{name, python(value)})
	}
	return v
}

// looksAtSession reports whether a step has had the session loaded.
func (s step) looksAtSession() bool {
	return strings.HasPrefix(s.op, "session") || strings.HasPrefix(s.op, "flash")
}

// found is what a step has found, as the trace has it last.
func found(said []any) string {
	if len(said) == 0 {
		return ""
	}
	list, ok := said[len(said)-1].([]any)
	if !ok || len(list) < 2 {
		return ""
	}
	if class, raised := strings.CutPrefix(str(list[len(list)-1]), "!"); raised {
		return "raises " + class
	}
	return python(list[len(list)-1])
}
