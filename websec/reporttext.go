package websec

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

const maxReportText = 1024

// parseReports reads the two forms: one object of CSP 2 (report-uri), and the list of
// the Reporting API (report-to). Members of the wrong type make a report malformed,
// unknown ones do not: browsers add some with every year. Of a list the malformed reports
// and those beyond most are lost; it is an error when all there were are malformed.
func parseReports(kind string, body []byte, most int) (reports []Report, lost int, err error) {
	if kind == "application/csp-report" {
		report, err := parseOldReport(body)
		if err != nil {
			return nil, 0, err
		}
		return []Report{report}, 0, nil
	}
	var list []json.RawMessage
	if err := json.Unmarshal(body, &list); err != nil {
		return nil, 0, fmt.Errorf("%w: %w", ErrReport, err)
	}
	for _, text := range list[:min(len(list), most)] {
		report, why := parseReport(text)
		if why != nil {
			err = why
			continue
		}
		reports = append(reports, report)
	}
	if len(reports) > 0 {
		err = nil
	}
	return reports, len(list) - len(reports), err
}

// parseOldReport reads a body of CSP 2.
func parseOldReport(body []byte) (Report, error) {
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
		return Report{}, fmt.Errorf("%w: %w", ErrReport, err)
	}
	if old.Report == nil {
		return Report{}, fmt.Errorf("%w: it has no member csp-report", ErrReport)
	}
	o := old.Report
	if o.Effective == "" {
		o.Effective, _, _ = strings.Cut(o.Violated, " ")
	}
	return tamed(Report{
		Type: "csp-violation", URL: o.Page, Directive: o.Effective, Blocked: o.Blocked, SourceFile: o.Source,
		Line: o.Line, Sample: o.Sample, Referrer: o.Referrer, Disposition: o.How,
	}), nil
}

// parseReport reads one entry of the Reporting API's list.
func parseReport(text []byte) (Report, error) {
	var l struct {
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
	if err := json.Unmarshal(text, &l); err != nil {
		return Report{}, fmt.Errorf("%w: %w", ErrReport, err)
	}
	if l.Type == "" {
		return Report{}, fmt.Errorf("%w: it has no type", ErrReport)
	}
	if l.Body.Page == "" {
		l.Body.Page = l.URL
	}
	return tamed(Report{
		Type: l.Type, URL: l.Body.Page, Directive: l.Body.Effective, Blocked: l.Body.Blocked, SourceFile: l.Body.Source,
		Line: l.Body.Line, Sample: l.Body.Sample, Referrer: l.Body.Referrer, Disposition: l.Body.How, UserAgent: l.Agent,
	}), nil
}

func tamed(r Report) Report {
	for _, text := range []*string{&r.Type, &r.URL, &r.Directive, &r.Blocked, &r.SourceFile, &r.Sample, &r.UserAgent, &r.Referrer, &r.Disposition} {
		*text = tame(*text)
	}
	r.ReportOnly = r.Disposition == "report"
	return r
}

// tame cuts a stranger's text, and makes visible what would change a log line or a
// terminal: strconv's idea of what can be printed has no control or format characters.
func tame(text string) string {
	var out []byte
	for i := 0; i < len(text); {
		c, size := utf8.DecodeRuneInString(text[i:])
		part := text[i : i+size]
		switch {
		case c == utf8.RuneError && size == 1:
			part = fmt.Sprintf(`\x%02x`, text[i])
		case !strconv.IsPrint(c):
			part = strings.Trim(strconv.QuoteRune(c), "'")
		}
		if len(out)+len(part) > maxReportText {
			break
		}
		out = append(out, part...)
		i += size
	}
	return string(out)
}
