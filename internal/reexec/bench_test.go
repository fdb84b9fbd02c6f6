package reexec_test

import (
	"context"
	"os"
	"os/exec"
	"testing"

	"underhood/internal/reexec"
)

var nothing = reexec.Register("nothing", func(context.Context, *reexec.Child) error { return nil })

// From the call to the known end: a child of this package, the same program
// started by os/exec without any of it, and a small program.
func BenchmarkStart(b *testing.B) {
	b.Run("impl=reexec", func(b *testing.B) {
		for b.Loop() {
			p, err := reexec.Start(b.Context(), nothing, reexec.Options{})
			if err != nil {
				b.Fatal(err)
			}
			if state, err := p.Wait(b.Context()); err != nil || state.Err() != nil {
				b.Fatal(err, state.Err())
			}
		}
	})
	b.Run("impl=exec", func(b *testing.B) {
		exe, err := os.Executable()
		if err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			cmd := exec.CommandContext(b.Context(), exe)
			cmd.Env = append(cmd.Environ(), roleKey+"=nothing")
			if err := cmd.Run(); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("impl=true", func(b *testing.B) {
		for b.Loop() {
			if err := exec.CommandContext(b.Context(), "true").Run(); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func init() { early["nothing"] = func() {} }
