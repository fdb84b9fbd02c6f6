package websec

import "errors"

var (
	// ErrRate says that no limiter can keep a [Rate].
	ErrRate = errors.New("websec: bad rate")

	// ErrFlood says that an option of a defence against floods makes no sense, or
	// contradicts another. It names the option.
	ErrFlood = errors.New("websec: bad option of a flood defence")

	// ErrAccessList says that a list of allowed and denied addresses is malformed,
	// or says two things of one prefix. It names the line.
	ErrAccessList = errors.New("websec: bad access list")

	// ErrOverload says that there is no room for a request, and that waiting
	// longer would not help.
	ErrOverload = errors.New("websec: overloaded")
)
