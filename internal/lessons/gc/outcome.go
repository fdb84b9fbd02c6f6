package lesson

import (
	"bytes"
	"encoding/json"
	"math/big"
	"strings"
)

// Answer is what one operation of a program did, in the oracle's form.
type Answer struct {
	I      int       `json:"i"`
	Events []Outcome `json:"events"`
}

// Result is what a program did: operations without events are left out.
type Result struct {
	Ops []Answer `json:"ops"`
}

// NewResult gathers the outcomes of [Play].
func NewResult(outcomes [][]Outcome) Result {
	r := Result{Ops: []Answer{}}
	for i, events := range outcomes {
		if len(events) > 0 {
			r.Ops = append(r.Ops, Answer{I: i, Events: events})
		}
	}
	return r
}

// MarshalJSON writes names as the oracle does, which turns what reads as a whole
// number or truth value into one.
func (o Outcome) MarshalJSON() ([]byte, error) {
	out := make([]any, len(o))
	for i, v := range o {
		if s, ok := v.(string); ok && i > 0 {
			v = oracleValue(s)
		}
		out[i] = v
	}
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	err := e.Encode(out)
	return bytes.TrimSpace(text.Bytes()), err
}

func oracleValue(s string) any {
	switch s {
	case "True":
		return true
	case "False":
		return false
	}
	if digits := strings.TrimLeft(s, "-"); digits != "" && strings.Trim(digits, "0123456789") == "" {
		if n, ok := new(big.Int).SetString(s, 10); ok {
			return json.Number(n.String())
		}
	}
	return s
}
