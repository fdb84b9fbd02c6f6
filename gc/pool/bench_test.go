package pool_test

import (
	"fmt"
	"testing"

	"underhood/gc/pool"
)

// BenchmarkPair gives n blocks, touches them, and frees them, last first.
func BenchmarkPair(b *testing.B) {
	for _, size := range []int{16, 64, 512} {
		b.Run(fmt.Sprintf("size=%d", size), func(b *testing.B) {
			const n = 1024
			a := pool.New()
			blocks := make([]pool.Block, n)
			b.ReportAllocs()
			for b.Loop() {
				for i := range blocks {
					x, mem, err := a.Alloc(size)
					if err != nil {
						b.Fatal(err)
					}
					mem[0] = 1
					blocks[i] = x
				}
				for i := len(blocks) - 1; i >= 0; i-- {
					if err := a.Free(blocks[i]); err != nil {
						b.Fatal(err)
					}
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/pair")
			if err := a.Close(); err != nil {
				b.Fatal(err)
			}
		})
	}
}
