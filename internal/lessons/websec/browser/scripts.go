package browser

import (
	"net/url"
	"slices"
	"strings"
)

// A Script is something in a page that a browser could run.
type Script struct {
	Where  string // "script", "script src", "onerror of img", "javascript: of iframe"; "srcdoc: " before those of a document in it
	Text   string // what runs, or would
	Source string // the URL it is loaded from; "" for what is in the page
	Line   int    // of the page, from 1
	Runs   bool   // without anything the user would have to do
	Why    string // it does not run; "" when it does
}

// loads are the handlers that run by themselves, and what they are on. Nothing that a page
// of the duels shows as an image is one, so that onerror runs wherever there is a src.
var loads = map[string][]string{
	"onload":   {"body", "svg", "iframe", "frameset", "style", "link"},
	"onerror":  {"img", "image", "input", "script", "link", "object", "embed", "source", "video", "audio"},
	"ontoggle": {"details"}, "onfocus": {"input", "a", "body", "select", "textarea", "button"},
	"onstart": {"marquee"}, "onbegin": {"animate", "set", "animatetransform"},
}

// needs is the attribute without which a handler waits for the user.
var needs = map[string]string{"onerror": "src", "ontoggle": "open", "onfocus": "autofocus"}

// scripts are those of a page at an origin, in its order.
func scripts(page string, p policy, own string) (all []Script) {
	add := func(e element, where, text, source, why string) {
		all = append(all, Script{Where: where, Text: text, Source: source, Line: e.line, Runs: why == "", Why: why})
	}
	walk(page, func(e element) {
		nonce, _ := e.attr("nonce")
		src, loaded := e.attr("src")
		switch {
		case e.name == "script" && (e.open || !isScript(e)):
		case e.name == "script" && loaded:
			base, _ := url.Parse(own) // an origin, which is none of those that fail
			at, err := base.Parse(src)
			if err != nil {
				add(e, "script src", "", src, "its address is none")
				break
			}
			add(e, "script src", "", at.String(), p.source(origin(at.String()), own, nonce))
		case e.name == "script":
			add(e, "script", e.text, "", p.inline(nonce))
		case e.name == "iframe":
			all = append(all, framed(e, p, own)...)
		}
		for _, a := range e.attrs {
			if strings.HasPrefix(a.Name, "on") {
				why := p.handler()
				if why == "" && !byItself(e, a.Name) {
					why = "it waits for the user"
				}
				add(e, a.Name+" of "+e.name, a.Value, "", why)
			}
		}
	}, nil)
	return all
}

// isScript reports whether a script element is one that runs, and no block of data.
func isScript(e element) bool {
	kind, _ := e.attr("type")
	kind = strings.ToLower(strings.TrimSpace(kind))
	return kind == "" || kind == "module" || strings.HasSuffix(kind, "javascript") || strings.HasSuffix(kind, "ecmascript")
}

func byItself(e element, handler string) bool {
	if need := needs[handler]; need != "" {
		if _, there := e.attr(need); !there {
			return false
		}
	}
	return slices.Contains(loads[handler], e.name)
}

// framed are the scripts of a frame: of the document in its srcdoc, which has the rights
// and the policy of the page, or of an address that is one.
func framed(e element, p policy, own string) []Script {
	allowed, sandboxed := e.attr("sandbox")
	shut := sandboxed && !slices.Contains(strings.Fields(strings.ToLower(allowed)), "allow-scripts")
	var all []Script
	if inner, ok := e.attr("srcdoc"); ok {
		all = scripts(inner, p, own)
		for i := range all {
			all[i].Where, all[i].Line = "srcdoc: "+all[i].Where, e.line
		}
	} else if src, _ := e.attr("src"); strings.HasPrefix(strings.ToLower(strings.TrimSpace(src)), "javascript:") {
		why := p.handler()
		_, text, _ := strings.Cut(src, ":")
		all = []Script{{Where: "javascript: of iframe", Text: text, Line: e.line, Runs: why == "", Why: why}}
	}
	for i := range all {
		if shut {
			all[i].Runs, all[i].Why = false, "its frame is a sandbox without scripts"
		}
	}
	return all
}
