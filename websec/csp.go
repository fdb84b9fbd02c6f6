package websec

import (
	"slices"
	"strings"
)

// A Source is one entry of a list in a [CSP]: one of the constants, a scheme with its
// colon, a host with or without scheme, port and path, or what [Hash] returns.
type Source string

// The keyword sources of CSP 3, section 2.3.1, and the scheme sources in use.
const (
	None           Source = "'none'"             // nothing; stands alone
	Self           Source = "'self'"             // the page's own origin
	WithNonce      Source = "'nonce'"            // elements that carry the response's [Nonce]
	StrictDynamic  Source = "'strict-dynamic'"   // and scripts that trusted scripts add; hosts are then ignored
	UnsafeInline   Source = "'unsafe-inline'"    // ignored where there is a nonce or hash
	UnsafeEval     Source = "'unsafe-eval'"      // eval and the like
	WasmUnsafeEval Source = "'wasm-unsafe-eval'" // compiling WebAssembly
	UnsafeHashes   Source = "'unsafe-hashes'"    // hashes count for event handlers and style attributes too
	ReportSample   Source = "'report-sample'"    // reports carry the first 40 characters
	HTTPS          Source = "https:"             // anything by https
	Data           Source = "data:"              // data: URLs
	Blob           Source = "blob:"              // blob: URLs
	Any            Source = "*"                  // any host by http, https, ws and wss
)

// A SandboxFlag lets a sandboxed page do something: CSP 3, section 6.3.2.
type SandboxFlag string

// The flags in use; see the sandbox attribute of iframes in the HTML standard.
const (
	AllowDownloads  SandboxFlag = "allow-downloads"
	AllowForms      SandboxFlag = "allow-forms"
	AllowModals     SandboxFlag = "allow-modals"
	AllowPopups     SandboxFlag = "allow-popups"
	AllowSameOrigin SandboxFlag = "allow-same-origin"
	AllowScripts    SandboxFlag = "allow-scripts"
)

// A CSP is a content security policy: what a page may load and run. A nil list means
// that the directive is absent, and that browsers look at its fallback; use [None]
// for a list of nothing. See [StrictCSP] to begin with.
type CSP struct {
	Default []Source // the fallback of those up to Worker

	Script     []Source
	ScriptElem []Source
	ScriptAttr []Source
	Style      []Source
	StyleElem  []Source
	StyleAttr  []Source
	Img        []Source
	Font       []Source
	Connect    []Source
	Media      []Source
	Object     []Source
	Frame      []Source
	Child      []Source
	Manifest   []Source
	Worker     []Source

	BaseURI        []Source // has no fallback: absent is anything
	FormAction     []Source // the same
	FrameAncestors []Source // the same: who may frame the page

	// TrustedTypes has browsers refuse strings where the DOM makes script of them
	// (innerHTML, script.src, eval): require-trusted-types-for 'script'.
	TrustedTypes bool
	// TrustedTypePolicies are the names of policies that may be made; nil for any.
	// 'allow-duplicates' and * are allowed too, and 'none' alone.
	TrustedTypePolicies []string

	// Sandbox treats the page as in a sandboxed frame; an empty list that is not nil
	// allows nothing. It has no effect in a policy that only reports.
	Sandbox []SandboxFlag

	UpgradeInsecure bool // http: subresources are fetched by https

	ReportTo string // the name of an endpoint in [Headers.Endpoints]
	// ReportURI is the older form, which Firefox and Safari know: a URL by https, or a
	// path from the root.
	ReportURI string

	// Weak allows what set-up otherwise refuses as a policy that stops no injected
	// script: 'unsafe-inline' without a nonce or hash; data:, filesystem:, * and what is no
	// narrower, such as https: and *.com, as sources of scripts; and neither script-src nor
	// default-src.
	Weak bool
}

// StrictCSP returns the policy that [Protect] sends unless told otherwise: scripts
// run by nonce, and scripts that those add; no plug-ins, no base element, no framing,
// forms only to the page's own origin, and Trusted Types. It is a new value, to be
// changed at will. See Weichselbaum and others, "CSP Is Dead, Long Live CSP!" (2016),
// for why nonces and not lists of hosts.
func StrictCSP() CSP {
	return CSP{
		Default:        []Source{Self},
		Script:         []Source{WithNonce, StrictDynamic},
		Style:          []Source{Self, WithNonce},
		Img:            []Source{Self, Data},
		Object:         []Source{None},
		BaseURI:        []Source{None},
		FormAction:     []Source{Self},
		FrameAncestors: []Source{None},
		TrustedTypes:   true,
	}
}

type directive struct {
	name    string
	sources []Source
}

func (p *CSP) lists() []directive {
	return []directive{
		{"default-src", p.Default},
		{"script-src", p.Script},
		{"script-src-elem", p.ScriptElem},
		{"script-src-attr", p.ScriptAttr},
		{"style-src", p.Style},
		{"style-src-elem", p.StyleElem},
		{"style-src-attr", p.StyleAttr},
		{"img-src", p.Img},
		{"font-src", p.Font},
		{"connect-src", p.Connect},
		{"media-src", p.Media},
		{"object-src", p.Object},
		{"frame-src", p.Frame},
		{"child-src", p.Child},
		{"manifest-src", p.Manifest},
		{"worker-src", p.Worker},
		{"base-uri", p.BaseURI},
		{"form-action", p.FormAction},
		{"frame-ancestors", p.FrameAncestors},
	}
}

// String returns the policy as it is sent in a response that did not ask for a nonce.
// It checks nothing; see [Headers.Check].
func (p CSP) String() string { return p.render(false) }

// nonceMark stands for the nonce in a policy that is compiled, and is as long. No source that
// passes the checks has the character.
var nonceMark = strings.Repeat("\x00", nonceLength)

func (p *CSP) render(nonce bool) string {
	var parts []string
	for _, d := range p.lists() {
		if d.sources != nil {
			parts = append(parts, renderList(d.name, d.sources, nonce))
		}
	}
	if p.TrustedTypes {
		parts = append(parts, "require-trusted-types-for 'script'")
	}
	if p.TrustedTypePolicies != nil {
		parts = append(parts, strings.TrimSpace("trusted-types "+strings.Join(p.TrustedTypePolicies, " ")))
	}
	if p.Sandbox != nil {
		var text strings.Builder
		text.WriteString("sandbox")
		for _, flag := range p.Sandbox {
			text.WriteString(" " + string(flag))
		}
		parts = append(parts, text.String())
	}
	if p.UpgradeInsecure {
		parts = append(parts, "upgrade-insecure-requests")
	}
	if p.ReportURI != "" {
		parts = append(parts, "report-uri "+p.ReportURI)
	}
	if p.ReportTo != "" {
		parts = append(parts, "report-to "+p.ReportTo)
	}
	return strings.Join(parts, "; ")
}

// renderList writes one list. Without a nonce a list that had one allows less, never
// more: 'unsafe-inline', which browsers ignore beside a nonce, goes with it, and so do
// the hosts beside 'strict-dynamic', which must stay to keep them ignored.
func renderList(name string, sources []Source, nonce bool) string {
	dropped := !nonce && slices.Contains(sources, WithNonce)
	var text strings.Builder
	text.WriteString(name)
	empty := true
	for _, s := range sources {
		switch {
		case s == WithNonce && dropped, s == UnsafeInline && dropped:
			continue
		case s == WithNonce:
			text.WriteString(" 'nonce-" + nonceMark + "'")
		default:
			text.WriteString(" " + string(s))
		}
		empty = false
	}
	if empty {
		text.WriteString(" " + string(None))
	}
	return text.String()
}

// A compiledPolicy is a policy ready to be sent.
type compiledPolicy struct {
	name  string   // of the header
	plain []string // its value without a nonce
	form  string   // its text with nonceMark in the nonce's places; "" if it has none
}

func (p *CSP) compile(name string) compiledPolicy {
	c := compiledPolicy{name: name, plain: []string{p.render(false)}}
	if form := p.render(true); strings.Contains(form, nonceMark) {
		c.form = form
	}
	return c
}
