package lesson

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"underhood/internal/lessons/websec/browser"
)

// names give what is random a name that is the same in each run: the first session a
// server gives out is session1, and so on. They are learned where the browser sees them
// first, so that nothing is shown that was not there.
type names struct {
	known  map[string]string
	counts map[string]int
}

func newNames() *names { return &names{map[string]string{}, map[string]int{}} }

func (n *names) name(value, kind string) {
	if value == "" || n.known[value] != "" {
		return
	}
	n.counts[kind]++
	n.known[value] = kind + strconv.Itoa(n.counts[kind])
}

var nonces = regexp.MustCompile(`'nonce-([^']+)'`)

// learn looks at an answer: its cookies, the nonce of its policy, the tokens of its forms.
func (n *names) learn(a browser.Answer) {
	for _, c := range (&http.Response{Header: a.Header}).Cookies() {
		kind := "session"
		if !strings.HasSuffix(c.Name, "session") {
			kind = "guest"
		}
		n.name(c.Value, kind)
	}
	for _, found := range nonces.FindAllStringSubmatch(a.Header.Get("Content-Security-Policy"), -1) {
		n.name(found[1], "nonce")
	}
	for _, found := range tokens.FindAllStringSubmatch(a.Body, -1) {
		n.name(found[1], "token")
	}
}

// tokens are the hidden fields that websec puts into forms.
var tokens = regexp.MustCompile(`name="csrf_token" value="([^"]+)"`)

// say is a text with names for what is random in it.
func (n *names) say(text string) string {
	for value, name := range n.known {
		text = strings.ReplaceAll(text, value, name)
	}
	return text
}
