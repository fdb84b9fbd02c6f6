// Package asyncio plays the programs of internal/conform/record/concurrency_oracle.py,
// which describes them, on concurrency/loop: small asyncio programs as JSON, and a
// log of each step to compare.
package asyncio

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"underhood/concurrency/loop"
)

// An Answer is what came of a program, in the form of the oracle.
type Answer struct {
	ID      json.RawMessage `json:"id,omitempty"`
	Log     [][4]any        `json:"log"` // time, task, what, outcome
	Result  any             `json:"result"`
	Time    int64           `json:"time"`
	Blocked []string        `json:"blocked"`
	Stuck   bool            `json:"stuck"`
}

type program struct {
	ID      json.RawMessage
	Objects map[string][]any
	Bodies  map[string][]op
}

// op is one operation. Which of the arguments it has, forms says.
type op struct {
	kind   string
	texts  []string // names too
	value  any
	ticks  float64
	flag   bool
	list   []string
	blocks [][]op
}

// Play plays one program.
func Play(ctx context.Context, text []byte) (any, error) {
	var p program
	if err := json.Unmarshal(text, &p); err != nil {
		return nil, err
	}
	if p.Bodies["main"] == nil {
		return nil, errors.New("bodies: no main")
	}
	return play(ctx, &p)
}

// forms are the arguments of each operation: s a name or text, v a value, n a
// number, b a truth value, l a list of names, o operations.
var forms = map[string]string{
	"sleep": "n", "yield": "", "log": "v", "raise": "s", "return": "v", "spawn": "ss", "await": "s", "cancel": "s",
	"cancelling": "", "uncancel": "", "timeout": "no", "group": "so", "gspawn": "sss", "gather": "lb", "shield": "s",
	"put": "sv", "get": "s", "tryput": "sv", "tryget": "s", "taskdone": "s", "join": "s", "acquire": "s", "release": "s",
	"wait": "s", "set": "s", "clear": "s", "fset": "sv", "ffail": "ss", "soon": "v", "try": "oso", "finally": "oo",
}

// UnmarshalJSON reads an operation and checks its form.
func (o *op) UnmarshalJSON(text []byte) error {
	var parts []json.RawMessage
	if err := json.Unmarshal(text, &parts); err != nil {
		return err
	}
	if len(parts) == 0 || json.Unmarshal(parts[0], &o.kind) != nil {
		return fmt.Errorf("%s is no operation", text)
	}
	form, ok := forms[o.kind]
	if !ok || len(form) != len(parts)-1 {
		return fmt.Errorf("%q with %d arguments is no operation", o.kind, len(parts)-1)
	}
	for i, f := range form {
		if err := json.Unmarshal(parts[i+1], o.argument(f)); err != nil {
			return fmt.Errorf("%s: argument %d: %w", o.kind, i+1, err)
		}
	}
	return nil
}

// argument returns where the next argument of a form goes.
func (o *op) argument(form rune) any {
	switch form {
	case 's':
		o.texts = append(o.texts, "")
		return &o.texts[len(o.texts)-1]
	case 'n':
		return &o.ticks
	case 'b':
		return &o.flag
	case 'l':
		return &o.list
	case 'o':
		o.blocks = append(o.blocks, nil)
		return &o.blocks[len(o.blocks)-1]
	}
	return &o.value
}

// tick is the unit of the programs' times.
const tick = time.Millisecond

// outcome is a value or an error in the log's words.
func outcome(value any, err error) any {
	var (
		group  *loop.GroupError
		raised raisedError
	)
	switch {
	case err == nil:
		if list, ok := value.([]loop.Result[any]); ok {
			all := make([]any, len(list))
			for i, r := range list {
				all[i] = outcome(r.Value, r.Err)
			}
			return all
		}
		return value
	case errors.As(err, &group):
		words := make([]string, len(group.Errors))
		for i, e := range group.Errors {
			words[i] = fmt.Sprint(outcome(nil, e))
		}
		return "!Group[" + strings.Join(words, ",") + "]"
	case errors.As(err, &raised):
		return "!Error(" + string(raised) + ")"
	}
	for _, known := range names {
		if errors.Is(err, known.err) {
			return known.name
		}
	}
	return "!" + err.Error()
}

// raisedError is what the operation raise returns.
type raisedError string

func (e raisedError) Error() string { return string(e) }

var names = []struct {
	err  error
	name string
}{
	{loop.ErrCancelled, "!Cancelled"},
	{loop.ErrTimeout, "!Timeout"},
	{loop.ErrAlreadyDone, "!InvalidState"},
	{loop.ErrFull, "!Full"},
	{loop.ErrEmpty, "!Empty"},
	{loop.ErrGroupOver, "!GroupOver"},
	{loop.ErrNotLocked, "!NotHeld"},
}
