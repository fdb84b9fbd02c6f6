package lesson

import (
	"encoding/json"
	"fmt"
	"strings"
)

// Op is one operation of a program. Which fields it has depends on Op; see
// doc.go. Fields it does not have are zero.
type Op struct {
	Op string

	ID    string // a name among the globals
	To    string // the name whose object is meant
	W     string // name of a weak reference
	Name  string // a name in the current frame
	Func  string // name of a function
	Item  string
	Value string // name of what is returned
	Into  string // name the caller binds the result to

	Slot  int
	Gen   int
	N     int
	Index int
	T     []int // thresholds

	Leaf    string // literal a leaf stands for
	IsLeaf  bool
	Object  bool
	Keep    bool
	SaveAll bool

	Items  []Item // of a list
	Params []string
	Args   []string

	Callback *Plan  // of a weak reference
	In       *Place // where a weak reference is stored
	Do       []Plan // steps of a finalizer

	Note string // what the program says of it, for whoever watches

	result string          // of a call: the name its result is bound to
	given  map[string]bool // fields the program gave; "?x" for a field x unknown here
	locals map[string]bool // of a call: names its body binds
}

// Item is a list's item: a name or the literal of a new leaf.
type Item struct {
	Name string
	Leaf string
}

// Place is a slot of the object a name refers to.
type Place struct {
	ID   string
	Slot int
}

// Plan is one thing a finalizer or callback does.
type Plan struct {
	Do   string // "log", "raise", "resurrect", "save", "unlink", "peek", "watch", "collect", "link", "drop"
	Name string
	Slot int
	Gen  int
}

// slots is the number of slots of an object, as in the oracle.
const slots = 8

// fields says, for each operation, which fields it needs; those with a question
// mark may be left out.
var fields = map[string]string{
	"new": "id leaf?", "link": "id slot to", "unlink": "id slot", "drop": "id", "take": "id slot",
	"weakref": "w to cb? in?", "wget": "w", "wdrop": "w",
	"fin": "id do?", "forget": "",
	"collect": "gen", "marksweep": "", "enable": "", "disable": "", "threshold": "t", "count": "", "stats": "",
	"freeze": "", "unfreeze": "", "frozen": "", "debug": "saveall", "garbage": "", "ungarbage": "",
	"refcount": "id? name?", "tracked": "id", "gen": "id", "alloc": "n keep?", "release": "",
	"bind": "name to? leaf? list? object?", "rebind": "name to? leaf? list? object?", "del": "name",
	"call": "func params? args?", "return": "value? into?",
	"append": "list item", "remove": "list index", "set": "name slot to?",
}

// UnmarshalJSON reads one operation and checks its fields.
func (o *Op) UnmarshalJSON(data []byte) error {
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(data, &raw); err != nil {
		return err
	}
	if err := json.Unmarshal(raw["op"], &o.Op); err != nil || o.Op == "" {
		return fmt.Errorf(`an operation needs a field "op" with its name`)
	}
	known, ok := fields[o.Op]
	if !ok {
		return fmt.Errorf("unknown operation %q", o.Op)
	}
	o.given = make(map[string]bool)
	for f := range strings.FieldsSeq(known) {
		name, optional := strings.CutSuffix(f, "?")
		v, ok := raw[name]
		if !ok || string(v) == "null" {
			if !optional {
				return fmt.Errorf("operation %q needs a field %q", o.Op, name)
			}
			continue
		}
		if err := o.read(name, v); err != nil {
			return fmt.Errorf("operation %q, field %q: %w", o.Op, name, err)
		}
		o.given[name] = true
	}
	if note, ok := raw["note"]; ok {
		if err := json.Unmarshal(note, &o.Note); err != nil {
			return fmt.Errorf("operation %q, field \"note\": %w", o.Op, err)
		}
		o.given["note"] = true
	}
	for name := range raw {
		if name != "op" && !o.given[name] && string(raw[name]) != "null" {
			o.given["?"+name] = true
		}
	}
	return o.check()
}

// unknownField is the name of a field the operation does not have, or "".
func (o *Op) unknownField() string {
	least := ""
	for f := range o.given {
		if name, ok := strings.CutPrefix(f, "?"); ok && (least == "" || name < least) {
			least = name
		}
	}
	return least
}

func (o *Op) read(field string, v json.RawMessage) error {
	switch field {
	case "id":
		return json.Unmarshal(v, &o.ID)
	case "to":
		return json.Unmarshal(v, &o.To)
	case "w":
		return json.Unmarshal(v, &o.W)
	case "name":
		return json.Unmarshal(v, &o.Name)
	case "func":
		return json.Unmarshal(v, &o.Func)
	case "item":
		return json.Unmarshal(v, &o.Item)
	case "value":
		return json.Unmarshal(v, &o.Value)
	case "into":
		return json.Unmarshal(v, &o.Into)
	case "slot":
		return readInt(v, &o.Slot, 0, slots-1)
	case "gen":
		return readInt(v, &o.Gen, 0, 2)
	case "n":
		return readInt(v, &o.N, 0, 10_000_000)
	case "index":
		return readInt(v, &o.Index, 0, 1<<30)
	case "t":
		return readThresholds(v, &o.T)
	case "keep":
		return readTruth(v, &o.Keep)
	case "saveall":
		return readTruth(v, &o.SaveAll)
	case "object":
		return json.Unmarshal(v, &o.Object)
	case "params":
		return json.Unmarshal(v, &o.Params)
	case "args":
		return json.Unmarshal(v, &o.Args)
	case "leaf":
		if o.Op == "new" {
			return readTruth(v, &o.IsLeaf)
		}
		return json.Unmarshal(v, &o.Leaf)
	case "list":
		if o.Op == "append" || o.Op == "remove" {
			return json.Unmarshal(v, &o.Name)
		}
		return json.Unmarshal(v, &o.Items)
	case "cb":
		o.Callback = new(Plan)
		return o.Callback.readCallback(v)
	case "in":
		o.In = new(Place)
		return o.In.read(v)
	case "do":
		return readSteps(v, &o.Do)
	}
	panic("lesson: no reader for field " + field)
}

// check holds the fields of one operation against each other.
func (o *Op) check() error {
	switch o.Op {
	case "bind", "rebind":
		n := 0
		for _, f := range []string{"to", "leaf", "list", "object"} {
			if o.given[f] {
				n++
			}
		}
		if n != 1 {
			return fmt.Errorf(`operation %q needs one of the fields "to", "leaf", "list" and "object"`, o.Op)
		}
	case "call":
		if len(o.Params) != len(o.Args) {
			return fmt.Errorf("call of %s: %d parameters, %d arguments", o.Func, len(o.Params), len(o.Args))
		}
	case "refcount":
		if o.given["id"] == o.given["name"] {
			return fmt.Errorf(`operation "refcount" needs a field "id" or a field "name"`)
		}
	}
	return nil
}

// UnmarshalJSON reads "x" (a name) or {"leaf": "1"}.
func (it *Item) UnmarshalJSON(data []byte) error {
	if err := json.Unmarshal(data, &it.Name); err == nil {
		return nil
	}
	var leaf struct{ Leaf *string }
	if err := json.Unmarshal(data, &leaf); err != nil || leaf.Leaf == nil {
		return fmt.Errorf(`an item is a name or {"leaf": literal}, not %s`, data)
	}
	it.Leaf = *leaf.Leaf
	return nil
}

func (p *Place) read(v json.RawMessage) error {
	var pair []json.RawMessage
	if err := json.Unmarshal(v, &pair); err != nil || len(pair) != 2 {
		return fmt.Errorf("want [id, slot], not %s", v)
	}
	if err := json.Unmarshal(pair[0], &p.ID); err != nil {
		return err
	}
	return readInt(pair[1], &p.Slot, 0, slots-1)
}

// readInt reads a whole number within bounds.
func readInt(v json.RawMessage, to *int, least, most int) error {
	if err := json.Unmarshal(v, to); err != nil {
		return fmt.Errorf("want a whole number, not %s", v)
	}
	if *to < least || *to > most {
		return fmt.Errorf("%d is not within %d and %d", *to, least, most)
	}
	return nil
}

func readThresholds(v json.RawMessage, to *[]int) error {
	if err := json.Unmarshal(v, to); err != nil || len(*to) < 1 || len(*to) > 3 {
		return fmt.Errorf("want one to three whole numbers, not %s", v)
	}
	return nil
}

// readTruth reads a value for its truth as Python would.
func readTruth(v json.RawMessage, to *bool) error {
	switch s := string(v); s {
	case "false", "0", `""`, "[]", "{}":
		*to = false
	default:
		*to = true
	}
	return nil
}
