package lesson

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// readCallback reads what a callback does: "log", "raise", {"drop": id} or
// {"collect": gen}.
func (p *Plan) readCallback(v json.RawMessage) error {
	if json.Unmarshal(v, &p.Do) == nil { // a string
		if p.Do != "log" && p.Do != "raise" {
			return fmt.Errorf("a callback does \"log\" or \"raise\", not %q", p.Do)
		}
		return nil
	}
	var do struct{ Drop, Collect json.RawMessage }
	switch err := json.Unmarshal(v, &do); {
	case err != nil:
		return fmt.Errorf(`want "log", "raise", {"drop": id} or {"collect": gen}, not %s`, v)
	case do.Drop != nil:
		p.Do = "drop"
		return readText(do.Drop, &p.Name)
	case do.Collect != nil:
		p.Do = "collect"
		return readInt(do.Collect, &p.Gen, 0, 2)
	}
	p.Do = "log"
	return nil
}

// readSteps reads the steps of a finalizer. "log" is implied. An object with
// several keys is several steps, in the order they are written.
func readSteps(v json.RawMessage, to *[]Plan) error {
	var steps []json.RawMessage
	if err := json.Unmarshal(v, &steps); err != nil {
		return fmt.Errorf("want a list of steps, not %s", v)
	}
	for _, step := range steps {
		if bytes.HasPrefix(bytes.TrimSpace(step), []byte("{")) {
			if err := readStep(step, to); err != nil {
				return err
			}
		}
	}
	return nil
}

func readStep(v json.RawMessage, to *[]Plan) error {
	d := json.NewDecoder(bytes.NewReader(v))
	if _, err := d.Token(); err != nil { // the opening brace
		return err
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return err
		}
		var arg json.RawMessage
		if err := d.Decode(&arg); err != nil {
			return err
		}
		name, ok := key.(string)
		if !ok {
			return fmt.Errorf("a step is named by a string, not by %v", key)
		}
		p := Plan{Do: name}
		if err := p.readArgument(arg); err != nil {
			return fmt.Errorf("step %q: %w", p.Do, err)
		}
		*to = append(*to, p)
	}
	return nil
}

func (p *Plan) readArgument(arg json.RawMessage) error {
	switch p.Do {
	case "log", "resurrect", "raise":
		return nil // whatever the value, the oracle does it
	case "save", "unlink":
		return readInt(arg, &p.Slot, 0, slots-1)
	case "peek", "watch":
		return readText(arg, &p.Name)
	case "collect":
		return readInt(arg, &p.Gen, 0, 2)
	case "link":
		var pair []json.RawMessage
		if err := json.Unmarshal(arg, &pair); err != nil || len(pair) != 2 {
			return fmt.Errorf("want [slot, id], not %s", arg)
		}
		if err := readInt(pair[0], &p.Slot, 0, slots-1); err != nil {
			return err
		}
		return readText(pair[1], &p.Name)
	}
	return fmt.Errorf("a finalizer does not know how to %q", p.Do)
}
