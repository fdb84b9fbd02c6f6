package websec

import "net/http"

// A Layer is one of the defences that [Protect] joins, or [LayerConns] and [LayerServer]
// before them.
type Layer uint8

// The layers, in the order in which a request meets them.
const (
	LayerConns     Layer = iota + 1 // open connections are bounded: [LimitConns], outside of Protect
	LayerServer                     // net/http refuses a header by itself: [WatchServer], outside of Protect
	LayerDeadlines                  // a slow client is cut off, whatever it is answered
	LayerHeaders                    // security headers, so that refusals carry them too
	LayerAccess                     // addresses that are denied
	LayerLimit                      // the rate of each client
	LayerShedding                   // how many requests are worked on at once
	LayerBody                       // the body is limited before anything reads it
	LayerReports                    // reports of browsers end here
	LayerIsolation                  // which sites may load what, also by GET
	LayerCSRF                       // where an unsafe request comes from, and its token
)

var layerNames = [...]string{"", "connections", "server", "deadlines", "headers", "access", "limit", "shedding", "body", "reports", "isolation", "csrf"}

// String names the layer.
func (l Layer) String() string {
	if int(l) < len(layerNames) {
		return layerNames[l]
	}
	return "unknown layer"
}

// A Reason says why a request was refused.
type Reason uint8

// The reasons.
const (
	CrossSite       Reason = iota + 1 // Sec-Fetch-Site: cross-site, from an origin that is not trusted
	SameSite                          // Sec-Fetch-Site: same-site: another port, scheme or subdomain
	OddFetchSite                      // Sec-Fetch-Site is there twice, or no browser says it
	NullOrigin                        // Origin: null: a sandboxed frame, a data: page, a redirect across sites
	OddOrigin                         // Origin is there twice, or is no scheme://host[:port]
	OtherOrigin                       // Origin is another scheme, host or port
	NoOrigin                          // neither header, and credentials that a browser adds by itself
	NoToken                           // a token is needed, and there is none
	WrongToken                        // the token is malformed, or of another session
	IsolatedSite                      // another site wants something other than to navigate here
	TooManyReports                    // the reports of browsers come too fast
	UnwantedReports                   // a report is too long, malformed, or of another type
	TooLargeBody                      // the declared length of the body is over the limit
	DeniedAddress                     // an access list denies the client's address
	TooManyRequests                   // the client is over its rate
	Overloaded                        // there is no room, and waiting would not help
	TooManyConns                      // the client, or all of them, have too many connections
	SlowClient                        // a header, a body or an answer took its client too long
	LongHeader                        // the header is over the server's limit
	BadHeader                         // the header is malformed, or asks for what net/http does not do
)

var reasonTexts = [...]string{
	"", "the request comes from another site", "the request comes from another origin of this site",
	"the Sec-Fetch-Site header is malformed", "the request comes from an opaque origin", "the Origin header is malformed",
	"the request comes from another origin", "the request does not say where it comes from", "the token is missing",
	"the token is malformed or of another session", "other sites may only navigate here", "too many reports",
	"the report cannot be read", "the body is too large",
	"the address is denied", "too many requests", "the service is overloaded", "too many connections",
	"the client is too slow", "the header is too long", "the header is malformed",
}

// String says the reason in words.
func (r Reason) String() string {
	if int(r) < len(reasonTexts) {
		return reasonTexts[r]
	}
	return "unknown reason"
}

// A Refusal is why a request went no further. It is shared by all requests that are
// refused alike: do not change it.
type Refusal struct {
	Layer  Layer
	Reason Reason
	Status int // 403, but for headers, bodies, reports and floods; 0 for a connection, and for what is cut off
}

// Error says the layer and the reason.
func (r *Refusal) Error() string {
	return "websec: refused by " + r.Layer.String() + ": " + r.Reason.String()
}

// Unwrap returns [ErrRefused].
func (r *Refusal) Unwrap() error { return ErrRefused }

// refusals holds one Refusal for each reason, so that to refuse a flood of requests
// allocates nothing here.
var refusals = [...]Refusal{
	CrossSite:       {LayerCSRF, CrossSite, http.StatusForbidden},
	SameSite:        {LayerCSRF, SameSite, http.StatusForbidden},
	OddFetchSite:    {LayerCSRF, OddFetchSite, http.StatusForbidden},
	NullOrigin:      {LayerCSRF, NullOrigin, http.StatusForbidden},
	OddOrigin:       {LayerCSRF, OddOrigin, http.StatusForbidden},
	OtherOrigin:     {LayerCSRF, OtherOrigin, http.StatusForbidden},
	NoOrigin:        {LayerCSRF, NoOrigin, http.StatusForbidden},
	NoToken:         {LayerCSRF, NoToken, http.StatusForbidden},
	WrongToken:      {LayerCSRF, WrongToken, http.StatusForbidden},
	IsolatedSite:    {LayerIsolation, IsolatedSite, http.StatusForbidden},
	TooManyReports:  {LayerReports, TooManyReports, http.StatusTooManyRequests},
	UnwantedReports: {LayerReports, UnwantedReports, http.StatusBadRequest},
	TooLargeBody:    {LayerBody, TooLargeBody, http.StatusRequestEntityTooLarge},
	DeniedAddress:   {LayerAccess, DeniedAddress, http.StatusForbidden},
	TooManyRequests: {LayerLimit, TooManyRequests, http.StatusTooManyRequests},
	Overloaded:      {LayerShedding, Overloaded, http.StatusServiceUnavailable},
	TooManyConns:    {LayerConns, TooManyConns, 0},
	SlowClient:      {LayerDeadlines, SlowClient, 0},
	LongHeader:      {LayerServer, LongHeader, http.StatusRequestHeaderFieldsTooLarge},
	BadHeader:       {LayerServer, BadHeader, http.StatusBadRequest},
}

func refusalFor(reason Reason) *Refusal {
	if reason == 0 {
		return nil
	}
	return &refusals[reason]
}
