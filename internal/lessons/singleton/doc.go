// Package lesson plays goroutines that race for one instance, with the real forms of
// package singleton, and scopes that own instances.
//
// A program is a JSON object. Its kind is race or scope.
//
//	{"kind":"race", "ways":["Guard"], "plan":[["ask","g1"], ["ask","g2"], ["make","g1"]]}
//
// ways are names of package singleton: Naive, NaiveOf, NaiveWrap, NaiveHolder, Must,
// Guard, Of, Wrap, Holder, Lazy. With several the plan is played in each, and shown
// side by side. The steps, each with the name of a goroutine:
//
//	["ask", "g1"]           it asks, and goes until it constructs, waits or has its answer
//	["make", "g1"]          the constructor it is in returns, and all who wait go on
//	["fail", "g1", "why"]   … returns an error (Wrap, Lazy)
//	["panic", "g1", "why"]  … panics
//	["leave", "g1"]         it waits no longer (Lazy)
//	["turn", "1s"]          the clock goes on (Lazy)
//	["reset"]               the instance is forgotten (Holder, when nobody constructs; Lazy)
//
// An ask may have a third word, the argument of the constructor, which is told.
// Lazy alone may have "retry": "always", "keep" or "backoff FIRST MOST", such as
// "backoff 1s 4s". Where several ways are played, a make, fail or panic of a goroutine
// that does not construct in one of them does nothing there.
//
//	{"kind":"scope", "needs":[["app","db"], ["db"]], "fails":["db"],
//	 "plan":[["get","app"], ["fork","t1"], ["override","t1","db"], ["get","app","t1"], ["close"]]}
//
// needs are instances, each followed by what its constructor asks for; fails are
// those whose closer returns an error. The steps:
//
//	["get", "app"]             app is asked for in the home scope
//	["get", "app", "t1"]       … in a fork
//	["fork", "t1"]             a test begins, with a fork of its own
//	["override", "t1", "db"]   it puts a stand-in in the place of db
//	["close", "t1"]            the test is over
//	["close"]                  the home scope is closed, and its forks
//
// # How a run is shown
//
// The goroutines of a race are real and run the real forms; a scheduler lets one go
// at a time. A constructor tells it that it has begun, and stays until the plan ends
// it; an answer is told too; that one waits is seen in the runtime's own account of
// goroutines. So the same program gives the same list of [Beat]. A [State] or a
// [World] is the fold of the first so many beats, and the picture is drawn from it
// alone.
package lesson
