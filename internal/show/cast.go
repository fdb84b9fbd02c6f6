package show

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// CastOptions says how a cast is made.
type CastOptions struct {
	Size  Size    // of the terminal; both at least 1
	Speed float64 // steps a second, above 0
	Color bool    // with ANSI colours
}

// Cast writes a tape as an asciicast v2 (docs.asciinema.org/manual/asciicast/v2),
// a terminal recording: a header, then one frame a step, JSON lines both. It
// carries no date, so the same tape gives the same bytes. It returns the first
// error of w.
func Cast(w io.Writer, tape Tape, o CastOptions) error {
	header, err := json.Marshal(struct {
		Version int               `json:"version"`
		Width   int               `json:"width"`
		Height  int               `json:"height"`
		Title   string            `json:"title,omitempty"`
		Env     map[string]string `json:"env"`
	}{2, o.Size.Cols, o.Size.Rows, oneLine(tape.Title()), map[string]string{"TERM": "xterm-256color"}})
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(w, "%s\n", header); err != nil {
		return err
	}
	for step := 0; step <= tape.Len(); step++ {
		frame := Layout(tape.Scene(step), o.Size).Frame(FrameStyle{Color: o.Color})
		// Home, clear: a player that seeks needs nothing from the frame before.
		text, err := json.Marshal("\x1b[H\x1b[2J" + strings.ReplaceAll(strings.TrimSuffix(frame, "\n"), "\n", "\r\n"))
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintf(w, "[%.3f,\"o\",%s]\n", float64(step)/o.Speed, text); err != nil {
			return err
		}
	}
	return nil
}
