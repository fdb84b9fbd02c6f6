package browser

import "strings"

// A policy is what a Content-Security-Policy says of scripts: nil allows all.
type policy []string

// policyOf is what the header says. Of several headers the first counts: a bank sends one.
func policyOf(headers []string) policy {
	if len(headers) == 0 {
		return nil
	}
	var fallback policy
	for directive := range strings.SplitSeq(headers[0], ";") {
		words := strings.Fields(directive)
		if len(words) == 0 {
			continue
		}
		switch strings.ToLower(words[0]) {
		case "script-src":
			return append(policy{""}, words[1:]...)
		case "default-src":
			fallback = append(policy{""}, words[1:]...)
		}
	}
	return fallback
}

func (p policy) has(word string) bool {
	for _, w := range p {
		if strings.EqualFold(w, word) {
			return true
		}
	}
	return false
}

// strict reports whether 'unsafe-inline' means nothing, because of a nonce or a hash.
func (p policy) strict() bool {
	for _, w := range p {
		w = strings.ToLower(w)
		if strings.HasPrefix(w, "'nonce-") || strings.HasPrefix(w, "'sha") || w == "'strict-dynamic'" {
			return true
		}
	}
	return false
}

// nonce reports whether a script's nonce is the one of the policy. Nonces are compared
// letter by letter, unlike words.
func (p policy) nonce(nonce string) bool {
	for _, w := range p {
		if nonce != "" && w == "'nonce-"+nonce+"'" {
			return true
		}
	}
	return false
}

// inline says why a script in the page does not run, "" if it does.
func (p policy) inline(nonce string) string {
	if p == nil || p.nonce(nonce) || p.has("'unsafe-inline'") && !p.strict() {
		return ""
	}
	if nonce == "" {
		return "the policy wants a nonce, and it has none"
	}
	return "its nonce is not that of the policy"
}

// handler says why the handler in an attribute does not run. No nonce can be given to one.
func (p policy) handler() string {
	if p == nil || p.has("'unsafe-inline'") && !p.strict() {
		return ""
	}
	return "the policy allows no scripts in attributes"
}

// source says why a script from a place does not run.
func (p policy) source(from, own, nonce string) string {
	if p == nil || p.nonce(nonce) {
		return ""
	}
	if p.has("'strict-dynamic'") {
		return p.inline(nonce)
	}
	if p.has("*") || p.has(from) || p.has("'self'") && from == own {
		return ""
	}
	return "the policy does not allow scripts of " + from
}
