package websec

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"
)

// Reports is a layer that takes the reports browsers send about violated policies.
// Anybody can send them, so everything is bounded: bytes, reports in a body, length of
// each text, and bodies in a stretch of time, both of one client and of all together, so
// that one who floods takes nothing from the others' share. What comes faster is answered
// 429 and forgotten. A report is a claim of a stranger: show it as such, and escape it.
type Reports struct {
	// Path is where reports are sent: [CSP.ReportURI], or the URL of an endpoint in
	// [Headers.Endpoints]. It begins with a slash.
	Path string
	// Hook is told each report, in the goroutine of its request.
	Hook func(Report)
	// Lost is told how many reports of a list did not reach Hook: those that are malformed,
	// and those beyond MaxReports. It may be nil. The others of the list are kept.
	Lost func(n int)

	MaxBytes   int           // of a body; 0 is 64 KiB
	MaxReports int           // in a body; further ones are dropped; 0 is 20
	Bodies     int           // so many bodies pass … 0 is 600
	Per        time.Duration // … in any stretch of this length; 0 is a minute

	// BodiesEach is how many bodies of one client pass in about Per, an [AddrLimiter]'s
	// count: of an IPv4 address or an IPv6 /64, and four times as many of a /48. 0 is 20.
	BodiesEach int
	// Proxies says whose word counts for the client's address; nil is the connection's.
	Proxies *Proxies

	// Now is the clock; nil is time.Now.
	Now func() time.Time
}

// A Report is what a browser says about one violation. In its texts, what cannot be seen or
// changes how other text is shown is written as Go writes it, such as \n, \x1b or \u202e:
// control and format characters, those for writing direction included, and blanks other
// than the space. Backslashes stay, so this cannot be undone. Texts are cut at 1,024 bytes.
type Report struct {
	Type        string // csp-violation, or another type of the Reporting API
	URL         string // of the page
	Directive   string // that was violated, such as script-src-elem
	Blocked     string // a URL, or inline, eval, trusted-types-sink
	SourceFile  string
	Line        int
	Sample      string // with 'report-sample' or of Trusted Types
	ReportOnly  bool
	UserAgent   string
	Referrer    string
	Disposition string // enforce or report, as the browser says it
}

// Middleware returns the layer alone; what is not sent to Path goes through.
func (rs Reports) Middleware() (func(http.Handler) http.Handler, error) {
	return rs.layer(&manners{})
}

func (rs *Reports) layer(m *manners) (func(http.Handler) http.Handler, error) {
	if !strings.HasPrefix(rs.Path, "/") {
		return nil, fmt.Errorf("%w: reports at %q: a path begins with a slash", ErrOption, rs.Path)
	}
	if rs.Hook == nil {
		return nil, fmt.Errorf("%w: reports without a hook", ErrOption)
	}
	if rs.MaxBytes < 0 || rs.MaxReports < 0 || rs.Bodies < 0 || rs.BodiesEach < 0 || rs.Per < 0 {
		return nil, fmt.Errorf("%w: a bound of reports is below 0", ErrOption)
	}
	s := &reportSink{Reports: *rs, manners: m}
	s.MaxBytes = orElse(s.MaxBytes, 64<<10)
	s.MaxReports = orElse(s.MaxReports, 20)
	s.Per = orElse(s.Per, time.Minute)
	if s.Now == nil {
		s.Now = time.Now
	}
	s.Bodies = orElse(s.Bodies, 600)
	s.BodiesEach = orElse(s.BodiesEach, 20)
	s.rate = newRing(s.Bodies, s.Per)
	each := Rate{Requests: s.BodiesEach, Per: s.Per}
	wide := Rate{Requests: 4 * s.BodiesEach, Per: s.Per}
	var err error
	if s.each, err = NewAddrLimiter(each, wide, LimiterKeys(reportClients), LimiterClock(s.Now)); err != nil {
		return nil, fmt.Errorf("%w: reports: %w", ErrOption, err)
	}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != s.Path {
				m.pass(LayerReports, r)
				next.ServeHTTP(w, r)
				return
			}
			s.take(w, r)
		})
	}, nil
}

func orElse[T int | time.Duration](value, otherwise T) T {
	if value == 0 {
		return otherwise
	}
	return value
}

type reportSink struct {
	Reports
	*manners
	each *AddrLimiter
	rate *ring
}

// reportClients is how many clients are told apart, in 80 KiB: more than can get through
// within the limit for all.
const reportClients = 4096

func (s *reportSink) take(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		http.Error(w, "reports are sent by POST", http.StatusMethodNotAllowed)
		return
	}
	// A client over its share is turned away first, so that it does not use up the whole.
	client, _ := s.Proxies.Client(r) // those who hide share a limit
	if d := s.each.Take(client); !d.Allowed {
		s.stopWith(w, Event{Refusal: refusalFor(TooManyReports), Request: r, Client: client, RetryAfter: max(d.RetryAfter, time.Second)})
		return
	}
	if !s.rate.admit(s.Now()) {
		s.stopWith(w, Event{Refusal: refusalFor(TooManyReports), Request: r, Client: client, RetryAfter: max(s.Per, time.Second)})
		return
	}
	reports, status := s.read(r)
	if status != http.StatusNoContent {
		s.stop(w, r, &Refusal{LayerReports, UnwantedReports, status})
		return
	}
	s.passFrom(LayerReports, r, client)
	for _, report := range reports {
		s.Hook(report)
	}
	w.WriteHeader(http.StatusNoContent)
}

// read returns what a body reports, or the status to refuse it with.
func (s *reportSink) read(r *http.Request) ([]Report, int) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/csp-report" && kind != "application/reports+json" {
		return nil, http.StatusUnsupportedMediaType
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, int64(s.MaxBytes)+1))
	var tooLarge *http.MaxBytesError
	if len(body) > s.MaxBytes || errors.As(err, &tooLarge) {
		return nil, http.StatusRequestEntityTooLarge
	}
	if err != nil {
		return nil, http.StatusBadRequest
	}
	reports, lost, err := parseReports(kind, body, s.MaxReports)
	if lost > 0 && s.Lost != nil {
		s.Lost(lost)
	}
	if err != nil {
		return nil, http.StatusBadRequest
	}
	agent := tame(r.UserAgent())
	for i := range reports {
		if reports[i].UserAgent == "" {
			reports[i].UserAgent = agent
		}
	}
	return reports, http.StatusNoContent
}
