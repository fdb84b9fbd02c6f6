package web

import (
	"underhood/bench/harness"
)

// limit is the contestant that stands for it.
const limit = "net/http"

// Topic gives the cases and contestants of package web.
func Topic() *harness.Topic {
	return &harness.Topic{
		Name:  "web",
		Title: "web: requests and sessions",
		About: "Package web beside net/http's ServeMux, chi, gin, echo, scs, gorilla/sessions and Flask. All answer the same requests with the same bytes. All figures are processor time.",
		// First what has a goal: a quick run on a busy machine may not come to the rest.
		Cases: []harness.Case{
			{
				Name: "routed_hooks_session", Cost: 1.5, Unit: "run", Size: 20_000, BusySize: 5_000, SmallSize: 320,
				What: "Added by 20,000 requests with a function before and one after the view, and a session of three values of which the view reads one: a request's time less that of a bare ServeMux, which has neither. Signed sessions, but scs and underhood/stored, which have them in memory. Flask: less a bare WSGI function.",
			},
			{
				Name: "session_verify", Cost: .8, Unit: "run", Size: 50_000, BusySize: 10_000, SmallSize: 100,
				What: "50,000 sessions of three values checked and decoded, from the value of the cookie, and one value read. scs: looked up in memory and decoded.",
			},
			{
				Name: "throughput", Cost: 1.2, Unit: "run", Size: 4_096, BusySize: 1_024, SmallSize: 1024, Limit: limit, Paired: true,
				What: "CPU time of a server for 4,096 requests of routed_hooks_session as a browser would send them, over 16 connections on loopback. The limit is net/http with a bare ServeMux, which is sent a cookie too and does not look at it.",
			},
			{
				Name: "stored_session", Cost: .5, Unit: "run", Size: 20_000, BusySize: 5_000, SmallSize: 320,
				What: "Added by a session in the server's memory to 20,000 requests with two hooks: found by the cookie, loaded, one of three values read. Less the same requests of the same library without a session.",
			},
			{
				Name: "routing", Cost: .4, Unit: "run", Size: 100_000, BusySize: 20_000, SmallSize: 320, Limit: limit,
				What: "100,000 requests, a path with a number in it, no hook and no session. echo and gin route without an allocation; the library makes a request's contexts and holds its response back.",
			},
		},
		Contestants: contestants(),
		Works: map[string]map[string]harness.Work{
			"underhood": {
				"routed_hooks_session": added(1, ourSession(signed), bareMux),
				"session_verify":       ourVerify(),
				"throughput":           served(ourSession(signed)),
				"stored_session":       added(1, ourSession(stored), ourHooked),
				"routing":              alone(ourRoutes),
			},
			"underhood/stored": {
				"routed_hooks_session": added(1, ourSession(stored), bareMux),
				"throughput":           served(ourSession(stored)),
			},
			limit:  {"throughput": served(bareMux), "routing": alone(bareMux)},
			"chi":  {"routing": alone(chiRoutes)},
			"gin":  {"routing": alone(ginRoutes)},
			"echo": {"routing": alone(echoRoutes)},
			"scs":  {"session_verify": verifySCS(newSCS)},
			"gorilla": {
				"session_verify": verifyGorilla(newGorilla),
			},
			"chi+scs": {
				"routed_hooks_session": added(5, chiSCS(newSCS), bareMux),
				"throughput":           served(chiSCS(newSCS)),
				"stored_session":       added(5, chiSCS(newSCS), chiHooked),
			},
			"chi+gorilla": {
				"routed_hooks_session": added(5, chiGorilla(newGorilla), bareMux),
				"throughput":           served(chiGorilla(newGorilla)),
			},
			"gin+sessions": {"routed_hooks_session": added(5, ginSessions, bareMux)},
			"echo+gorilla": {"routed_hooks_session": added(5, echoGorilla, bareMux)},
			"scs, JSON": {
				"routed_hooks_session": added(5, chiSCS(jsonSCS), bareMux),
				"session_verify":       verifySCS(jsonSCS),
				"stored_session":       added(5, chiSCS(jsonSCS), chiHooked),
			},
			"gorilla, JSON": {
				"routed_hooks_session": added(5, chiGorilla(jsonGorilla), bareMux),
				"session_verify":       verifyGorilla(jsonGorilla),
			},
			load: {loadCase: loadWork},
		},
	}
}
