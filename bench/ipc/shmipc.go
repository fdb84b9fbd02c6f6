//go:build linux && (amd64 || arm64)

package ipc

import (
	"context"
	"encoding/binary"
	"io"
	"time"

	"github.com/cloudwego/shmipc-go"

	"underhood/ipc"
)

// shmipcName is how shmipc-go is called here, "" where it does not build.
const shmipcName = "shmipc-go"

// streamed is a stream of shmipc-go, whose messages are made and read where they lie as
// far as its interface goes.
type streamed struct {
	*shmipc.Stream
	end func()
}

const head = 4 // bytes of the length before a message

func (s streamed) Send(ctx context.Context, message []byte) error {
	return s.lend(ctx, len(message), func(room []byte) { copy(room, message) })
}

func (s streamed) lend(_ context.Context, n int, fill func([]byte)) error {
	room, err := s.BufferWriter().Reserve(head + n)
	if err != nil {
		return err
	}
	binary.LittleEndian.PutUint32(room, uint32(n))
	fill(room[head:])
	return s.Flush(false)
}

func (s streamed) Receive(_ context.Context, buf []byte) ([]byte, error) {
	message, err := s.next()
	if err != nil {
		return nil, err
	}
	buf = append(buf[:0], message...)
	s.BufferReader().ReleasePreviousRead()
	return buf, nil
}

func (s streamed) next() ([]byte, error) {
	in := s.BufferReader()
	length, err := in.ReadBytes(head)
	if err != nil {
		return nil, io.EOF // it has several errors for the end
	}
	return in.ReadBytes(int(binary.LittleEndian.Uint32(length)))
}

func (s streamed) borrow(_ context.Context, use func([]byte) error) error {
	for {
		message, err := s.next()
		if err != nil {
			return err
		}
		if err := use(message); err != nil {
			return err
		}
		s.BufferReader().ReleasePreviousRead()
	}
}

func (s streamed) Close() error {
	err := s.Stream.Close()
	s.end()
	return err
}

// shmipcStream is a stream of one session, in a memfd, with messages in one slice each
// and enough of them that none ever takes the way through the socket.
func shmipcStream() transport {
	return transport{
		offer: func(j *job) ([]ipc.StartOption, func(context.Context) (ipc.Pipe, error), error) {
			l, remove, err := listen(j)
			if err != nil {
				return nil, nil, err
			}
			return nil, func(ctx context.Context) (ipc.Pipe, error) {
				defer remove()
				defer func() { _ = l.Close() }()
				conn, err := l.Accept()
				if err != nil {
					return nil, err
				}
				server, err := shmipc.Server(conn, j.shmipc())
				if err != nil {
					return nil, err
				}
				stream, err := server.AcceptStream()
				if err != nil {
					return nil, err
				}
				s := streamed{stream, func() { _ = server.Close() }}
				_, err = s.Receive(ctx, nil) // which made the stream appear
				return s, err
			}, nil
		},
		attach: func(ctx context.Context, _ *ipc.Child, j job) (ipc.Pipe, error) {
			conf := shmipc.DefaultSessionManagerConfig()
			conf.Config, conf.Network, conf.Address = j.shmipc(), "unix", j.Address
			manager, err := shmipc.NewSessionManager(conf)
			if err != nil {
				return nil, err
			}
			stream, err := manager.GetStream()
			if err != nil {
				return nil, err
			}
			s := streamed{stream, func() { _ = manager.Close() }}
			return s, s.Send(ctx, make([]byte, 8))
		},
	}
}

func (j job) shmipc() *shmipc.Config {
	slice := (max(j.Bytes, 64) + head + 63) / 64 * 64
	inFlight := 1
	if j.Kind == oneway {
		inFlight = j.Count
	}
	conf := shmipc.DefaultConfig()
	conf.MemMapType = shmipc.MemMapTypeMemFd
	conf.InitializeTimeout = patience
	conf.ConnectionWriteTimeout = 2 * time.Minute
	conf.LogOutput = io.Discard
	conf.QueueCap = uint32(max(8192, (inFlight+7)/8*8))
	conf.ShareMemoryBufferCap = uint32(max(8<<20, (inFlight+16)*(slice+64)*2))
	conf.BufferSliceSizes = []*shmipc.SizePercentPair{{Size: uint32(slice), Percent: 100}}
	return conf
}
