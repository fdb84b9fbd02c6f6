package websec

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// once registers an option that may be given once; layer is what it sets up, 0 for none.
func once(name string, layer Layer, set func(*protection) error) Option {
	return func(p *protection) error {
		if p.given[name] {
			return fmt.Errorf("%w: %s is given twice", ErrOption, name)
		}
		p.given[name] = true
		if layer != 0 {
			p.by[layer] = name
		}
		return set(p)
	}
}

// contradiction finds two options of which one undoes the other.
func (p *protection) contradiction() error {
	for l := LayerDeadlines; l <= LayerCSRF; l++ {
		by, without, instead := p.by[l], p.without[l], p.instead[l] != nil
		switch {
		case without && instead:
			return fmt.Errorf("%w: both Without and Instead for layer %v", ErrOption, l)
		case by != "" && without:
			return fmt.Errorf("%w: both %s and Without for layer %v", ErrOption, by, l)
		case by != "" && instead:
			return fmt.Errorf("%w: both %s and Instead for layer %v", ErrOption, by, l)
		}
	}
	if bounded := !p.without[LayerBody] && p.instead[LayerBody] == nil; bounded && p.body > 0 && int64(p.bodyFirst) > p.body {
		return fmt.Errorf("%w: ShedAfterBody(%d) is more than MaxBody(%d)", ErrOption, p.bodyFirst, p.body)
	}
	if p.reports != nil && !p.without[LayerHeaders] && p.instead[LayerHeaders] == nil {
		return p.headers.reportElsewhere(p.reports.Path)
	}
	return nil
}

// reportElsewhere returns an error if there are paths of this origin that browsers are
// told to report to, and none of them is the one at which reports are waited for.
func (h Headers) reportElsewhere(path string) error {
	targets := slices.Collect(maps.Values(h.Endpoints))
	for _, policy := range []*CSP{h.CSP, h.CSPReportOnly} {
		if policy != nil {
			targets = append(targets, policy.ReportURI)
		}
	}
	slices.Sort(targets)
	other := ""
	for _, target := range targets {
		switch own, _, _ := strings.Cut(target, "?"); {
		case own == path, strings.HasSuffix(own, path) && strings.HasPrefix(own, "https://"):
			return nil
		case strings.HasPrefix(own, "/") && other == "":
			other = own
		}
	}
	if other == "" {
		return nil
	}
	return fmt.Errorf("%w: the headers have browsers report to %s, and WithReports waits at %s", ErrOption, other, path)
}
