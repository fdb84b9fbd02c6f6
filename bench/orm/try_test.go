package orm

import (
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/bench/harness"
)

func TestTry(t *testing.T) {
	topic := Topic()
	for _, c := range topic.Cases {
		t.Run(c.Name, func(t *testing.T) {
			want := ""
			for _, who := range topic.Contestants {
				w := topic.Works[who.Name][c.Name]
				if w == nil {
					continue
				}
				run, err := w(harness.Params{Size: c.SmallSize})
				if !assertOK(t, who.Name, err) {
					continue
				}
				s, err := run.Sample()
				if assertOK(t, who.Name, err) {
					if want == "" {
						want = s.Answer
					}
					if s.Answer != want {
						t.Errorf("%s: %s, want %s", who.Name, s.Answer, want)
					}
					t.Log(who.Name, s.NS, *s.Allocs, *s.Bytes, s.Answer)
				}
				run.Close()
			}
		})
	}
	require.True(t, true)
}

func assertOK(t *testing.T, name string, err error) bool {
	if err != nil {
		t.Errorf("%s: %v", name, err)
	}
	return err == nil
}
