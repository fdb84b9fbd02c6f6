package lesson

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

type plan struct {
	Kind  string     `json:"kind"`
	Group bool       `json:"group"`
	Tasks []planTask `json:"tasks"`
}

type planTask struct {
	Name string     `json:"name"`
	Do   [][]string `json:"do"`
}

// operands is how many words follow an operation, and durations which of them, from
// the first, are times.
var operands, durations = map[string]int{
	"sleep": 1, "timeout": 2, "lock": 1, "unlock": 1, "put": 1, "get": 1, "cancel": 1, "fail": 1,
}, map[string]int{"sleep": 1, "timeout": 2}

// parse reads a program and refuses one that cannot be played.
func parse(text []byte) (*plan, error) {
	var p plan
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&p); err != nil {
		return nil, err
	}
	switch {
	case (p.Kind == "crash" || p.Kind == "table") && len(p.Tasks) == 0 && !p.Group:
		return &p, nil
	case p.Kind != "loop":
		return nil, fmt.Errorf("kind %q is neither loop, nor crash or table alone", p.Kind)
	case len(p.Tasks) == 0:
		return nil, errors.New("there are no tasks")
	}
	names := map[string]bool{"main": true}
	for i, t := range p.Tasks {
		if t.Name == "" || names[t.Name] {
			return nil, fmt.Errorf("tasks[%d]: name %q is empty, taken or main", i, t.Name)
		}
		names[t.Name] = true
	}
	for _, t := range p.Tasks {
		for i, op := range t.Do {
			if err := check(op, names); err != nil {
				return nil, fmt.Errorf("%s: do[%d]: %w", t.Name, i, err)
			}
		}
	}
	return &p, nil
}

func check(op []string, names map[string]bool) error {
	if len(op) == 0 || operands[op[0]] == 0 {
		return fmt.Errorf("%q is no operation", op)
	}
	if len(op) != operands[op[0]]+1 {
		return fmt.Errorf("%s takes %d words", op[0], operands[op[0]])
	}
	for _, text := range op[1 : 1+durations[op[0]]] {
		if d, err := time.ParseDuration(text); err != nil || d < 0 || d > time.Hour {
			return fmt.Errorf("%q is no time from 0 to 1h", text)
		}
	}
	if op[0] == "cancel" && (!names[op[1]] || op[1] == "main") {
		return fmt.Errorf("there is no task %q", op[1])
	}
	return nil
}
