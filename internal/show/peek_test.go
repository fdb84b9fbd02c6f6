package show

import (
	"fmt"
	"os"
	"testing"
	"time"
)

func TestPeek(t *testing.T) {
	for _, s := range sketches {
		for _, size := range []Size{TerminalSize, {Cols: 110}} {
			t0 := time.Now()
			f := Layout(s.scene, size).Frame(FrameStyle{})
			fmt.Fprintf(os.Stderr, "%s %v %v\n%s########\n", s.name, size, time.Since(t0), f)
		}
		f, _ := os.Create("/tmp/peek/" + s.name + ".svg")
		SVG(f, s.scene, WideSize)
		f.Close()
	}
}
