package lesson

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
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
	locals []string        // of a call: the function's own names; see localNames
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
		return fmt.Errorf("an operation is a JSON object, not %s", data)
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
	if note, ok := raw["note"]; ok && string(note) != "null" {
		if err := readText(note, &o.Note); err != nil {
			return fmt.Errorf(`operation %q, field "note": %w`, o.Op, err)
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
		return readText(v, &o.ID)
	case "to":
		return readText(v, &o.To)
	case "w":
		return readText(v, &o.W)
	case "name":
		return readText(v, &o.Name)
	case "func":
		return readText(v, &o.Func)
	case "item":
		return readText(v, &o.Item)
	case "value":
		return readText(v, &o.Value)
	case "into":
		return readText(v, &o.Into)
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
		return readTruth(v, &o.Object)
	case "params":
		return readTexts(v, &o.Params)
	case "args":
		return readTexts(v, &o.Args)
	case "leaf":
		if o.Op == "new" {
			return readTruth(v, &o.IsLeaf)
		}
		return readText(v, &o.Leaf)
	case "list":
		if o.Op == "append" || o.Op == "remove" {
			return readText(v, &o.Name)
		}
		return readItems(v, &o.Items)
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
		for i, name := range o.Params {
			if slices.Contains(o.Params[:i], name) {
				return fmt.Errorf("call of %s: two parameters are called %q", o.Func, name)
			}
		}
	case "return":
		if o.given["into"] && !o.given["value"] {
			return fmt.Errorf(`operation "return" binds %q to nothing: it needs a field "value"`, o.Into)
		}
	case "refcount":
		if o.given["id"] == o.given["name"] {
			return fmt.Errorf(`operation "refcount" needs a field "id" or a field "name"`)
		}
	}
	return o.checkNames()
}

// checkNames refuses the empty name, and the empty literal, where Python's
// grammar does. The oracle's own tables may well hold an object named "".
func (o *Op) checkNames() error {
	empty := func(names ...string) bool { return slices.Contains(names, "") }
	var field string
	switch {
	case o.given["name"] && o.Name == "":
		field = "name"
	case (o.Op == "append" || o.Op == "remove") && o.Name == "":
		field = "list"
	case o.given["func"] && o.Func == "":
		field = "func"
	case o.given["item"] && o.Item == "":
		field = "item"
	case o.given["value"] && o.Value == "":
		field = "value"
	case o.given["into"] && o.Into == "":
		field = "into"
	case o.given["name"] && o.given["to"] && o.To == "":
		field = "to"
	case o.given["name"] && o.given["leaf"] && o.Leaf == "":
		field = "leaf"
	case empty(o.Params...):
		field = "params"
	case empty(o.Args...):
		field = "args"
	default:
		return nil
	}
	return fmt.Errorf("operation %q, field %q: a name cannot be empty", o.Op, field)
}

func (p *Place) read(v json.RawMessage) error {
	var pair []json.RawMessage
	if err := json.Unmarshal(v, &pair); err != nil || len(pair) != 2 {
		return fmt.Errorf("want [id, slot], not %s", v)
	}
	if err := readText(pair[0], &p.ID); err != nil {
		return err
	}
	return readInt(pair[1], &p.Slot, 0, slots-1)
}

// readItems reads the items of a list, each "x" (a name) or {"leaf": "1"}.
func readItems(v json.RawMessage, to *[]Item) error {
	var raw []json.RawMessage
	if err := json.Unmarshal(v, &raw); err != nil {
		return fmt.Errorf("want a list of items, not %s", v)
	}
	*to = make([]Item, len(raw))
	for i, item := range raw {
		var leaf struct{ Leaf string }
		name := json.Unmarshal(item, &(*to)[i].Name) == nil && (*to)[i].Name != ""
		if !name && (json.Unmarshal(item, &leaf) != nil || leaf.Leaf == "") {
			return fmt.Errorf(`an item is a name or {"leaf": literal}, not %s`, item)
		}
		(*to)[i].Leaf = leaf.Leaf
	}
	return nil
}

func readText(v json.RawMessage, to *string) error {
	if err := json.Unmarshal(v, to); err != nil || string(v) == "null" {
		return fmt.Errorf("want text, not %s", v)
	}
	return nil
}

func readTexts(v json.RawMessage, to *[]string) error {
	if err := json.Unmarshal(v, to); err != nil {
		return fmt.Errorf("want a list of names, not %s", v)
	}
	return nil
}

// readInt reads a whole number within bounds.
func readInt(v json.RawMessage, to *int, least, most int) error {
	if err := json.Unmarshal(v, to); err != nil || string(v) == "null" {
		return fmt.Errorf("want a whole number, not %s", v)
	}
	if *to < least || *to > most {
		return fmt.Errorf("%d is not within %d and %d", *to, least, most)
	}
	return nil
}

// readThresholds reads one to three of what fits a C int, as gc.set_threshold.
func readThresholds(v json.RawMessage, to *[]int) error {
	var raw []json.RawMessage
	if err := json.Unmarshal(v, &raw); err != nil || len(raw) < 1 || len(raw) > 3 {
		return fmt.Errorf("want one to three whole numbers, not %s", v)
	}
	*to = make([]int, len(raw))
	for i := range raw {
		if err := readInt(raw[i], &(*to)[i], math.MinInt32, math.MaxInt32); err != nil {
			return err
		}
	}
	return nil
}

// readTruth reads a value for its truth as Python would.
func readTruth(v json.RawMessage, to *bool) error {
	switch string(v) {
	case "false", "0", "0.0", "-0", `""`, "[]", "{}":
		*to = false
	default:
		*to = true
	}
	return nil
}
