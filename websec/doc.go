// Package websec defends web applications against the attacks that browsers make
// possible: cross-site scripting, cross-site request forgery, and what comes with them.
// Every layer is plain middleware of net/http, and one call joins them:
//
//	protect, err := websec.Protect()
//	…
//	err = http.ListenAndServe("localhost:8000", protect(mux))
//
// # Cross-site scripting
//
// The idea: an application writes what one user said into a page for another. Where that
// text reaches the browser as markup, it can be a script, and the script acts as the
// reader: with his session, on his screen. The usual advice is to trust no input and to
// check its type. That helps, but is not the defence: a name may well be O'Brien, and <
// is a good character in a comment. What holds is this:
//
//   - Escape on output, for the place the text goes to. html/template does. Its holes
//     are places where no escaping helps; [Guard] finds them when templates are
//     parsed, and refuses to start.
//   - A strict content security policy ([StrictCSP]): scripts run only if they carry a
//     random [Nonce] of this response. It holds even where escaping failed
//     (TestDuelXSS), and it is there for that day.
//   - Input of declared type, length and range ([Decoder]), all else refused.
//   - Markup that users may write is cleaned, not escaped: websec/richtext.
//
// A template reads as before. Scripts get their nonces and forms their tokens by
// themselves:
//
//	page, err := websec.ParseTemplate("hello", `<p>Hello, {{.}}</p><script>greet()</script>`)
//	…
//	err = page.Execute(w, r, "hello", name)
//
// Data goes to scripts through data- attributes of other elements, or <script type="application/json">,
// and never into the text of a script.
//
// # Cross-site request forgery
//
// The idea: the browser adds cookies to a request by where it goes to, not by where it
// comes from. A page of an attacker can so have the victim's browser send a form, and
// the application sees its user. It cannot read the answer; the payment is made all
// the same. Three layers, each for the gaps of the others:
//
//   - The browser says where a request comes from: Sec-Fetch-Site and Origin, which
//     no page can forge ([CSRF]). Nothing is stored, nothing is put into forms.
//   - A token that only the site's own pages know ([Tokens]): for requests without these
//     headers, and for those that change most. It is bound to the session. Before
//     there is one, it is bound to a cookie, against login CSRF, where the victim is
//     logged in as the attacker, and then fills the attacker's account.
//   - SameSite on cookies ([SessionCookie]). Not enough alone: another port or subdomain
//     is the same site, and Chromium sends cookies without SameSite with cross-site
//     POSTs for two minutes after they were set.
//
// None of them helps where GET changes something. [Isolation] adds a rule for GET:
// other sites may link here, and not load.
//
// # Injection into SQL
//
// The idea is the same once more: text becomes code, here a query's. The defence is
// never to build queries of text: parameters for values, and lists of allowed names for
// what cannot be a parameter. Checking input does not replace it: O'Brien is valid.
//
// A [Query] is made by [SQL] of constants of the program, which the compiler checks, and of
// values, which only travel beside the text. [In] writes the parameters of a list,
// [Contains] and its kin escape for LIKE, and [Names] picks what to sort by:
//
//	sortable := websec.Allow("name", "price")
//	q := websec.SQL("SELECT id FROM products WHERE kind = ? AND", kind).
//		Join(websec.Contains(websec.SQL("name"), text)).
//		Add("ORDER BY").Join(sortable.Pick(column))
//	query, args, err := q.For(websec.Dollar)
//
// Nothing forces a program to use it. websec/sqlvet, which runs under go vet, finds the
// queries that are built of text, with this type and without.
//
// # Denial of service
//
// The idea: to make a server do more than the attacker does. A request costs the sender a
// packet, and the server a connection, a goroutine, a body in memory, a query. Whatever
// has no bound is the way in: a client that sends a byte of header a minute holds its
// connection for ever, and the map in which a limiter counts addresses is itself filled by
// forged ones. So everything is bounded before the attack, each by what sees it first:
//
//   - How many connections: [LimitConns], at the listener.
//   - How long a header, a body and an answer may take: [NewServer], [LimitTime]. Not
//     by the server's two timeouts, which would end event streams.
//   - Who may come: [AccessList], by the longest prefix. Which address that is, behind
//     proxies, [Proxies] reads from the right, as far as proxies are trusted.
//   - How much each may ask for: [AddrLimiter], and [Limiter] for other keys, in memory
//     that is fixed. websec/redislimit keeps one limit for several servers.
//   - How much is worked on at once: a [Shedder], which learns what the service can do,
//     and refuses the rest while that is cheap. Who sends or reads slowly waits outside of it,
//     and so does what was hijacked.
//   - How much is read: bodies ([MaxBody]), queries, fields, depth and length ([Limits]),
//     reports of browsers ([Reports]).
//
// How much is too much only the application knows, so the first five are not there unless
// asked for; one call then has them all:
//
//	limiter, err := websec.NewAddrLimiter(websec.PerMinute(600), websec.PerMinute(6000))
//	…
//	protect, err := websec.Protect(websec.WithLimit(limiter.ByClient(proxies)), websec.WithShedding(shedder))
//	…
//	server, err := websec.NewServer(protect(mux))
//	…
//	err = server.Serve(limited)
//
// What an application cannot do:
//
//   - A flood that fills the line never reaches it, and the kernel answers handshakes
//     before it. That is for whoever runs the network.
//   - Ten thousand sources that each stay within their rate look like a success. The
//     Shedder keeps the service alive, and serves some of them; it cannot tell which.
//   - A limit by address is one limit for all who share it, and none for those who have
//     many: a household behind one, a /48 full of them.
//   - Slow is not hostile: whoever has less than the least rate is cut off as well.
//
// # The layers
//
//	            connections, at the listener                        LimitConns
//	            headers that net/http refuses by itself             WatchServer
//	deadlines   a slow client is cut off                            WithDeadlines, NewServer
//	headers     policies for the browser, on refusals too           Headers
//	access      addresses that are denied                           WithAccess
//	limit       the rate of each client                             WithLimit
//	shedding    how much is worked on at once                       WithShedding
//	body        bounded before anything reads it                    MaxBody
//	reports     of violated policies end here                       Reports
//	isolation   who may load what                                   Isolation
//	csrf        where unsafe requests come from, tokens             CSRF
//	            then the handler
//
// A layer can be used alone by its Middleware method, left out ([Without]) or replaced
// ([Instead]). [Watch] is told what each decides (TestOrderOfLayers, TestFloodLayers);
// [WatchConns] and [WatchServer] say the same of what comes before them (TestWatchServer).
// The headers come before the floods' layers although these refuse more cheaply without:
// an answer without a policy is the one that is attacked, and to write it costs less than
// to read the request.
//
// # How the nonce gets into the header
//
// The policy that goes out by default names no nonce: no inline script runs, the text is
// the same for all responses and costs nothing. When the handler asks for the nonce, 128
// random bits are made and the header is written anew; so that must be before the first
// byte. Since a template may want its nonce late, [Template] renders the page with a
// mark in the nonce's place, 32 random hexadecimal digits that never leave the
// server, and writes it with the nonce filled in.
//
// # Invariants
//
//   - What [Guard] accepts runs no script that comes from data, the values of
//     html/template's own types aside (TestAcceptedTemplatesHold, FuzzTemplate).
//   - A URL with a constant slash in front stays on its site (TestLeadingSlash,
//     FuzzLeadingSlash), and no form that leads elsewhere has a token (TestDynamicActions,
//     FuzzDynamicAction).
//   - No token is accepted for another session, nor a guest's for any
//     (TestTokensAreOfOneSession, TestGuests, FuzzToken); no two texts of a token are
//     alike (TestMask).
//   - An Origin passes only if scheme, host and port are the request's, or trusted
//     (TestWhence, FuzzOrigin), nor does a WebSocket (TestIsolationOfWebSockets).
//   - A policy is sent only if browsers read it as it was meant (TestBadPolicies).
//   - Bad input leaves the zero value behind, and its problems never have its text
//     (TestProblems, FuzzJSON, FuzzForm).
//   - Bodies stay whole when a token was looked for in them (TestBodyIsWhole).
//   - A parameter is never part of a query's text (TestQueryThroughDatabase, FuzzQuery).
//   - The memory of a limiter does not grow, and counts of a key are exact (TestLimiterHeapIsFlat, TestLimiterCountsExactlyAcrossGoroutines).
//   - Clients within their rate are served while others flood (TestFloodLeavesOthersAlone).
//   - A Shedder refuses nobody while requests do not wait for each other
//     (TestShedderLeavesAnIdleServiceAlone), keeps nine tenths of what an overloaded service can do
//     (TestShedderKeepsGoodput), and comes back after overload (TestShedderRecovers,
//     TestShedderFollowsCapacity, TestShedderIsNotStuckAtOne).
//   - Who waits takes no room (TestSlowBodiesTakeNoRoom, TestSlowReadersTakeNoRoom,
//     TestWebSocketsTakeNoRoom), and whom he waited for waits for room, not for ever
//     (TestShedderHoldsWhoComesBack, TestShedderHasNoDeadlock).
//   - A ticket gives its room back once (TestTicketCountsOnce).
//   - An address is only believed from a trusted proxy (TestClientByXForwardedFor, FuzzClientAddr),
//     and whom that hides gets past no list (TestAccessListGuardDeniesWhoHides).
//   - Options that contradict each other are errors (TestProtectRefusesContradictions,
//     TestOptionsAreGivenOnce).
//   - The list's longest prefix counts (TestAccessListAgreesWithAWalk).
//   - No client holds a connection by being slow, nor is an event stream cut (TestServerEndsSlowHeaders,
//     TestServerEndsSlowBodies, TestServerEndsSlowReaders, TestServerEndsIdleReaders,
//     TestServerEndsSilenceAfterSpeed, TestServerLeavesEventStreamsAlone).
//
// # Cost
//
// Where a request comes from is judged without an allocation; a refusal costs no more
// (TestAllocations). Headers with a nonce are one allocation, the request's context; the
// policies, of which the nonces are parts, come from one of some 3 KB for a dozen responses. A
// token is one more.
//
// # Differences
//
// From [http.CrossOriginProtection]: the scheme of an Origin counts, user parts and paths
// in it are refused, and so are cookies without any header; there are tokens
// (TestDuelCrossOriginProtection). From gorilla/csrf: trusted origins are compared whole,
// not by host; a token is bound to the session, and not to a cookie. From go-safeweb:
// nothing needs its own router or types. Not here, because no application can do it:
//
//   - to protect users whose browser runs extensions or is under an attacker's control;
//   - to keep a script that does run from doing anything the user may do;
//   - to tell a request of a same-origin page from one the user meant: a stored script
//     is same-origin, and reads tokens;
//   - to protect a subdomain that another application shares, but for __Host- cookies;
//   - to check for html/template's own types, such as template.HTML, what is in them.
//
// # Sources
//
// OWASP Cheat Sheets on XSS, CSRF and SQL injection, and ASVS 5; Content Security Policy
// Level 3, Trusted Types, Fetch Metadata and Reporting API (W3C); the Fetch and HTML
// standards (WHATWG); RFC 6265bis (cookies), 6454 (origins), 6797 (HSTS), 9651 (structured
// fields); Weichselbaum and others, "CSP Is Dead, Long Live CSP!" (2016); Gluck, Harris and
// Prado, "BREACH" (2013); ITU-T I.371 (GCRA), RFC 7239 (Forwarded),
// draft-ietf-httpapi-ratelimit-headers-11; Nichols and Jacobson, "Controlling Queue Delay" (2012); Barth, Jackson and Mitchell, "Robust Defenses for Cross-Site
// Request Forgery" (2008). To watch attacks, and the layers that hold: go run
// ./examples/websec.
package websec
