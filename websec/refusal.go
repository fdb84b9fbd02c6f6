package websec

import "net/http"

// A Layer is one of the defences that [Protect] joins.
type Layer uint8

// The layers, in the order in which a request meets them.
const (
	LayerHeaders   Layer = iota + 1 // security headers, so that refusals carry them too
	LayerBody                       // the body is limited before anything reads it
	LayerReports                    // reports of browsers end here
	LayerIsolation                  // which sites may load what, also by GET
	LayerCSRF                       // where an unsafe request comes from, and its token
)

var layerNames = [...]string{"", "headers", "body", "reports", "isolation", "csrf"}

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
)

var reasonTexts = [...]string{
	"", "the request comes from another site", "the request comes from another origin of this site",
	"the Sec-Fetch-Site header is malformed", "the request comes from an opaque origin", "the Origin header is malformed",
	"the request comes from another origin", "the request does not say where it comes from", "the token is missing",
	"the token is malformed or of another session", "other sites may only navigate here", "too many reports",
	"the report cannot be read", "the body is too large",
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
	Status int // 403, but for bodies and reports
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
}

func refusalFor(reason Reason) *Refusal {
	if reason == 0 {
		return nil
	}
	return &refusals[reason]
}
