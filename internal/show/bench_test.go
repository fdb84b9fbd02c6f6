package show

import "testing"

// BenchmarkLayout is the cost of one frame: a small heap drawn with arrows, and
// a big one that has to fall back to a list.
func BenchmarkLayout(b *testing.B) {
	for _, s := range sketches {
		b.Run("scene="+s.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Layout(s.scene, TerminalSize)
			}
		})
	}
}
