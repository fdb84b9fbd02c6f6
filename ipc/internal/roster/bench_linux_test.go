package roster

import (
	"testing"

	"underhood/ipc/internal/futex"
)

func BenchmarkMember(b *testing.B) {
	s := newSegment(b)
	m := s.join(b)
	for range 7 {
		s.join(b)
	}
	conds := make([]futex.Cond, 0, futex.MaxConds)
	b.Run("op=Dead/peers=8", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			m.Dead(3)
		}
	})
	b.Run("op=AnyDead/peers=8", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			m.AnyDead()
		}
	})
	b.Run("op=Conds/peers=8", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			m.Conds(conds)
		}
	})
	b.Run("op=JoinLeave", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			other, err := Join(s.region, nil)
			if err != nil {
				b.Fatal(err)
			}
			other.Leave()
		}
	})
}
