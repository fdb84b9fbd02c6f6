package nats_test

import (
	"context"
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	client "github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/stretchr/testify/require"

	"underhood/ipc"
	"underhood/ipc/nats"
)

func TestOpenRefuses(t *testing.T) {
	conn := connect(t, address(t))
	name, foreign := fresh(t, conn), fresh(t, conn)
	open(t, conn, name, 3)
	js := made(jetstream.New(conn))(t)
	_, err := js.CreateStream(t.Context(), jetstream.StreamConfig{Name: "ipc-" + foreign, Subjects: []string{foreign}})
	require.NoError(t, err)

	gob := ipc.Gob[int](64)
	for _, tt := range []struct {
		what     string
		name     string
		capacity int
		codec    ipc.Codec[int]
		option   nats.Option
		want     error
		says     string
	}{
		{"no name", "", 3, gob, nil, ipc.ErrName, `""`},
		{"a name with a dot", "a.b", 3, gob, nil, ipc.ErrName, `"a.b"`},
		{"a long name", strings.Repeat("x", 201), 3, gob, nil, ipc.ErrName, "200"},
		{"another capacity", name, 4, gob, nil, ipc.ErrMismatch, "capacity 3, not 4"},
		{"another codec", name, 3, nil, nil, ipc.ErrMismatch, "gob int"},
		{"another's stream", foreign, 3, gob, nil, ipc.ErrForeign, foreign},
		{"messages too long", fresh(t, conn), 3, ipc.Gob[int](1 << 30), nil, ipc.ErrTooLarge, "1073741824"},
		{"no timeout", name, 3, gob, nats.Timeout(0), nil, "Timeout is 0s"},
		{"no AckWait", name, 3, gob, nats.AckWait(-1), nil, "AckWait is -1ns"},
		{"no window", name, 3, gob, nats.Window(0), nil, "Window is 0s"},
		{"no replicas", name, 3, gob, nats.Replicas(0), nil, "Replicas is 0"},
	} {
		t.Run(tt.what, func(t *testing.T) {
			var options []nats.Option
			if tt.option != nil {
				options = append(options, tt.option)
			}
			_, err := nats.Open(t.Context(), conn, tt.name, tt.capacity, tt.codec, options...)
			require.ErrorContains(t, err, tt.says)
			if tt.want != nil {
				require.ErrorIs(t, err, tt.want)
			}
		})
	}
	_, err = nats.Open[*int](t.Context(), conn, name, 3, nil)
	require.ErrorContains(t, err, "Gob")
	require.Panics(t, func() { _, _ = nats.Open(t.Context(), conn, name, 0, gob) })
	require.Panics(t, func() { _, _ = nats.Open(t.Context(), nil, name, 3, gob) })
	require.ErrorIs(t, nats.Delete(t.Context(), conn, "a b"), ipc.ErrName)
}

// TestOpenTogether: who opens at the same time opens the same queue.
func TestOpenTogether(t *testing.T) {
	url := address(t)
	name := fresh(t, connect(t, url))
	errs := make(chan error)
	const together = 8
	for range together {
		conn := connect(t, url)
		go func() {
			q, err := nats.Open(context.Background(), conn, name, 3, ipc.Gob[int](64), nats.InMemory())
			if err == nil {
				err = q.Put(context.Background(), 1)
			}
			if err == nil {
				_, err = q.Get(context.Background())
			}
			if err == nil {
				err = q.Detach()
			}
			errs <- err
		}()
	}
	for range together {
		require.NoError(t, <-errs)
	}
}

// requests is how many wait at the server for a value.
func requests(t *testing.T, conn *client.Conn, name string) int {
	t.Helper()
	js := made(jetstream.New(conn))(t)
	c := made(js.Consumer(t.Context(), "ipc-"+name, "workers"))(t)
	return c.CachedInfo().NumWaiting
}

// TestDetach: what was taken goes back at once, and the handle is of no more use.
func TestDetach(t *testing.T) {
	url := address(t)
	conn := connect(t, url)
	name := fresh(t, conn)
	q, other := open(t, conn, name, 3), open(t, connect(t, url), name, 3)
	require.NoError(t, q.Put(t.Context(), 5))
	task := made(q.Take(t.Context()))(t)
	waits := make(chan error)
	go func() { _, err := q.Get(context.Background()); waits <- err }()
	for requests(t, conn, name) == 0 { // it must have asked the server for another
		runtime.Gosched()
	}
	require.NoError(t, q.Detach())
	require.NoError(t, q.Detach())
	require.ErrorIs(t, <-waits, ipc.ErrClosed)
	require.ErrorIs(t, task.Done(), ipc.ErrNotTaken)

	again := made(other.Take(t.Context()))(t)
	require.Equal(t, 5, again.Value)
	require.Positive(t, again.Redelivered)
	require.NoError(t, again.Done())

	require.ErrorIs(t, q.Put(t.Context(), 1), ipc.ErrClosed)
	require.ErrorIs(t, q.TryPut(1), ipc.ErrClosed)
	_, err := q.Get(t.Context())
	require.ErrorIs(t, err, ipc.ErrClosed)
	_, err = q.TryGet()
	require.ErrorIs(t, err, ipc.ErrClosed)
	require.ErrorIs(t, q.Join(t.Context()), ipc.ErrClosed)
	require.ErrorIs(t, q.Close(), ipc.ErrClosed)
	require.Zero(t, q.Len())
}

// TestClosedWithTasks: the end is when nothing can come back any more. Who has the last
// tasks need not wait for them.
func TestClosedWithTasks(t *testing.T) {
	url := address(t)
	conn := connect(t, url)
	name := fresh(t, conn)
	q, other := open(t, conn, name, 3), open(t, connect(t, url), name, 3)
	for i := range 2 {
		require.NoError(t, q.Put(t.Context(), i))
	}
	task := made(q.Take(t.Context()))(t)
	made(q.Take(t.Context()))(t)
	require.NoError(t, other.Close())
	_, err := q.Get(t.Context())
	require.ErrorIs(t, err, io.EOF)
	_, err = other.TryGet()
	require.ErrorIs(t, err, ipc.ErrEmpty)
	require.NoError(t, task.Done())
	came := make(chan int)
	go func() { v, _ := other.Get(context.Background()); came <- v }()
	require.NoError(t, q.Detach())
	require.Equal(t, 1, <-came)
	_, err = other.Get(t.Context())
	require.ErrorIs(t, err, io.EOF)

	late := open(t, conn, name, 3)
	_, err = late.Take(t.Context())
	require.ErrorIs(t, err, io.EOF, "a closed queue can be opened")
	require.ErrorIs(t, late.Put(t.Context(), 1), ipc.ErrClosed)
}

// TestBusy: a process says of what it holds that it is at work, as long as it holds it.
func TestBusy(t *testing.T) {
	conn := connect(t, address(t))
	name := fresh(t, conn)
	said := make(chan string, 64)
	sub, err := conn.Subscribe("$JS.ACK.ipc-"+name+".>", func(m *client.Msg) { said <- string(m.Data) })
	require.NoError(t, err)
	defer func() { require.NoError(t, sub.Unsubscribe()) }()
	q := open(t, conn, name, 3, nats.AckWait(30*time.Millisecond))
	require.NoError(t, q.Put(t.Context(), 1))
	task := made(q.Take(t.Context()))(t)
	for range 5 {
		require.Equal(t, "+WPI", <-said)
	}
	require.NoError(t, task.Done())
	for s := range said {
		if s == "+ACK" {
			break
		}
		require.Equal(t, "+WPI", s)
	}
}

// TestDeleted: who has a deleted queue is told.
func TestDeleted(t *testing.T) {
	conn := connect(t, address(t))
	name := fresh(t, conn)
	q := open(t, conn, name, 1, nats.Timeout(time.Second))
	require.NoError(t, q.Put(t.Context(), 1))
	task := made(q.Take(t.Context()))(t)
	waits := make(chan error)
	go func() { _, err := q.Get(context.Background()); waits <- err }()
	go func() { waits <- q.Put(context.Background(), 2) }()
	go func() { waits <- q.Join(context.Background()) }()
	require.NoError(t, nats.Delete(t.Context(), conn, name))
	for range 3 {
		require.ErrorIs(t, <-waits, ipc.ErrNotExist)
	}
	require.ErrorIs(t, q.Put(t.Context(), 1), ipc.ErrNotExist)
	require.ErrorIs(t, task.Done(), ipc.ErrNotExist)
	require.ErrorIs(t, q.Close(), ipc.ErrNotExist)
	require.ErrorIs(t, nats.Delete(t.Context(), conn, name), ipc.ErrNotExist)
}

// TestPoison: what cannot be decoded is an error once, and in nobody's way.
func TestPoison(t *testing.T) {
	conn := connect(t, address(t))
	name := fresh(t, conn)
	q := open(t, conn, name, 3)
	js := made(jetstream.New(conn))(t)
	for _, data := range []string{"junk", "", "more"} {
		_, err := js.Publish(t.Context(), "ipc."+name+".put", []byte(data))
		require.NoError(t, err)
	}
	_, err := q.Get(t.Context())
	require.ErrorContains(t, err, name)
	disguised := client.NewMsg("ipc." + name + ".put")
	disguised.Header.Set("Status", "404")
	_, err = js.PublishMsg(t.Context(), disguised)
	require.NoError(t, err)
	_, err = q.Take(t.Context())
	require.ErrorContains(t, err, name)
	_, err = q.TryGet()
	require.ErrorContains(t, err, name)
	_, err = q.Take(t.Context())
	require.ErrorContains(t, err, name)
	require.NoError(t, q.Join(t.Context()))
}

// TestRefusedValues: what cannot be sent is not in the queue.
func TestRefusedValues(t *testing.T) {
	conn := connect(t, address(t))
	q, err := nats.Open(t.Context(), conn, fresh(t, conn), 3, ipc.Gob[string](16))
	require.NoError(t, err)
	defer func() { require.NoError(t, q.Detach()) }()
	require.ErrorIs(t, q.Put(t.Context(), strings.Repeat("x", 100)), ipc.ErrTooLarge)
	why := errors.New("why")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(why)
	require.ErrorIs(t, q.Put(ctx, "x"), why)
	require.Zero(t, q.Len())
	require.NoError(t, q.TryPut("x"))
	require.Equal(t, "x", made(q.TryGet())(t))
}
