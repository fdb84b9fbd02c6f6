// Package lesson plays applications: blueprints, functions around the request,
// error handlers, sessions and requests, as the oracle of the topic describes them,
// with the real package web.
//
// A case is a JSON object:
//
//	{"secret":"k", "now":1700000000,
//	 "errors": {"Boom":"Exception"},
//	 "app": {"before":[{"label":"b1", "do":[["log","x"]]}],
//	         "error_handlers":[{"for":"Boom", "do":[["return","caught",500]]}],
//	         "routes":[{"rule":"/x/<int:id>", "endpoint":"x", "do":[["raise","Boom"]]}]},
//	 "blueprints": {"bp": {"url_prefix":"/p", "routes":[…]}},
//	 "register": [{"bp":"bp", "name":"again", "children":[…]}],
//	 "requests": [{"method":"GET", "path":"/x/7", "cookies":{"session":"…"}}],
//	 "cookies_out": [VALUE], "cookies_in": ["signed"]}
//
// [Case] has all fields, [Node] what an application or blueprint may have. An action
// ("do") is a list of steps: ["return", body, status, headers], ["abort", code],
// ["raise", class], what reads and writes the session and g, ["url_for", endpoint,
// values] and so on. The answer says for each request what the client saw, and the
// trace: every function that ran, in order, with what it found.
//
// Errors are named as Python names them. A class of exceptions is an error that wraps
// its base, and an exception an error that wraps its class.
//
// Beyond what the oracle knows, "stored": true keeps sessions on the server, where the
// cookie "$1" is the first id that was given out; the steps ["session_rotate"],
// ["stream", text] and ["panic", text] do what they say.
//
// # How a run is shown
//
// [Tape] plays a case and [Visit] an application written in Go; what both show is what
// the App's own hook ([web.Watch]) was told, with what the functions did between two
// steps. Nothing is asked that the request could notice: a session is looked at only
// after a function has, and a store is seen from outside. Ids of stored sessions, which
// are random, are called id1, id2 and so on; a signed cookie is shown as it is, with what
// anybody can read in it. So the same case gives the same list of [Beat]. A [State] is the
// fold of the first so many beats, and the picture is drawn from it alone.
package lesson
