package lesson

import (
	"bytes"
	"crypto/tls"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"underhood/web"
)

// A Response is what a client saw, and what happened.
type Response struct {
	Status    int         `json:"status,omitempty"`
	Body      *string     `json:"body,omitempty"`
	Headers   [][2]string `json:"headers,omitempty"`
	SetCookie []string    `json:"set_cookie,omitempty"`
	Raised    string      `json:"raised,omitempty"`
	Message   string      `json:"message,omitempty"`
	Trace     []any       `json:"trace"`
}

// request sends one request, as Flask's test client does.
func (p *player) request(rq Request) (Response, error) {
	r, root, err := p.compose(rq)
	if err != nil {
		return Response{}, err
	}
	p.trace, p.escaped, p.w = []any{}, nil, nil
	var h http.Handler = p.app
	if root != "" {
		h = web.Mount(root, h)
	}
	w := httptest.NewRecorder()
	p.rec.begin(r)
	p.rec.watch(w)
	escaped, err := serve(h, w, r)
	if err != nil {
		return Response{}, err
	}
	if escaped != nil {
		p.escaped = escaped
	}
	p.rec.answered(w)
	p.handOut(w.Header()["Set-Cookie"])
	if p.escaped != nil {
		return Response{Raised: typeName(p.escaped), Message: p.escaped.Error(), Trace: p.trace}, nil
	}
	body := w.Body.String()
	res := Response{Status: w.Code, Body: &body, Trace: p.trace, SetCookie: w.Header()["Set-Cookie"]}
	if w.Header().Get("Content-Length") == "" {
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	}
	for name, values := range w.Header() {
		if name != "Set-Cookie" {
			for _, v := range values {
				res.Headers = append(res.Headers, [2]string{name, v})
			}
		}
	}
	slices.SortFunc(res.Headers, func(a, b [2]string) int { return slices.Compare(a[:], b[:]) })
	if p.c.KeepCookies {
		p.jar.keep(strings.ToLower(strings.Split(r.Host, ":")[0]), w.Header()["Set-Cookie"], p.clock())
	}
	return res, nil
}

// serve answers a request, and returns what escaped the application. The error is what
// net/http says of a response that it cannot send.
func serve(h http.Handler, w http.ResponseWriter, r *http.Request) (escaped, err error) {
	defer func() {
		switch v := recover().(type) {
		case nil:
		case error:
			escaped = v
		default:
			err = fmt.Errorf("%v", v)
		}
	}()
	h.ServeHTTP(w, r)
	return nil, nil
}

func (p *player) compose(rq Request) (*http.Request, string, error) {
	target, err := url.Parse(rq.Path)
	if err != nil {
		target = &url.URL{}
		target.Path, target.RawQuery, _ = strings.Cut(rq.Path, "?")
	}
	at := p.site
	if target.Host != "" {
		at.host = target.Host
	}
	if target.Scheme != "" {
		at.scheme = target.Scheme
	}
	if rq.BaseURL != nil {
		base, err := url.Parse(*rq.BaseURL)
		if err != nil {
			return nil, "", err
		}
		at = site{base.Scheme, base.Host, base.Path}
	}
	root := strings.TrimRight(at.root, "/")
	if root != "" && root[0] != '/' {
		root = "/" + root
	}
	method := http.MethodGet
	if rq.Method != nil {
		method = *rq.Method
	}
	var body io.Reader = http.NoBody
	for _, text := range [][]byte{rq.Data, rq.JSON} {
		if len(text) > 0 && string(text) != "null" {
			body = bytes.NewReader(text)
		}
	}
	r, err := http.NewRequestWithContext(p.ctx, "GET", "/", body)
	if err != nil {
		return nil, "", err
	}
	r.Method, r.Host = method, at.host
	r.URL = &url.URL{Path: root + target.Path, RawQuery: target.RawQuery}
	if at.scheme == "https" {
		r.TLS = &tls.ConnectionState{}
	}
	return r, root, p.headers(r, rq)
}

func (p *player) headers(r *http.Request, rq Request) error {
	headers, err := pairs(rq.Headers)
	if err != nil {
		return err
	}
	for _, m := range headers {
		r.Header.Add(m.key, str(m.value))
	}
	cookies, err := pairs(rq.Cookies)
	if err != nil {
		return err
	}
	var all []string
	for _, m := range cookies {
		all = append(all, m.key+"="+p.handedOut(str(m.value)))
	}
	if len(all) > 0 {
		r.Header.Add("Cookie", strings.Join(all, "; "))
	}
	if p.c.KeepCookies { // the jar's instead
		r.Header.Del("Cookie")
		if line := p.jar.line(); line != "" {
			r.Header.Set("Cookie", line)
		}
	}
	return nil
}

// handOut notes the ids of stored sessions.
func (p *player) handOut(lines []string) {
	for _, line := range lines {
		if c, err := http.ParseSetCookie(line); err == nil && p.c.Stored && c.Value != "" {
			p.handed = append(p.handed, c.Value)
		}
	}
}

// handedOut is the id that a case means by "$1": the first one that was given out.
func (p *player) handedOut(value string) string {
	if n, err := strconv.Atoi(strings.TrimPrefix(value, "$")); p.c.Stored && err == nil && n > 0 && n <= len(p.handed) {
		return p.handed[n-1]
	}
	return value
}

// A jar keeps cookies by host, path and name, and sends all of them to everybody,
// as Flask's test client does.
type jar []kept

type kept struct {
	host, path string
	cookies    []*http.Cookie
}

func (j *jar) keep(host string, lines []string, now time.Time) {
	for _, line := range lines {
		c, err := http.ParseSetCookie(line)
		if err != nil {
			continue
		}
		over := c.MaxAge < 0 || !c.Expires.IsZero() && !c.Expires.After(now)
		at := slices.IndexFunc(*j, func(k kept) bool { return k.host == host && k.path == c.Path })
		if at < 0 {
			if over {
				continue
			}
			*j = append(*j, kept{host, c.Path, nil})
			at = len(*j) - 1
		}
		k := &(*j)[at]
		i := slices.IndexFunc(k.cookies, func(o *http.Cookie) bool { return o.Name == c.Name })
		switch {
		case i >= 0 && over:
			k.cookies = slices.Delete(k.cookies, i, i+1)
		case i >= 0:
			k.cookies[i] = c
		case !over:
			k.cookies = append(k.cookies, c)
		}
	}
}

func (j jar) line() string {
	var hosts, all []string
	for _, k := range j {
		if !slices.Contains(hosts, k.host) {
			hosts = append(hosts, k.host)
		}
	}
	for _, host := range hosts {
		for _, k := range j {
			for _, c := range k.cookies {
				if k.host == host {
					all = append(all, c.Name+"="+c.Value)
				}
			}
		}
	}
	return strings.Join(all, "; ")
}
