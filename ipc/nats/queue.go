package nats

import (
	"context"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"underhood/ipc"
)

// headers is room for what is sent beside a message.
const headers = 512

// Open is the queue of that name at the server, which is made if it is not there. A
// queue that is there must have the same capacity and a codec of the same layout
// (ipc.ErrMismatch); a closed one is opened as it is, to be drained. A nil codec is
// [ipc.Raw]; then both ends must be of the same kind of processor.
//
// The name is 1 to 200 letters, digits, - and _ (ipc.ErrName). Whoever may use the
// server's account may open it: there is no other protection.
//
// The connection stays the caller's, and must not be closed before [ipc.Queue.Detach],
// which ends the one goroutine of the queue and gives back what it holds. It panics if
// capacity is less than 1 or conn is nil.
func Open[T any](ctx context.Context, conn *nats.Conn, name string, capacity int, codec ipc.Codec[T], options ...Option) (ipc.Queue[T], error) {
	if capacity < 1 {
		panic(fmt.Sprintf("nats.Open: capacity %d is less than 1", capacity))
	}
	if conn == nil {
		panic("nats.Open: nil connection")
	}
	place, err := at(name)
	if err != nil {
		return nil, err
	}
	s, err := settle(options)
	if err != nil {
		return nil, err
	}
	if codec == nil {
		if codec, err = ipc.Raw[T](); err != nil {
			return nil, fmt.Errorf("%w; a codec such as Gob can send it", err)
		}
	}
	if n := len(codec.Layout()); n > longestTag-len(inscribed) {
		return nil, fmt.Errorf("%w: the codec's layout has %d bytes, %d at most", ipc.ErrTooLarge, n, longestTag-len(inscribed))
	}
	js, err := jetstream.New(conn)
	if err != nil {
		return nil, err
	}
	q := &queue[T]{
		line: newLine(conn, s.timeout), js: js, place: place, codec: codec, capacity: capacity,
		pulls: "$JS.API.CONSUMER.MSG.NEXT." + place.stream() + "." + workers,
		hands: hands{have: map[*held]bool{}}, ended: make(chan struct{}),
	}
	if err := q.open(ctx, s); err != nil {
		return nil, err
	}
	return q, nil
}

type queue[T any] struct {
	*line
	js       jetstream.JetStream
	place    place
	codec    ipc.Codec[T]
	capacity int
	window   time.Duration
	pulls    string // where a value is asked for
	hands    hands
	ended    chan struct{} // closed when tend is over
	bell     *nats.Subscription
}

func (q *queue[T]) open(ctx context.Context, s settings) error {
	moves := q.conn.StatusChanged(nats.CONNECTED, nats.RECONNECTING, nats.CLOSED)
	var is state
	err := q.ready(ctx)
	if most := q.conn.MaxPayload(); err == nil && int64(q.codec.Max()) > most-headers {
		err = fmt.Errorf("%w: messages of up to %d bytes, the server takes %d", ipc.ErrTooLarge, q.codec.Max(), most-headers)
	}
	if err == nil {
		q.bell, err = q.conn.Subscribe(q.place.end(), func(*nats.Msg) { q.doubt() })
	}
	if err == nil {
		err = q.insist(ctx, func(ctx context.Context) (err error) { // it makes what is not made yet
			is, err = q.place.make(ctx, q.js, q.capacity, q.codec.Layout(), &s)
			return err
		})
		if err != nil {
			_ = q.bell.Unsubscribe() // the error is what counts
		}
	}
	if err != nil {
		q.conn.RemoveStatusListener(moves)
		return err
	}
	q.closed.Store(is.closed)
	q.window = s.window
	go q.tend(moves, s.ackWait/3)
	return nil
}

// tend hears of the connection and speaks for what is held. It ends with Detach.
func (q *queue[T]) tend(moves chan nats.Status, every time.Duration) {
	defer close(q.ended)
	tick := time.NewTicker(max(every, time.Millisecond))
	defer tick.Stop()
	heard := moves
	for {
		select {
		case _, open := <-heard:
			if !open { // the connection is closed for good
				heard = nil
			}
			q.moved.tell()
			q.doubt() // a ring may have been missed
		case <-tick.C:
			q.renew()
		case <-q.gone.Done():
			q.conn.RemoveStatusListener(moves)
			return
		}
	}
}

func (q *queue[T]) state(ctx context.Context) (is state, err error) {
	err = q.insist(ctx, func(ctx context.Context) error {
		info, err := q.place.info(ctx, q.js)
		if err == nil {
			is = q.place.read(info)
		}
		return err
	})
	return is, err
}

// Len is 0 when the server cannot say. A task that came back counts again when it is
// given out.
func (q *queue[T]) Len() int {
	ctx, cancel := q.brief()
	defer cancel()
	n, _ := q.waiting(ctx) // 0 with an error
	return n
}

// waiting is how many messages nobody has. The consumer counts what is put some time
// after Put has returned, so its own number of pending messages may be too small; what
// it has given out it knows exactly.
func (q *queue[T]) waiting(ctx context.Context) (n int, err error) {
	err = q.insist(ctx, func(ctx context.Context) error {
		c, err := q.js.Consumer(ctx, q.place.stream(), workers)
		if err != nil {
			return err
		}
		info, err := q.place.info(ctx, q.js)
		if err == nil {
			n = max(0, int(info.State.Msgs)-c.CachedInfo().NumAckPending)
		}
		return err
	})
	return n, err
}

func (q *queue[T]) Cap() int { return q.capacity }

func (q *queue[T]) Close() error {
	ctx, cancel := q.brief()
	defer cancel()
	err := q.insist(ctx, func(ctx context.Context) error { return q.place.shut(ctx, q.js) })
	if err != nil {
		return err
	}
	return q.conn.Publish(q.place.end(), nil)
}

// Detach does not fail when the server is away: what was held comes back by AckWait.
func (q *queue[T]) Detach() error {
	if q.gone.Err() == nil {
		q.leave(ipc.ErrClosed)
		q.pulling.Lock() // they leave at once
		q.sweep()
		q.surrender()
		q.pulling.Unlock()
		_ = q.bell.Unsubscribe() // a closed connection has none
		if q.conn.IsConnected() {
			ctx, cancel := q.brief()
			defer cancel()
			_ = q.conn.FlushWithContext(ctx) // so that others see at once what went back
		}
	}
	<-q.ended
	return nil
}

// sweep has the server drop the requests of those who have left, before what this handle
// holds goes back. Server 2.9 would try to give it to one of them, and then forget that it
// was given out; it drops them when it is asked how many there are.
func (q *queue[T]) sweep() {
	if q.holds() == 0 || !q.conn.IsConnected() {
		return
	}
	ctx, cancel := q.brief()
	defer cancel()
	_, _ = q.js.Consumer(ctx, q.place.stream(), workers) // without an answer only the mark is lost
}
