package web

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"underhood/bench/harness"
)

// The client of throughput is a worker, but no contestant: what is measured starts it.
const (
	load        = "load"
	loadCase    = "throughput"
	loadAddress = "UNDERHOOD_BENCH_ADDRESS"
	connections = 16
)

// browser is what a browser sends with each request, whoever answers it.
const browser = "Connection: keep-alive\r\n" +
	"User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\r\n" +
	"Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\n" +
	"Accept-Language: en-US,en;q=0.5\r\n" +
	"Accept-Encoding: gzip, deflate, br, zstd\r\n" +
	"Upgrade-Insecure-Requests: 1\r\n" +
	"Sec-Fetch-Dest: document\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Site: same-origin\r\nSec-Fetch-User: ?1\r\n" +
	"Priority: u=0, i\r\n"

// loadWork logs in at the server and keeps connections to it. The answer of a sample is
// the sum of what came back for each note once.
func loadWork(p harness.Params) (harness.Run, error) {
	address := os.Getenv(loadAddress)
	asked, err := written(address)
	if err != nil {
		return harness.Run{}, err
	}
	var all []*connection
	stop := func() {
		for _, c := range all {
			_ = c.conn.Close()
		}
	}
	for range connections {
		conn, err := net.Dial("tcp", address)
		if err != nil {
			stop()
			return harness.Run{}, err
		}
		all = append(all, &connection{conn: conn, in: bufio.NewReader(conn)})
	}
	each := max(1, p.Size/connections/notes)
	return harness.Run{
		Sample: func() (harness.Sample, error) {
			var sum uint64
			var err error
			s := harness.Measure(func() { sum, err = together(all, asked, each) })
			if err == nil {
				s.Answer, err = onceEach(sum, each*connections*notes)
			}
			return s, err
		},
		Close: stop,
	}, nil
}

// written are the requests for all notes, as they are sent, with the cookies of /login.
func written(address string) ([][]byte, error) {
	login := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: 10 * time.Second}
	res, err := login.Get("http://" + address + "/login")
	if err != nil {
		return nil, err
	}
	_ = res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("login was answered with %s", res.Status)
	}
	cookie := ""
	for _, c := range res.Cookies() {
		cookie = "Cookie: " + c.Name + "=" + c.Value + "\r\n"
	}
	all := make([][]byte, notes)
	for id := range all {
		all[id] = []byte("GET " + path(id) + " HTTP/1.1\r\nHost: " + address + "\r\n" + browser + cookie + "\r\n")
	}
	return all, nil
}

// together has all connections ask for all notes, so often each, at the same time.
func together(all []*connection, asked [][]byte, each int) (sum uint64, err error) {
	var wait sync.WaitGroup
	for _, c := range all {
		wait.Go(func() { c.sum, c.err = c.askAll(asked, each) })
	}
	wait.Wait()
	for _, c := range all {
		sum += c.sum
		err = errors.Join(err, c.err)
	}
	return sum, err
}

// A connection is one to the server that is used by one goroutine at a time.
type connection struct {
	conn net.Conn
	in   *bufio.Reader
	body []byte
	sum  uint64
	err  error
}

// patience is how long a server may take for all it is asked.
const patience = 4 * time.Minute

func (c *connection) askAll(asked [][]byte, each int) (sum uint64, err error) {
	if err := c.conn.SetDeadline(time.Now().Add(patience)); err != nil {
		return 0, err
	}
	for range each {
		for _, request := range asked {
			if _, err := c.conn.Write(request); err != nil {
				return sum, err
			}
			if err := c.answer(); err != nil {
				return sum, err
			}
			sum += sumOf(c.body)
		}
	}
	return sum, nil
}

// answer reads a response of known length, which is all that servers send here. What
// net/http would do besides would only make the client slower.
func (c *connection) answer() error {
	length := -1
	for first := true; ; first = false {
		line, err := c.in.ReadSlice('\n')
		if err != nil {
			return err
		}
		line = bytes.TrimRight(line, "\r\n")
		switch name, value, _ := bytes.Cut(line, []byte(": ")); {
		case first && !bytes.HasPrefix(line, []byte("HTTP/1.1 200")):
			return fmt.Errorf("a note was answered with %q", line)
		case len(line) == 0:
			if length < 0 {
				return errors.New("a response without its length")
			}
			if cap(c.body) < length {
				c.body = make([]byte, length)
			}
			c.body = c.body[:length]
			_, err := io.ReadFull(c.in, c.body)
			return err
		case strings.EqualFold(string(name), "Content-Length"):
			if length, err = strconv.Atoi(string(value)); err != nil {
				return err
			}
		case strings.EqualFold(string(name), "Connection") && strings.EqualFold(string(value), "close"):
			return errors.New("the server closes the connection")
		}
	}
}
