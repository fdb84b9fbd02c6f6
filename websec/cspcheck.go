package websec

import (
	"encoding/base64"
	"slices"
	"strings"
)

const cspHeader = "Content-Security-Policy"

// check finds the first thing in a policy that browsers would ignore or misread, and,
// unless it is meant to be weak, what makes it defend against nothing.
func (p *CSP) check() error {
	any := false
	for _, d := range p.lists() {
		if d.sources == nil {
			continue
		}
		any = true
		if err := checkList(d.name, d.sources); err != nil {
			return err
		}
	}
	if !any && !p.TrustedTypes && p.Sandbox == nil && !p.UpgradeInsecure {
		return &PolicyError{cspHeader, "", "", "the policy is empty; leave it out instead"}
	}
	if err := p.checkRest(); err != nil {
		return err
	}
	if p.Weak {
		return nil
	}
	return p.checkStrength()
}

func checkList(name string, sources []Source) error {
	refuse := func(value Source, why string) error {
		return &PolicyError{cspHeader, name, string(value), why}
	}
	if len(sources) == 0 {
		return refuse("", "the list is empty; write None for nothing, or nil to leave the directive out")
	}
	scripts := name == "default-src" || strings.HasPrefix(name, "script-src")
	inline := scripts || strings.HasPrefix(name, "style-src")
	trusts := slices.ContainsFunc(sources, func(s Source) bool { return s == WithNonce || isHash(s) })
	for i, s := range sources {
		switch {
		case slices.Contains(sources[:i], s):
			return refuse(s, "it is there twice")
		case s == None && len(sources) > 1:
			return refuse(s, "browsers ignore it beside other sources")
		case s == StrictDynamic && !scripts:
			return refuse(s, "it means something only for scripts")
		case s == StrictDynamic && !trusts:
			return refuse(s, "without a nonce or hash nothing would ever run")
		case (s == WithNonce || s == UnsafeInline || s == UnsafeHashes || s == ReportSample || isHash(s)) && !inline:
			return refuse(s, "it means something only for scripts and styles")
		case s == WithNonce && strings.HasSuffix(name, "-attr"):
			return refuse(s, "attributes cannot carry a nonce")
		case (s == UnsafeEval || s == WasmUnsafeEval) && !scripts && name != "style-src":
			return refuse(s, "it means something only for scripts")
		case name == "frame-ancestors" && (s == Data || s == Blob):
			return refuse(s, "no page of that scheme can be named as an ancestor")
		case slices.Contains(keywords, Source("'"+strings.ToLower(string(s))+"'")):
			return refuse(s, "browsers take it for a host of that name; the keyword has quotes")
		case !wellFormed(s):
			return refuse(s, "it is no source: not a keyword, a scheme: with its colon, nor a host")
		}
	}
	return nil
}

var keywords = []Source{
	None, Self, WithNonce, StrictDynamic, UnsafeInline, UnsafeEval, WasmUnsafeEval, UnsafeHashes, ReportSample, Any,
}

// wellFormed reports whether a source is one by the grammar of CSP 3, section 2.3.1.
func wellFormed(s Source) bool {
	if slices.Contains(keywords, s) || isHash(s) {
		return true
	}
	text := string(s)
	if scheme, ok := strings.CutSuffix(text, ":"); ok {
		return isScheme(scheme)
	}
	scheme, rest, ok := strings.Cut(text, "://")
	if !ok {
		rest = text
	} else if !isScheme(scheme) {
		return false
	}
	host, path, _ := strings.Cut(rest, "/")
	host, port, hasPort := strings.Cut(host, ":")
	host = strings.TrimPrefix(host, "*.")
	if host == "*" {
		host = "any"
	}
	if host == "" || strings.HasPrefix(host, ".") || strings.Contains(host, "..") || !only(host, isHostByte) {
		return false
	}
	if hasPort && port != "*" && !isPortNumber(port) {
		return false
	}
	return only(path, isPathByte)
}

func isScheme(s string) bool {
	return s != "" && isLetter(s[0]) && only(s, func(c byte) bool {
		return isLetter(c) || isDigit(c) || c == '+' || c == '-' || c == '.'
	})
}

func only(s string, ok func(byte) bool) bool {
	for i := range len(s) {
		if !ok(s[i]) {
			return false
		}
	}
	return true
}

func isLetter(c byte) bool   { return 'a' <= c|0x20 && c|0x20 <= 'z' }
func isDigit(c byte) bool    { return '0' <= c && c <= '9' }
func isHostByte(c byte) bool { return isLetter(c) || isDigit(c) || c == '-' || c == '.' || c == '_' }

// isPathByte allows what a URL's path has, but not the semicolon and comma that would
// end the directive or the policy, nor what ends a path.
func isPathByte(c byte) bool {
	return '!' <= c && c <= '~' && !strings.ContainsRune(`;,'"<>?#\^`+"`{|}", rune(c))
}

// Hash returns the source for one inline script or style by the base64 digest of its
// text, with algorithm sha256, sha384 or sha512. Set-up refuses anything else.
func Hash(algorithm string, digest []byte) Source {
	return Source("'" + algorithm + "-" + base64.StdEncoding.EncodeToString(digest) + "'")
}

func isHash(s Source) bool {
	text, ok := strings.CutPrefix(string(s), "'sha")
	if !ok || !strings.HasSuffix(text, "'") {
		return false
	}
	bits, digest, _ := strings.Cut(text[:len(text)-1], "-")
	want := map[string]int{"256": 32, "384": 48, "512": 64}[bits]
	raw, err := base64.StdEncoding.DecodeString(digest)
	return err == nil && want > 0 && len(raw) == want
}

// sandboxFlags are those of the HTML standard, section 7.1.5. Browsers skip what they do
// not know, so that a misspelt one allows nothing.
var sandboxFlags = []SandboxFlag{
	AllowDownloads, AllowForms, AllowModals, "allow-orientation-lock", "allow-pointer-lock", AllowPopups,
	"allow-popups-to-escape-sandbox", "allow-presentation", AllowSameOrigin, AllowScripts,
	"allow-storage-access-by-user-activation", "allow-top-navigation", "allow-top-navigation-by-user-activation",
	"allow-top-navigation-to-custom-protocols",
}

// checkRest looks at what has no list of sources.
func (p *CSP) checkRest() error {
	refuse := func(directive, value, why string) error { return &PolicyError{cspHeader, directive, value, why} }
	for i, name := range p.TrustedTypePolicies {
		switch {
		case name == "" || !only(name, isTypeNameByte) && name != "'none'" && name != "'allow-duplicates'" && name != "*":
			return refuse("trusted-types", name, "it is no name of a policy")
		case name == "'none'" && len(p.TrustedTypePolicies) > 1:
			return refuse("trusted-types", name, "browsers ignore it beside others")
		case slices.Contains(p.TrustedTypePolicies[:i], name):
			return refuse("trusted-types", name, "it is there twice")
		case name == "none" || name == "allow-duplicates":
			return refuse("trusted-types", name, "browsers take it for the name of a policy; the keyword has quotes")
		}
	}
	for i, flag := range p.Sandbox {
		switch {
		case !slices.Contains(sandboxFlags, flag):
			return refuse("sandbox", string(flag), "the HTML standard has no such flag")
		case slices.Contains(p.Sandbox[:i], flag):
			return refuse("sandbox", string(flag), "it is there twice")
		}
	}
	if p.ReportURI != "" && !isReportTarget(p.ReportURI) {
		return refuse("report-uri", p.ReportURI, "it is neither an https URL nor a path from the root")
	}
	if p.ReportTo != "" && !isToken(p.ReportTo) {
		return refuse("report-to", p.ReportTo, "it is no name of an endpoint")
	}
	return nil
}

func isTypeNameByte(c byte) bool {
	return isLetter(c) || isDigit(c) || strings.IndexByte("-#=_/@.%", c) >= 0
}

// checkStrength refuses policies under which an injected script runs.
func (p *CSP) checkStrength() error {
	scripts, name := p.Script, "script-src"
	if scripts == nil {
		scripts, name = p.Default, "default-src"
	}
	if scripts == nil && p.Sandbox == nil {
		return &PolicyError{cspHeader, "script-src", "", "scripts from anywhere run, since there is no default-src either; set Weak if that is meant"}
	}
	lists := []directive{{name, scripts}, {"script-src-elem", p.ScriptElem}, {"script-src-attr", p.ScriptAttr}}
	for _, d := range lists {
		trusts := slices.ContainsFunc(d.sources, func(s Source) bool { return s == WithNonce || isHash(s) })
		for _, s := range d.sources {
			if s == UnsafeInline && !trusts {
				return &PolicyError{cspHeader, d.name, string(s), "injected script runs; set Weak if that is meant"}
			}
			if isAnybodys(s) && !slices.Contains(d.sources, StrictDynamic) {
				return &PolicyError{cspHeader, d.name, string(s), "an injected script element can name it; set Weak if that is meant"}
			}
		}
	}
	return nil
}

// isAnybodys reports whether everybody can put a script under a source: a scheme without
// a host, or a star for all hosts or for all of a top domain.
func isAnybodys(s Source) bool {
	text := strings.ToLower(string(s))
	switch text {
	case "data:", "filesystem:", "http:", "https:", "*":
		return true
	}
	scheme, host, ok := strings.Cut(text, "://")
	if !ok {
		scheme, host = "", text
	}
	host, _, _ = strings.Cut(host, "/")
	host, _, _ = strings.Cut(host, ":")
	top, star := strings.CutPrefix(host, "*")
	return star && scheme != "ws" && scheme != "wss" && strings.Count(top, ".") <= 1
}
