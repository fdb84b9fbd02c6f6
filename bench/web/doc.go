// Package web measures [underhood/web] beside net/http's ServeMux, chi, gin and echo,
// the session libraries scs and gorilla/sessions, and Flask.
//
// All answer the same request, GET /notes/7, with the same few bytes: the number of the
// path is read as one, the session tells the user, who has to be number 42, and the
// answer is the note. What is written is summed up, and the sums have to be equal. The
// session has three values (user, name, csrf), and is made by a request to /login of the
// contestant itself.
//
// # What is measured in which process
//
// But for throughput no connection is used: the handler is called with a request that is
// there, and a ResponseWriter that only adds up. Each time the request is a fresh copy,
// because some libraries keep in it what they found.
//
// A case that says "added" measures two handlers of one contestant in turns, in one
// process, and reports the difference: time, memory and allocations alike. One is the
// contestant, the other a bare ServeMux (routed_hooks_session) or the contestant without
// a session (stored_session). Differences are taken of several pairs of loops, and the
// median is reported, so that a pause of the machine in one loop does not count.
//
// All figures are processor time, the collector's included, in Python as in Go: no case
// waits for anything, and what else a machine does counts less in it.
//
// For throughput the worker is a server on the loopback interface, and what asks it is a
// process of its own, whose time does not count: on a machine of few processors it would
// slow down whatever it measures. Flask's figure is that of gunicorn's processes.
//
// # Configuration
//
// Each library is as it comes, with what makes it faster and ships with it: gin without
// logger and recovery, scs without its sweeper, gorilla/sessions signed and not
// encrypted. Both encode with gob. With an encoding that somebody writes for them, of
// some ten lines, they are much faster; these are contestants of their own ("JSON"),
// which are shown and are not what the goals speak of. One reads numbers as float64, as
// encoding/json does, and so does the other.
//
// The library's sessions are signed (the same as Flask's) where nothing else is said;
// "underhood/stored" keeps them in memory, as scs does. Only those of one kind do the
// same: what is signed is checked each time, what is in memory is looked up.
//
// # Files
//
//	topic.go         the cases
//	contestants.go   who takes part
//	note.go          the request and its answer
//	call.go          a handler called, by itself and against another
//	server.go        a handler served, and its CPU time
//	load.go          what asks it, over connections
//	routers.go underhood.go scs.go gorilla.go       the contestants
//	twin.py          Flask, and gunicorn
package web
