package gcview

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// Bounds of the event streams.
const (
	mostStreams  = 16
	streamTick   = 500 * time.Millisecond // how often a stream looks for new events
	streamQuiet  = 15 * time.Second       // a comment is sent so long after the last message
	streamStalls = 10 * time.Second       // a browser that does not read for so long is let go
)

// stream sends the events as they happen (text/event-stream), 200 at a time. Each
// message is an excerpt, whose number of skipped events says what was too much. Its id
// is the number of events seen, with which a browser that comes back asks to go on.
// Streams read the one ring; none has a queue of its own that could grow.
func (v *View) stream(w http.ResponseWriter, r *http.Request) {
	if v.isClosed() {
		http.Error(w, ErrClosed.Error(), http.StatusServiceUnavailable)
		return
	}
	next, err := v.beginning(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	if !v.events.join() {
		http.Error(w, ErrCrowded.Error(), http.StatusServiceUnavailable)
		return
	}
	defer v.events.part()
	w.Header().Set("Content-Type", "text/event-stream")
	out := http.NewResponseController(w)
	send := func(message []byte) bool {
		// A writer without deadlines, such as a test's, has none to set.
		_ = out.SetWriteDeadline(time.Now().Add(streamStalls))
		_, err := w.Write(message)
		return err == nil && out.Flush() == nil
	}
	tick := time.NewTicker(streamTick)
	defer tick.Stop()
	last := time.Now()
	for ok := r.Method != http.MethodHead && send([]byte(": gcview\n\n")); ok; {
		if x := v.events.since(next); x.Seen > next {
			next, last = x.Seen, time.Now()
			ok = send(messageOf(x))
		} else if time.Since(last) >= streamQuiet {
			last = time.Now()
			ok = send([]byte(": quiet\n\n"))
		}
		if !ok {
			return
		}
		select {
		case <-tick.C:
		case <-v.closed:
			return
		case <-r.Context().Done():
			return
		}
	}
}

// beginning is the event a stream begins with: where the browser left off, else where
// the address says, else the next. A number from the future means the next.
func (v *View) beginning(r *http.Request) (uint64, error) {
	values, err := inputsOf(r, "from")
	if err != nil {
		return 0, err
	}
	from, next := ^uint64(0), v.events.seen()
	if s := values.Get("from"); s != "" {
		if from, err = strconv.ParseUint(s, 10, 64); err != nil {
			return 0, fmt.Errorf("gcview: from=%q is no number of an event", short(s))
		}
	}
	if id, err := strconv.ParseUint(r.Header.Get("Last-Event-ID"), 10, 64); err == nil && id <= next {
		return id, nil
	}
	return min(from, next), nil
}

// messageOf writes JSON in one line, as the form of event streams wants.
func messageOf(x excerpt) []byte {
	data, err := json.Marshal(x)
	if err != nil {
		data = []byte("{}") // an excerpt is numbers and strings, which cannot fail
	}
	return bytes.Join([][]byte{fmt.Appendf(nil, "id: %d\ndata: ", x.Seen), data, []byte("\n\n")}, nil)
}

func (j *journal) join() bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.streams == mostStreams {
		return false
	}
	j.streams++
	return true
}

func (j *journal) part() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.streams--
}

func (j *journal) seen() uint64 {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.ring.Seen()
}
