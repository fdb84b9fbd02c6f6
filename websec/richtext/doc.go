// Package richtext lets people write with markup and keeps script out: HTML of a
// stranger goes in, HTML that is safe to show comes out.
//
//	policy, err := richtext.New(richtext.Comments())
//	safe := policy.Clean(`<b onclick="steal()">hi</b><script>steal()</script>`) // <b>hi</b>
//
// Escaping is better wherever markup is not wanted; html/template does it. Where it is,
// no list of forbidden things is ever complete, so the text is parsed as a browser would
// and written anew from a list of what is allowed: tags, attributes, schemes of URLs; and
// so that each element ends within the text, and takes in nothing of the page behind it.
// Attributes can hold no script of their own then: there are no event handlers and no
// style, and URLs are http, https, mailto or relative.
//
// [Policy.Clean] returns [html/template.HTML], so that a template writes it as it is,
// in the text of an element. It is not safe in an attribute, a script or a style. Clean
// when the text is shown, not only when it is stored: what is allowed changes.
//
// # Differences
//
// The first part of the work is done by github.com/microcosm-cc/bluemonday, which leaves
// open what was left open (nesting is the second part), and whose policies can also be made
// too wide: by a pattern that matches too much, or by allowing style, script or
// srcdoc. A [Rules] cannot name those; see [ErrRules]. A content security policy belongs
// behind it all the same: bugs of parsers are found every year.
//
// # Sources
//
// OWASP, Cross Site Scripting Prevention Cheat Sheet, "HTML Sanitization", and XSS Filter
// Evasion Cheat Sheet, from which the kinds of attack in the tests are taken; the HTML
// standard, section 13.2 (parsing); Heiderich and others, "mXSS Attacks" (2013).
package richtext
