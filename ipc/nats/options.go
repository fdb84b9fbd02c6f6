package nats

import (
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// An Option says how [Open] makes a queue, or how long to wait for the server.
type Option func(*settings)

type settings struct {
	timeout, ackWait, window time.Duration
	storage                  jetstream.StorageType
	replicas                 int
}

// Timeout is how long the server may take to answer one request, 5 s if it is not said.
// It bounds the calls that have no context: TryPut, TryGet, Len, Close, Detach and a
// task's Done. Others send their request again, until their context ends.
func Timeout(d time.Duration) Option { return func(s *settings) { s.timeout = d } }

// AckWait is how long the server lets a process be silent about a task before it gives
// the task to another, 30 s if it is not said. A process that lives says three times in
// that time that it is still at work. The option counts for who makes the queue; who
// opens it later takes what was said then.
func AckWait(d time.Duration) Option { return func(s *settings) { s.ackWait = d } }

// Window is how long the server remembers what was put, so that a value which is sent
// again, because the answer was lost, is not there twice; 2 min if it is not said. A Put
// does not try longer than that. It counts for who makes the queue.
func Window(d time.Duration) Option { return func(s *settings) { s.window = d } }

// InMemory keeps the queue in the server's memory: it ends with the server. Otherwise it
// is in files. It counts for who makes the queue.
func InMemory() Option { return func(s *settings) { s.storage = jetstream.MemoryStorage } }

// Replicas is how many servers of a cluster keep the queue, one if it is not said. It
// counts for who makes the queue.
func Replicas(n int) Option { return func(s *settings) { s.replicas = n } }

func settle(options []Option) (settings, error) {
	s := settings{timeout: 5 * time.Second, ackWait: 30 * time.Second, window: 2 * time.Minute, replicas: 1}
	for _, set := range options {
		set(&s)
	}
	for _, d := range []struct {
		name string
		is   time.Duration
	}{{"Timeout", s.timeout}, {"AckWait", s.ackWait}, {"Window", s.window}} {
		if d.is < time.Millisecond {
			return s, fmt.Errorf("ipc/nats: %s is %v, want at least 1ms", d.name, d.is)
		}
	}
	if s.replicas < 1 {
		return s, fmt.Errorf("ipc/nats: Replicas is %d, want at least 1", s.replicas)
	}
	return s, nil
}
