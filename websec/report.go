package websec

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Reports is a layer that takes the reports browsers send about violated policies.
// Anybody can send them, so everything is bounded: bytes, reports in a body, length of
// each text, and bodies in a stretch of time. What comes faster is answered 429 and
// forgotten. A report is a claim of a stranger: show it as such, and escape it.
type Reports struct {
	// Path is where reports are sent: [CSP.ReportURI], or the URL of an endpoint in
	// [Headers.Endpoints]. It begins with a slash.
	Path string
	// Hook is told each report, in the goroutine of its request.
	Hook func(Report)

	MaxBytes   int           // of a body; 0 is 64 KiB
	MaxReports int           // in a body; further ones are dropped; 0 is 20
	Bodies     int           // so many bodies pass … 0 is 100
	Per        time.Duration // … in any stretch of this length; 0 is a minute

	// Now is the clock; nil is time.Now.
	Now func() time.Time
}

// A Report is what a browser says about one violation. Texts are cut at 1,024 bytes,
// and what no text should have, control characters, is dropped.
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

const maxReportText = 1024

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
	if rs.MaxBytes < 0 || rs.MaxReports < 0 || rs.Bodies < 0 || rs.Per < 0 {
		return nil, fmt.Errorf("%w: a bound of reports is below 0", ErrOption)
	}
	s := &reportSink{Reports: *rs, manners: m}
	s.MaxBytes = orElse(s.MaxBytes, 64<<10)
	s.MaxReports = orElse(s.MaxReports, 20)
	s.Per = orElse(s.Per, time.Minute)
	if s.Now == nil {
		s.Now = time.Now
	}
	s.rate = newRing(orElse(s.Bodies, 100), s.Per)
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
	rate *ring
}

func (s *reportSink) take(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		http.Error(w, "reports are sent by POST", http.StatusMethodNotAllowed)
		return
	}
	if !s.rate.admit(s.Now()) {
		w.Header().Set("Retry-After", strconv.Itoa(max(1, int((s.Per+time.Second-1)/time.Second))))
		s.stop(w, r, refusalFor(TooManyReports))
		return
	}
	reports, status := s.read(r)
	if status != http.StatusNoContent {
		s.stop(w, r, &Refusal{LayerReports, UnwantedReports, status})
		return
	}
	s.pass(LayerReports, r)
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
	reports, err := parseReports(kind, body, s.MaxReports)
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

// parseReports reads the two forms: one object of CSP 2 (report-uri), and the list of
// the Reporting API (report-to). Members of the wrong type are an error, unknown ones
// are not: browsers add some with every year.
func parseReports(kind string, body []byte, most int) ([]Report, error) {
	if kind == "application/csp-report" {
		var old struct {
			Report *struct {
				Page      string `json:"document-uri"`
				Referrer  string `json:"referrer"`
				Effective string `json:"effective-directive"`
				Violated  string `json:"violated-directive"`
				Blocked   string `json:"blocked-uri"`
				Source    string `json:"source-file"`
				Line      int    `json:"line-number"`
				Sample    string `json:"script-sample"`
				How       string `json:"disposition"`
			} `json:"csp-report"`
		}
		if err := json.Unmarshal(body, &old); err != nil {
			return nil, fmt.Errorf("%w: %w", ErrReport, err)
		}
		if old.Report == nil {
			return nil, fmt.Errorf("%w: it has no member csp-report", ErrReport)
		}
		o := old.Report
		if o.Effective == "" {
			o.Effective, _, _ = strings.Cut(o.Violated, " ")
		}
		return []Report{tamed(Report{
			Type: "csp-violation", URL: o.Page, Directive: o.Effective, Blocked: o.Blocked, SourceFile: o.Source,
			Line: o.Line, Sample: o.Sample, Referrer: o.Referrer, Disposition: o.How,
		})}, nil
	}
	var list []struct {
		Type  string `json:"type"`
		URL   string `json:"url"`
		Agent string `json:"user_agent"`
		Body  struct {
			Page      string `json:"documentURL"`
			Referrer  string `json:"referrer"`
			Effective string `json:"effectiveDirective"`
			Blocked   string `json:"blockedURL"`
			Source    string `json:"sourceFile"`
			Line      int    `json:"lineNumber"`
			Sample    string `json:"sample"`
			How       string `json:"disposition"`
		} `json:"body"`
	}
	if err := json.Unmarshal(body, &list); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrReport, err)
	}
	var reports []Report
	for _, l := range list[:min(len(list), most)] {
		if l.Body.Page == "" {
			l.Body.Page = l.URL
		}
		reports = append(reports, tamed(Report{
			Type: l.Type, URL: l.Body.Page, Directive: l.Body.Effective, Blocked: l.Body.Blocked, SourceFile: l.Body.Source,
			Line: l.Body.Line, Sample: l.Body.Sample, Referrer: l.Body.Referrer, Disposition: l.Body.How, UserAgent: l.Agent,
		}))
	}
	return reports, nil
}

func tamed(r Report) Report {
	for _, text := range []*string{&r.Type, &r.URL, &r.Directive, &r.Blocked, &r.SourceFile, &r.Sample, &r.UserAgent, &r.Referrer, &r.Disposition} {
		*text = tame(*text)
	}
	r.ReportOnly = r.Disposition == "report"
	return r
}

// tame cuts a stranger's text, and takes out what would change a log line or terminal.
func tame(text string) string {
	if len(text) > maxReportText {
		text = text[:maxReportText]
	}
	return strings.Map(func(c rune) rune {
		if c < 0x20 || 0x7f <= c && c < 0xa0 || c == 0x2028 || c == 0x2029 || c == '\uFFFD' {
			return -1
		}
		return c
	}, text)
}
