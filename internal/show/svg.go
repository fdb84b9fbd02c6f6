package show

import (
	"errors"
	"io"
)

// Sizes that pictures are made for. No rows means as many as it takes.
var (
	TerminalSize = Size{Cols: 80, Rows: 24}
	PhoneSize    = Size{Cols: 40}
	WideSize     = Size{Cols: 100}
)

// Size is a width and a height in character cells.
type Size struct {
	Cols int // at least 1
	Rows int // 0 means as many as needed
}

// SVG writes a scene as a picture.
func SVG(w io.Writer, scene Scene, size Size) error { return errors.ErrUnsupported }

// CastOptions says how a cast is made.
type CastOptions struct {
	Size  Size    // of the terminal; both at least 1
	Speed float64 // steps a second
	Color bool
}

// Cast writes a tape as an asciicast v2.
func Cast(w io.Writer, tape Tape, o CastOptions) error { return errors.ErrUnsupported }
