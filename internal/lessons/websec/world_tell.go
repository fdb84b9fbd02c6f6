package lesson

import (
	"net/http"
	"strings"

	"underhood/internal/lessons/websec/bank"
	"underhood/internal/lessons/websec/browser"
	"underhood/websec"
)

// note tells a beat of what happens while a browser asks.
func (w *world) note(b Beat, quiet bool) {
	if w.blind {
		return
	}
	b.Site, b.Step, b.Who = w.about.Site, w.about.Step, w.about.Who
	b.quiet = quiet || w.hush
	for i, line := range b.Lines {
		b.Lines[i] = w.names.say(line)
	}
	b.Sent, b.Cookie = w.names.say(b.Sent), w.names.say(b.Cookie)
	w.tell(b)
}

// followed reports whether the request now on its way is one that the browser makes of its
// own accord: of a redirect, or for a script.
func (w *world) followed() bool {
	return w.sends.Method == http.MethodGet && w.about.Method == http.MethodPost
}

func (w *world) requested(r browser.Request) {
	if !w.hush && w.about.Method == "" {
		w.about.Method = r.Method
	}
	w.sends = r
	b := Beat{Kind: beatRequest, Lines: written(r)}
	b.describe(r)
	b.Line = at(b.Lines, "Cookie:", r.Method)
	if (b.From == browser.SameOrigin || b.Cookie == "") && r.Body != "" {
		b.Line = len(b.Lines)
	}
	w.note(b, w.followed())
}

func (w *world) judged(e websec.Event) {
	b := Beat{Kind: beatLayer, Layer: e.Layer.String(), Lines: written(w.sends)}
	b.describe(w.sends)
	if e.Refusal != nil {
		b.Refused = e.Refusal.Reason.String()
	}
	b.Line = at(b.Lines, "Sec-Fetch-Site:", "Cookie:")
	w.note(b, b.Refused == "")
}

func (w *world) stated(s bank.Statement) {
	b := Beat{Kind: beatSQL, Text: strings.Join(strings.Fields(s.Text), " "), Args: s.Args, Columns: s.Columns, Rows: s.Rows}
	if s.Err != nil {
		b.Refused = s.Err.Error()
	}
	w.note(b, w.followed())
}

func (w *world) answered(a browser.Answer) {
	w.names.learn(a)
	b := Beat{Kind: beatAnswer, Status: a.Status, Text: a.Header.Get("Location"), Lines: answered(a)}
	b.describe(w.sends)
	if b.Line = at(b.Lines, "Location:", "HTTP/"); w.goal[0] == "runs" {
		b.Line = at(b.Lines, "Content-Security-Policy: default", "HTTP/")
	}
	w.note(b, w.followed())
}

// describe says what a request is.
func (b *Beat) describe(r browser.Request) {
	b.Method, b.Target, b.From, b.Cookie = r.Method, strings.TrimPrefix(r.URL, ours), r.Header.Get("Sec-Fetch-Site"), r.Header.Get("Cookie")
	path, query, _ := strings.Cut(b.Target, "?")
	b.Target = path
	if r.Body != "" {
		query = r.Body
	}
	b.Sent = strings.TrimSpace(fields(browser.Fields(query)))
}
