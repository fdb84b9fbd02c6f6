package show

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestSketches keeps the pictures the model was fixed with.
func TestSketches(t *testing.T) {
	for _, s := range sketches {
		t.Run(s.name, func(t *testing.T) {
			golden(t, s.name+"-80x24.txt", Layout(s.scene, TerminalSize).Frame(FrameStyle{}))
			golden(t, s.name+"-200x50.txt", Layout(s.scene, Size{Cols: 200, Rows: 50}).Frame(FrameStyle{}))
			golden(t, s.name+"-phone.txt", Layout(s.scene, PhoneSize).Frame(FrameStyle{}))
			golden(t, s.name+".txt", Text(s.scene))
			var svg bytes.Buffer
			require.NoError(t, SVG(&svg, s.scene, WideSize))
			golden(t, s.name+".svg", svg.String())
		})
	}
}

// TestRenderers keeps every form of one recorded run.
func TestRenderers(t *testing.T) {
	tape := ringTape()
	render := func(write func(io.Writer) error) string {
		var b bytes.Buffer
		require.NoError(t, write(&b))
		return b.String()
	}
	golden(t, "run.plain", render(func(w io.Writer) error { return Plain(w, tape) }))
	golden(t, "run.jsonl", render(func(w io.Writer) error { return JSON(w, tape) }))
	golden(t, "run.svg", render(func(w io.Writer) error { return SVG(w, tape.Scene(6), WideSize) }))
	golden(t, "run.cast", render(func(w io.Writer) error {
		return Cast(w, tape, CastOptions{Size: Size{Cols: 60, Rows: 20}, Speed: 2, Color: true})
	}))
	golden(t, "run.frame", Layout(tape.Scene(6), Size{Cols: 60, Rows: 20}).Frame(FrameStyle{}))
	golden(t, "run.color", Layout(tape.Scene(6), Size{Cols: 60, Rows: 20}).Frame(FrameStyle{Color: true}))
	golden(t, "run.ascii", Layout(tape.Scene(6), Size{Cols: 60, Rows: 20}).Frame(FrameStyle{ASCII: true}))
	scene, err := json.MarshalIndent(tape.Scene(6), "", " ")
	require.NoError(t, err)
	golden(t, "run.scene.json", string(scene)+"\n")
}

func TestColorOnlyAddsEscapes(t *testing.T) {
	for _, s := range sketches {
		p := Layout(s.scene, TerminalSize)
		require.Equal(t, p.Frame(FrameStyle{}), stripEscapes(p.Frame(FrameStyle{Color: true})))
	}
}

// stripEscapes removes SGR sequences.
func stripEscapes(s string) string {
	var b strings.Builder
	for {
		before, after, ok := strings.Cut(s, "\x1b[")
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		_, s, _ = strings.Cut(after, "m")
	}
}

func TestASCIIFrameIsASCII(t *testing.T) {
	for _, s := range sketches {
		for _, r := range Layout(s.scene, TerminalSize).Frame(FrameStyle{ASCII: true}) {
			require.Less(t, r, rune(128))
		}
	}
}

func TestSVGIsWellFormed(t *testing.T) {
	hostile := Scene{Title: "<a>&\"\x00\xff", Caption: "]]>\x1b[2J", Panels: []Panel{
		Graph{Nodes: []Node{{ID: "<n>"}, {ID: "&"}}, Edges: []Edge{{From: "<n>", To: "&", Label: "\"'"}}},
	}}
	for _, scene := range []Scene{hostile, {}, sketches[0].scene} {
		for _, size := range []Size{WideSize, PhoneSize, TerminalSize} {
			var b bytes.Buffer
			require.NoError(t, SVG(&b, scene, size))
			require.NotContains(t, b.String(), "<script")
			d := xml.NewDecoder(&b)
			for {
				_, err := d.Token()
				if errors.Is(err, io.EOF) {
					break
				}
				require.NoError(t, err)
			}
		}
	}
}

func TestCastIsPlayable(t *testing.T) {
	var b bytes.Buffer
	require.NoError(t, Cast(&b, ringTape(), CastOptions{Size: TerminalSize, Speed: 4}))
	lines := strings.Split(strings.TrimSpace(b.String()), "\n")
	var header struct{ Version, Width, Height int }
	require.NoError(t, json.Unmarshal([]byte(lines[0]), &header))
	require.Equal(t, struct{ Version, Width, Height int }{2, 80, 24}, header)
	require.Len(t, lines, 1+ringTape().Len()+1)
	for i, line := range lines[1:] {
		var event [3]any
		require.NoError(t, json.Unmarshal([]byte(line), &event))
		require.InDelta(t, float64(i)/4, event[0], 0.001)
		frame, ok := event[2].(string)
		require.True(t, ok)
		require.Equal(t, 23, strings.Count(frame, "\r\n"))
	}
}

// brokenWriter fails after n bytes.
type brokenWriter struct{ n int }

var errBroken = errors.New("broken")

func (w *brokenWriter) Write(p []byte) (int, error) {
	if w.n -= len(p); w.n < 0 {
		return 0, errBroken
	}
	return len(p), nil
}

func TestRenderersReportWriteErrors(t *testing.T) {
	for _, n := range []int{0, 100} {
		require.ErrorIs(t, Plain(&brokenWriter{n}, ringTape()), errBroken)
		require.ErrorIs(t, JSON(&brokenWriter{n}, ringTape()), errBroken)
		require.ErrorIs(t, SVG(&brokenWriter{n}, sketches[0].scene, WideSize), errBroken)
		require.ErrorIs(t, Cast(&brokenWriter{n}, ringTape(), CastOptions{Size: TerminalSize, Speed: 1}), errBroken)
	}
}
