package harness

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"runtime"
	"slices"
)

// Work gets a contestant ready for a case and gives the function that measures
// it once. Nothing of what it does itself is timed.
type Work func(p Params) (Run, error)

// Run is a case made ready.
type Run struct {
	// Sample does the work once, under [Measure], and says what came of it.
	Sample func() (Sample, error)
	// Close lets go of what is kept between samples; nil for nothing.
	Close func()
}

// Serve is the life of a worker in Go: it answers requests from r on w until r
// ends. A panic of the work is answered as its error.
func Serve(works map[string]Work, r io.Reader, w io.Writer) error {
	in, out := json.NewDecoder(r), json.NewEncoder(w)
	if err := out.Encode(Hello{Version: runtime.Version(), Cases: slices.Sorted(maps.Keys(works))}); err != nil {
		return err
	}
	var run Run
	for {
		var q Request
		if err := in.Decode(&q); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		var reply Reply
		if err := answer(works, q, &run, &reply.Sample); err != nil {
			reply.Error = err.Error()
		}
		// Nothing of this sample may still be going on when another contestant
		// has its turn: collect now, and wait for it.
		runtime.GC()
		if err := out.Encode(reply); err != nil {
			return err
		}
	}
}

func answer(works map[string]Work, q Request, run *Run, s *Sample) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	switch q.Do {
	case doPrepare:
		work := works[q.Case]
		if work == nil {
			return fmt.Errorf("no such case: %q", q.Case)
		}
		*run, err = work(q.Params)
	case doSample:
		if run.Sample == nil {
			return errors.New("sample before prepare")
		}
		*s, err = run.Sample()
	case doFinish:
		if run.Close != nil {
			run.Close()
		}
		*run = Run{}
	default:
		return fmt.Errorf("cannot do %q", q.Do)
	}
	return err
}
