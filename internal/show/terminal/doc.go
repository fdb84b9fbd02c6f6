// Package terminal plays a tape live: a picture a step, keys to run it, to step
// on and back, to jump, to change the speed. It is the one part of the stage that
// knows a terminal library; what a step looks like is decided by package show,
// so that a terminal shows what a file or a pipe would.
//
//	space  run or pause        g G  first and last step
//	right  one step on         + -  faster, slower
//	left   one step back       ?    help        q  quit
//
// [Watch] does so with a run that goes on, which may have keys of its own.
package terminal
