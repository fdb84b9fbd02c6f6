package show

// Story is how a topic tells its events: E is its event, S the state its picture
// is drawn from. All of it is pure: the same events always give the same
// pictures, forwards and backwards.
type Story[E, S any] struct {
	// Title heads every scene that has no title of its own.
	Title string

	// Start returns the state before the first event. Required. It must return
	// a fresh one each time, because Apply may change it.
	Start func() S

	// Apply returns the state after e. Required. It may change s and return it.
	Apply func(s S, e E) S

	// Clone returns a copy that Apply on the original cannot change. Required
	// when S holds pointers, slices or maps; nil means that assignment copies.
	Clone func(s S) S

	// View draws the state. Required. It must not keep or change s.
	View func(s S) Scene

	// Line says e in one line, given the state right after it. Required. It is
	// what plain output, logs and tests see: stable, complete, without colour.
	Line func(after S, e E) string

	// Caption says more than Line where a picture is shown: what happened and
	// why. It is used for scenes whose own Caption is empty; nil means Line.
	Caption func(after S, e E) string

	// Quiet reports that e has no line and no stop of its own: it belongs to
	// the next event that is not quiet (or, after the last of those, to that
	// one). nil means that no event is quiet.
	Quiet func(e E) bool
}
