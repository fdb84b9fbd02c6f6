package show

import (
	"strconv"
	"strings"
)

// InputError says what is wrong with a program a user gave, and where. A topic's
// Tape function returns it for bad input; [Run] then ends with status 2.
type InputError struct {
	File string // as the user named it; "" when there is no file
	Line int    // from 1; 0 when not known
	Op   int    // number of the operation from 1; 0 when not known
	Err  error  // what is wrong; not nil
}

// Error reads "heap.json:3: operation 7: unknown object".
func (e *InputError) Error() string {
	var b strings.Builder
	b.WriteString(e.File)
	if e.Line > 0 {
		if e.File == "" {
			b.WriteString("line ")
		} else {
			b.WriteByte(':')
		}
		b.WriteString(strconv.Itoa(e.Line))
	}
	if b.Len() > 0 {
		b.WriteString(": ")
	}
	if e.Op > 0 {
		b.WriteString("operation " + strconv.Itoa(e.Op) + ": ")
	}
	b.WriteString(e.Err.Error())
	return b.String()
}

// Unwrap returns Err.
func (e *InputError) Unwrap() error { return e.Err }
