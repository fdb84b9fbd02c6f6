package nats

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"underhood/ipc"
)

// A queue's stream is named after it. Whether the queue is closed is seen by what the
// stream listens to: a stream that does not listen where values are put cannot get any,
// whoever puts them and whatever they know. So nothing can slip in after Close, and no
// mark has to be kept beside the stream.
type place struct{ name string }

func (p place) stream() string { return "ipc-" + p.name }
func (p place) open() string   { return "ipc." + p.name + ".put" }
func (p place) closed() string { return "ipc." + p.name + ".closed" } // where nobody puts

// Two bells, which are no streams: a message there is heard by who listens now.
func (p place) room() string { return "ipc." + p.name + ".room" } // something was done
func (p place) end() string  { return "ipc." + p.name + ".end" }  // closed or deleted

const (
	workers    = "workers" // the one consumer, which all processes pull from
	inscribed  = "underhood queue 1 of "
	longestTag = 4096 // what the server takes as a description
	maxPulls   = 4096 // how many calls may wait for a value at a time, in all processes
)

// at is the place of a name, or why it cannot be one.
func at(name string) (place, error) {
	allowed := func(r rune) bool {
		return r == '-' || r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
	}
	if name == "" || len(name) > 200 || strings.ContainsFunc(name, func(r rune) bool { return !allowed(r) }) {
		return place{}, fmt.Errorf("%w: %q: want 1 to 200 of a-z, A-Z, 0-9, - and _", ipc.ErrName, name)
	}
	return place{name}, nil
}

// A state is what the server says of the queue.
type state struct {
	closed     bool
	unfinished int // put and not done
}

func (p place) read(info *jetstream.StreamInfo) state {
	return state{
		closed:     len(info.Config.Subjects) == 1 && info.Config.Subjects[0] == p.closed(),
		unfinished: int(info.State.Msgs),
	}
}

// make finds the queue or makes it. What is there must be as asked, but for the settings:
// they become what was said when it was made.
func (p place) make(ctx context.Context, js jetstream.JetStream, capacity int, layout string, s *settings) (state, error) {
	info, err := p.info(ctx, js)
	if errors.Is(err, ipc.ErrNotExist) {
		_, err = js.CreateStream(ctx, jetstream.StreamConfig{
			Name:        p.stream(),
			Description: inscribed + layout,
			Subjects:    []string{p.open()},
			Retention:   jetstream.WorkQueuePolicy, // what is done is gone
			MaxMsgs:     int64(capacity),
			Discard:     jetstream.DiscardNew, // and not the oldest
			Storage:     s.storage,
			Replicas:    s.replicas,
			Duplicates:  s.window,
		})
		if err == nil || errors.Is(err, jetstream.ErrStreamNameAlreadyInUse) { // by who came first
			info, err = p.info(ctx, js)
		}
	}
	if err != nil {
		return state{}, err
	}
	if err := p.check(info.Config, capacity, layout); err != nil {
		return state{}, err
	}
	consumer, err := js.Consumer(ctx, p.stream(), workers)
	if errors.Is(err, jetstream.ErrConsumerNotFound) {
		consumer, err = js.CreateConsumer(ctx, p.stream(), jetstream.ConsumerConfig{
			Durable:       workers,
			AckPolicy:     jetstream.AckExplicitPolicy,
			AckWait:       s.ackWait,
			MaxDeliver:    -1,
			MaxAckPending: -1,
			MaxWaiting:    maxPulls,
		})
		if errors.Is(err, jetstream.ErrConsumerExists) {
			consumer, err = js.Consumer(ctx, p.stream(), workers)
		}
	}
	if err != nil {
		return state{}, err
	}
	s.window, s.ackWait = info.Config.Duplicates, consumer.CachedInfo().Config.AckWait
	return p.read(info), nil
}

func (p place) check(c jetstream.StreamConfig, capacity int, layout string) error {
	has, ours := strings.CutPrefix(c.Description, inscribed)
	switch {
	case !ours || c.Retention != jetstream.WorkQueuePolicy || c.Discard != jetstream.DiscardNew:
		return fmt.Errorf("%w: stream %s is no queue", ipc.ErrForeign, p.stream())
	case c.MaxMsgs != int64(capacity):
		return fmt.Errorf("%w: queue %s has capacity %d, not %d", ipc.ErrMismatch, p.name, c.MaxMsgs, capacity)
	case has != layout:
		return fmt.Errorf("%w: queue %s has messages of %q, not %q", ipc.ErrMismatch, p.name, has, layout)
	}
	return nil
}

func (p place) info(ctx context.Context, js jetstream.JetStream) (*jetstream.StreamInfo, error) {
	stream, err := js.Stream(ctx, p.stream())
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		return nil, fmt.Errorf("%w: queue %s", ipc.ErrNotExist, p.name)
	}
	if err != nil {
		return nil, err
	}
	return stream.CachedInfo(), nil
}

// shut makes the stream deaf, which nothing undoes.
func (p place) shut(ctx context.Context, js jetstream.JetStream) error {
	info, err := p.info(ctx, js)
	if err != nil || p.read(info).closed {
		return err
	}
	config := info.Config
	config.Subjects = []string{p.closed()}
	_, err = js.UpdateStream(ctx, config)
	return err
}

// Delete removes a queue and all that is in it from the server, closed or not: nothing
// else does. Those who have it open are told ipc.ErrNotExist. So is who deletes what is
// not there.
func Delete(ctx context.Context, conn *nats.Conn, name string) error {
	p, err := at(name)
	if err != nil {
		return err
	}
	js, err := jetstream.New(conn)
	if err != nil {
		return err
	}
	err = js.DeleteStream(ctx, p.stream())
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		return fmt.Errorf("%w: queue %s", ipc.ErrNotExist, name)
	}
	if err != nil {
		return err
	}
	return conn.Publish(p.end(), nil)
}
