package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"time"

	"underhood/bench/harness"
)

// served measures the CPU time that this process needs to serve a handler.
func served(make func() (http.Handler, error)) harness.Work {
	return func(p harness.Params) (harness.Run, error) {
		h, err := make()
		if err != nil {
			return harness.Run{}, err
		}
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return harness.Run{}, err
		}
		server := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
		go func() { _ = server.Serve(listener) }() // until Close
		client, err := startClient(listener.Addr().String(), p)
		if err != nil {
			_ = server.Close()
			return harness.Run{}, err
		}
		return harness.Run{
			Sample: func() (harness.Sample, error) {
				var reply harness.Reply
				var err error
				s := harness.Measure(func() { reply, err = client.ask(harness.Request{Do: "sample"}) })
				s.NS, s.Answer = s.CPUNS, reply.Answer
				return s, err
			},
			Close: func() {
				client.stop()
				_ = server.Close()
			},
		}, nil
	}
}

// A client is the process that asks a server, at this end of its pipes.
type client struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out *json.Decoder
}

// startClient runs this program again as the worker "load", which is ready when it is
// returned. It ends with stop, or when this process does.
func startClient(address string, p harness.Params) (*client, error) {
	exe, err := os.Executable()
	if err != nil {
		return nil, err
	}
	c := &client{cmd: exec.Command(exe, "worker", "web", load)}
	c.cmd.Env = append(os.Environ(), loadAddress+"="+address)
	c.cmd.Stderr = os.Stderr
	if c.in, err = c.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := c.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := c.cmd.Start(); err != nil {
		return nil, err
	}
	c.out = json.NewDecoder(out)
	var hello harness.Hello
	if err = c.out.Decode(&hello); err == nil {
		_, err = c.ask(harness.Request{Do: "prepare", Case: loadCase, Params: p})
	}
	if err != nil {
		c.stop()
		return nil, fmt.Errorf("the client of the server: %w", err)
	}
	return c, nil
}

func (c *client) ask(q harness.Request) (reply harness.Reply, err error) {
	if err = json.NewEncoder(c.in).Encode(q); err == nil {
		err = c.out.Decode(&reply)
	}
	if err == nil && reply.Error != "" {
		err = errors.New(reply.Error)
	}
	return reply, err
}

func (c *client) stop() {
	_ = c.in.Close() // which ends it
	_ = c.cmd.Wait()
}
