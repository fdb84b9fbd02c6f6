package reexec

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// A config is what the child reads from its life pipe.
type config struct {
	Nonce string          // as in the environment: this pipe is the one that was meant
	Args  json.RawMessage `json:",omitempty"` // Options.Args
	Files []passed
	Grace time.Duration
}

// A passed file is one of Options.Give or Options.Lend.
type passed struct {
	Name   string
	Number uintptr // descriptor or handle in the child
	Given  bool
}

// The environment's value is the nonce, the numbers of the two pipes, and the
// name, which comes last because it may hold spaces.
func formatEnv(nonce string, life, report uintptr, name string) string {
	return fmt.Sprintf("%s=%s %d %d %s", envKey, nonce, life, report, name)
}

func parseEnv(value string) (nonce string, life, report uintptr, name string, err error) {
	part := strings.SplitN(value, " ", 4)
	if len(part) != 4 {
		return "", 0, 0, "", fmt.Errorf("reexec: %s=%q in the environment is not from reexec.Start", envKey, value)
	}
	numbers := [2]uint64{}
	for i := range numbers {
		if numbers[i], err = strconv.ParseUint(part[1+i], 10, strconv.IntSize-1); err != nil {
			return "", 0, 0, "", fmt.Errorf("reexec: %s=%q in the environment: %w", envKey, value, err)
		}
	}
	return part[0], uintptr(numbers[0]), uintptr(numbers[1]), part[3], nil
}

// A report is a byte that says that Init was reached; then, if the function
// returned an error, a byte, the length of its text in four, least first, and
// the text; then, if the program crashed, what the runtime wrote.
const (
	began  = 1
	failed = 2

	maxFailure = 64 << 10  // bytes of an error's text
	maxCrash   = 256 << 10 // bytes of a crash
	maxReport  = 1 + 5 + maxFailure + maxCrash
)

// formatFailure is the report of an error.
func formatFailure(text string) []byte {
	if len(text) > maxFailure {
		more := fmt.Sprintf("… (%d bytes in all)", len(text))
		text = text[:maxFailure-len(more)] + more
	}
	b := append(make([]byte, 0, 5+len(text)), failed)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(text)))
	return append(b, text...)
}

// parse puts a report into the state. It comes from a process that may have died
// while writing it, or that has gone mad: every part may be missing.
func (s *State) parse(b []byte) {
	if len(b) == 0 || b[0] != began {
		return
	}
	s.Began, b = true, b[1:]
	if len(b) >= 5 && b[0] == failed {
		n := min(uint64(binary.LittleEndian.Uint32(b[1:])), uint64(len(b)-5))
		s.Failure, b = string(b[5:5+n]), b[5+n:]
	}
	// Before the stacks comes an empty line, and before that, of a fatal error,
	// nothing.
	crash := "\n" + string(b)
	cut := len(crash)
	for _, mark := range []string{"\n\ngoroutine ", "\n\nruntime stack:"} {
		if at := strings.Index(crash, mark); at >= 0 {
			cut = min(cut, at)
		}
	}
	s.Panic, s.Stack = crash[:cut], strings.TrimLeft(crash[cut:], "\n")
	// The mark of a panic that was caught and let go on, as child.go does.
	s.Panic = strings.ReplaceAll(strings.TrimSpace(s.Panic), " [recovered, repanicked]", "")
	if s.Panic == "" && s.Stack != "" {
		// Read in Go 1.26's runtime: throw and fatal print their line before the
		// state is set in which printing goes to two places.
		s.Panic = fatalError
	}
}

const fatalError = "fatal error (the runtime says which one on standard error only)"
