// Package websec measures [underhood/websec] beside net/http's CrossOriginProtection,
// nosurf, gorilla/csrf, unrolled/secure, five limiters, failsafe-go, two ways to read input
// and bluemonday.
//
// No connection is used: a handler is called with a fresh copy of a request that is
// there, and a ResponseWriter that keeps nothing. All times are processor time, the
// collector's included. Requests come by TLS, from the same
// origin unless they are there to be refused, and each library's cookies and tokens are
// made by a request to itself. How many requests reach the handler has to be equal for
// all.
//
// # Configuration
//
// Each library is as it comes, with what makes it faster and ships with it. unrolled/secure
// sends the headers of StrictHeaders, letter by letter but for the nonce (TestHeaders).
// The limiters get their keys as they take them: addresses where a key may be one, and text
// that is made before the clock starts where it has to be text. All keep each key to 1,000
// requests in a way that lets none of them forget a key while it is measured; TestAdmitted
// has each of them admit exactly what its limit says. The map of x/time/rate is one with a
// RWMutex, made large enough before.
//
// Input is read within a limit, without unknown members, and all problems are counted. Ours
// also refuses names that come twice, broken UTF-8 and control characters, which
// encoding/json takes or replaces.
//
// What the libraries do is not all the same: our token is bound to the session, theirs
// to a cookie. gorilla/csrf writes its cookie only when there is none, as nosurf does.
//
// # Files
//
//	topic.go         the cases
//	contestants.go   who takes part
//	call.go          a handler called with requests
//	csrf.go headers.go limiters.go shed.go decode.go richtext.go    the contestants
package websec
