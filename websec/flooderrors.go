package websec

import "errors"

var (
	// ErrRate says that no limiter can keep a [Rate].
	ErrRate = errors.New("websec: bad rate")

	// ErrFlood says that an option of a defence against floods makes no sense, or
	// contradicts another. It names the option.
	ErrFlood = errors.New("websec: bad option of a flood defence")
)
