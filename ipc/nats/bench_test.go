package nats_test

import (
	"crypto/rand"
	"os"
	"testing"

	client "github.com/nats-io/nats.go"

	"underhood/ipc"
	"underhood/ipc/nats"
)

// BenchmarkPutGet puts a number and gets it, one after the other: what the answers of the
// server cost, beside the same in shared memory.
func BenchmarkPutGet(b *testing.B) {
	putGet := func(b *testing.B, q ipc.Queue[int], err error) {
		if err != nil {
			b.Fatal(err)
		}
		defer func() { _ = q.Detach() }() // of no interest to what is measured
		for b.Loop() {
			if err := q.Put(b.Context(), 1); err != nil {
				b.Fatal(err)
			}
			if _, err := q.Get(b.Context()); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.Run("impl=shared", func(b *testing.B) {
		q, err := ipc.CreateQueue[int](64, nil)
		putGet(b, q, err)
	})
	for _, storage := range []struct {
		name    string
		options []nats.Option
	}{{"impl=nats/store=file", nil}, {"impl=nats/store=memory", []nats.Option{nats.InMemory()}}} {
		b.Run(storage.name, func(b *testing.B) {
			url := os.Getenv(server)
			if url == "" {
				b.Skipf("%s is not set: no NATS server with JetStream to talk to", server)
			}
			conn, err := client.Connect(url)
			if err != nil {
				b.Fatal(err)
			}
			defer conn.Close()
			name := "bench-" + rand.Text()
			defer func() {
				if err := nats.Delete(b.Context(), conn, name); err != nil {
					b.Error(err)
				}
			}()
			q, err := nats.Open[int](b.Context(), conn, name, 64, nil, storage.options...)
			putGet(b, q, err)
		})
	}
}
