package show

import "io"

// JSON writes a tape as JSON lines, one object a step: {"step":1,"line":"…",
// "events":[…]}. The fields of an event are the topic's own. It returns the
// first error of the tape or of w.
func JSON(w io.Writer, tape Tape) error {
	for step := 1; step <= tape.Len(); step++ {
		line, err := tape.JSON(step)
		if err != nil {
			return err
		}
		if _, err := w.Write(append(line, '\n')); err != nil {
			return err
		}
	}
	return nil
}
