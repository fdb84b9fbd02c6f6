// Package lesson fights duels: an attack on a small bank that is bare, and on its twin that
// package websec protects, with real handlers, a real database, and as much of a browser as
// it takes (package browser).
//
// A program is a JSON object: what is done, and what for.
//
//	{"plan":[["login","ada"],
//	         ["form","ada","cross-site","/pay","to=eve","amount=10"]],
//	 "goal":["paid","eve"]}
//
// The steps of the plan, each with whose browser it is: ada's, bob's, eve's or a guest's.
//
//	["login", "ada"]                            she logs in by the bank's own form
//	["form", "ada", FROM, "/pay", "to=eve", …]  a form is sent from her browser
//	["link", "ada", FROM, "/hello", "name=x"]   a link is followed
//	["guard", "preview"]                        a program with that page of the bare bank's
//	                                            is started under the guard of templates
//
// FROM is where it comes from, as Sec-Fetch-Site will say: same-origin, which for a form is
// the bank's own, with all that is hidden in it; same-site, a page of another port;
// cross-site, a page of another site; for links also none, what the user types. The
// attacker's site is at http://localhost:8002, and has the script /steal.js; the banks
// are at http://127.0.0.1:8000, each in a world of its own. Nothing listens there.
//
// With "old":["ada"] her browser is one from before fetch metadata and SameSite.
//
// The goal is what the attacker wants:
//
//	["paid", "eve"]             eve has more money than at the beginning
//	["user", "ada", "eve"]      ada's browser is logged in as eve
//	["page", "eve", "secret"]   eve's browser shows a page with that text in it
//	["runs", "ada", "text"]     a script with that text in it runs in ada's browser
//
// The plan is done at either bank, step by step, and then at four more that have one defence
// each. The duel goes as it should when the bare bank falls and the protected one holds;
// else [Fight] says [ErrOtherwise]. A defence is enough alone when its bank holds, and keeps
// no customer out: tokens, for one, need forms that have them.
//
// Another form of program is {"duels": ["xss", "csrf"]}, which fights duels of the scenarios
// and shows what became of each.
//
// # How a duel is shown
//
// Nothing is told but what was seen: the request that the browser sent, what each layer told
// [websec.Watch], the statement that the driver got with the rows that came back, the answer
// as it is, the scripts that the browser found in the page and what its policy does with
// them, and in the end the database or another look at the page. What is random has a name
// in the order of its appearance, a world each: session1, nonce1, token1, and guest1 for the
// cookie of who is not logged in. So the same program gives the same list of [Beat]. A
// [State] is the fold of the first so many beats, and the picture is drawn from it alone.
package lesson
