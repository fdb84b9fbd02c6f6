package show

import (
	"errors"
	"io"
)

// SVG writes a scene as a picture.
func SVG(w io.Writer, scene Scene, size Size) error { return errors.ErrUnsupported }
