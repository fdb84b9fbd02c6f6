package lesson

import (
	"fmt"
	"strings"
)

// Source writes each operation of a program as the Python it mirrors, the bodies
// of functions indented.
func Source(program []Op) []string {
	lines := make([]string, len(program))
	depth := 0
	for i := range program {
		o := &program[i]
		if o.Op == "return" {
			lines[i] = strings.Repeat("    ", depth) + o.python()
			depth = max(0, depth-1)
			continue
		}
		lines[i] = strings.Repeat("    ", depth) + o.python()
		if o.Op == "call" {
			depth++
		}
	}
	return lines
}

// python is one operation as a line of Python.
func (o *Op) python() string {
	switch o.Op {
	case "new":
		if o.IsLeaf {
			return fmt.Sprintf("%s = Leaf()", o.ID)
		}
		return fmt.Sprintf("%s = Node()", o.ID)
	case "link":
		return fmt.Sprintf("%s.s%d = %s", o.ID, o.Slot, o.To)
	case "unlink":
		return fmt.Sprintf("%s.s%d = None", o.ID, o.Slot)
	case "drop":
		return "del " + o.ID
	case "take":
		return fmt.Sprintf("take(%s.s%d)", o.ID, o.Slot)
	case "refcount":
		return fmt.Sprintf("sys.getrefcount(%s) - 1", o.ID+o.Name)
	case "tracked":
		return fmt.Sprintf("gc.is_tracked(%s)", o.ID)
	case "gen":
		return fmt.Sprintf("generation_of(%s)", o.ID)
	case "alloc":
		return fmt.Sprintf("make(%d, keep=%s)", o.N, pythonBool(o.Keep))
	case "release":
		return "kept.clear()"
	case "weakref", "wget", "wdrop", "fin", "forget":
		return o.pythonWeak()
	case "bind", "rebind", "del", "call", "return", "append", "remove", "set":
		return o.pythonNames()
	}
	return o.pythonCollector()
}

func (o *Op) pythonWeak() string {
	switch o.Op {
	case "weakref":
		ref := fmt.Sprintf("weakref.ref(%s)", o.To)
		if o.Callback != nil {
			ref = fmt.Sprintf("weakref.ref(%s, %s)", o.To, o.Callback)
		}
		if o.In != nil {
			return fmt.Sprintf("%s.s%d = %s  # %s", o.In.ID, o.In.Slot, ref, o.W)
		}
		return fmt.Sprintf("%s = %s", o.W, ref)
	case "wget":
		return o.W + "()"
	case "wdrop":
		return "del " + o.W
	case "forget":
		return "saved.clear()"
	}
	steps := make([]string, len(o.Do))
	for i, do := range o.Do {
		steps[i] = do.String()
	}
	return fmt.Sprintf("%s.__del__ = log(%s)", o.ID, strings.Join(steps, ", "))
}

// String is the step as a call.
func (p Plan) String() string {
	switch p.Do {
	case "save", "unlink":
		return fmt.Sprintf("%s(s%d)", p.Do, p.Slot)
	case "link":
		return fmt.Sprintf("link(s%d, %s)", p.Slot, p.Name)
	case "collect":
		return fmt.Sprintf("collect(%d)", p.Gen)
	case "drop", "peek", "watch":
		return fmt.Sprintf("%s(%s)", p.Do, p.Name)
	}
	return p.Do
}

func (o *Op) pythonNames() string {
	switch o.Op {
	case "bind", "rebind":
		return fmt.Sprintf("%s = %s", o.Name, o.pythonValue())
	case "del":
		return "del " + o.Name
	case "call":
		call := fmt.Sprintf("%s(%s)", o.Func, strings.Join(o.Args, ", "))
		if o.result != "" {
			call = o.result + " = " + call
		}
		return call
	case "return":
		return strings.TrimSpace("return " + o.Value)
	case "append":
		return fmt.Sprintf("%s.append(%s)", o.Name, o.Item)
	case "remove":
		return fmt.Sprintf("del %s[%d]", o.Name, o.Index)
	}
	return fmt.Sprintf("%s.s%d = %s", o.Name, o.Slot, or(o.To, "None"))
}

func (o *Op) pythonValue() string {
	switch {
	case o.given["to"]:
		return o.To
	case o.given["leaf"]:
		return o.Leaf
	case o.given["object"]:
		return "Node()"
	}
	items := make([]string, len(o.Items))
	for i, it := range o.Items {
		items[i] = it.Name + it.Leaf
	}
	return "[" + strings.Join(items, ", ") + "]"
}

func (o *Op) pythonCollector() string {
	switch o.Op {
	case "collect":
		return fmt.Sprintf("gc.collect(%d)", o.Gen)
	case "marksweep":
		return "mark_and_sweep()"
	case "threshold":
		return "gc.set_threshold(" + strings.Trim(strings.ReplaceAll(fmt.Sprint(o.T), " ", ", "), "[]") + ")"
	case "count":
		return "gc.get_count()"
	case "stats":
		return "gc.get_stats()"
	case "frozen":
		return "gc.get_freeze_count()"
	case "debug":
		if o.SaveAll {
			return "gc.set_debug(gc.DEBUG_SAVEALL)"
		}
		return "gc.set_debug(0)"
	case "garbage":
		return "gc.garbage"
	case "ungarbage":
		return "gc.garbage.clear()"
	}
	return fmt.Sprintf("gc.%s()", o.Op) // enable, disable, freeze, unfreeze
}

func pythonBool(b bool) string {
	if b {
		return "True"
	}
	return "False"
}

func or(s, other string) string {
	if s == "" {
		return other
	}
	return s
}
