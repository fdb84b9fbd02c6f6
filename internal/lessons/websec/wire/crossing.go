// Package wire tells what crossed the wire of a site: each request, by what a browser says
// of it, and what became of it. What it tells is the attacker's text in part, so every
// value is of a bounded length and has nothing in it that a terminal or a page would obey.
package wire

import (
	"cmp"
	"fmt"
	"net/http"
	"net/netip"
	"strconv"
	"strings"

	"underhood/websec"
)

// A Crossing is one request and its answer.
type Crossing struct {
	Site   string `json:"site"`
	Client string `json:"client"` // the peer's address, without its port
	Method string `json:"method"`
	Path   string `json:"path"` // with the query
	// What browsers say of where a request comes from; "" if they do not.
	Origin    string `json:"origin"`
	FetchSite string `json:"fetchSite"`
	FetchMode string `json:"fetchMode"`
	FetchDest string `json:"fetchDest"`
	Cookies   string `json:"cookies"` // their names, with spaces between

	Status int    `json:"status"` // 0 if the handler was aborted, and for headers and connections
	Layer  string `json:"layer"`  // that refused; "" if none did
	Reason string `json:"reason"`

	// Number orders the entries of a [Log], from 1 on; Times is how many alike it stands
	// for.
	Number uint64 `json:"number"`
	Times  int    `json:"times"`
}

func (c Crossing) refused(why *websec.Refusal) Crossing {
	if why != nil {
		c.Layer, c.Reason = why.Layer.String(), why.Reason.String()
	}
	return c
}

// ofRequest has everything but the answer.
func ofRequest(site string, r *http.Request) Crossing {
	c := Crossing{Site: site, Method: clean(r.Method, 10), Path: clean(r.RequestURI, 100)}
	if peer, err := netip.ParseAddrPort(r.RemoteAddr); err == nil {
		c.Client = peer.Addr().String()
	}
	for name, into := range map[string]*string{
		"Origin": &c.Origin, "Sec-Fetch-Site": &c.FetchSite, "Sec-Fetch-Mode": &c.FetchMode, "Sec-Fetch-Dest": &c.FetchDest,
	} {
		*into = clean(r.Header.Get(name), 60)
	}
	var names []string
	for _, cookie := range r.Cookies() {
		names = append(names, cookie.Name)
	}
	c.Cookies = clean(strings.Join(names, " "), 60)
	return c
}

// OfConnection is about what was never a request: a connection or a header that was
// refused.
func OfConnection(site string, e websec.Event) Crossing {
	c := Crossing{Site: site}
	if e.Client.IsValid() {
		c.Client = e.Client.String()
	}
	if e.Refusal != nil {
		c.Status = e.Refusal.Status
	}
	return c.refused(e.Refusal)
}

// clean cuts a text to a number of runes, and writes what is not printable as Go does,
// control characters and those that turn the direction of writing among it. A space is
// kept, no other is.
func clean(s string, most int) string {
	n := 0
	for at := range s {
		if n++; n > most {
			s = s[:at] + "…"
			break
		}
	}
	quoted := strconv.Quote(s)
	return quoted[1 : len(quoted)-1]
}

// String is one line.
func (c Crossing) String() string {
	var line strings.Builder
	fmt.Fprintf(&line, "%-9s %s", c.Site, cmp.Or(c.Method, "a connection from "+cmp.Or(c.Client, "somebody")))
	if c.Method != "" {
		fmt.Fprintf(&line, ` "%s"`, c.Path)
	}
	for _, said := range [][2]string{{"Origin", c.Origin}, {"Sec-Fetch-Site", c.FetchSite}, {"Cookie", c.Cookies}} {
		if said[1] != "" {
			fmt.Fprintf(&line, ` %s: "%s"`, said[0], said[1])
		}
	}
	became := "aborted"
	switch {
	case c.Status != 0:
		became = strconv.Itoa(c.Status)
	case c.Method == "":
		became = "closed"
	}
	line.WriteString(" → " + became)
	if c.Layer != "" {
		fmt.Fprintf(&line, ", refused by layer %s: %s", c.Layer, c.Reason)
	}
	return line.String()
}
