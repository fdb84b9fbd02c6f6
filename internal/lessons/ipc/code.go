package lesson

import (
	"fmt"
	"strings"
)

// code is a thing's line of the program, as Go has it.
func (t thing) code() string {
	made := t.kind.make
	if t.kind.size != "" {
		made = fmt.Sprintf(made, t.size)
	}
	return t.name + " := ipc." + made
}

// methods are how the verbs are written in Go; %s are the step's words.
var methods = map[string]string{
	"put": "%[1]s.Put(ctx, %[2]q)", "get": "%[1]s.Get(ctx)", "take": "%[1]s.Take(ctx)", "done": "task.Done()",
	"join": "%[1]s.Join(ctx)", "close": "%[1]s.Close()",
	"send": "%[1]s.Send(ctx, %[2]q)", "receive": "%[1]s.Receive(ctx, buf)",
	"write": "%[1]s[%[2]s] = %[3]s", "read": "v := %[1]s[:]",
	"acquire": "%[1]s.Acquire(ctx, %[2]s)", "release": "%[1]s.Release(%[2]s)",
	"lock": "h := %[1]s.Lock(ctx)", "unlock": "h.Unlock() // %[1]s", "repaired": "h.Consistent() // %[1]s",
	"set": "%[1]s.Set()", "clear": "%[1]s.Clear()", "wait": "%[1]s.Wait(ctx)",
	"signal": "%[1]s.Signal()", "broadcast": "%[1]s.Broadcast()", "abort": "%[1]s.Abort()", "reset": "%[1]s.Reset()",
}

// write is a step's line of the program.
func (p *plan) write(s step) string {
	switch s[0] {
	case "start":
		return "start " + s[1]
	case "kill":
		return "kill -KILL " + s[1]
	case "stop":
		return "kill -STOP " + s[1]
	case "continue":
		return "kill -CONT " + s[1]
	case "leave":
		return s[1] + ": cancel()"
	}
	words := []any{s[2]}
	for _, word := range s[3:] {
		words = append(words, word)
	}
	method := methods[s[0]]
	if s[0] == "wait" && p.thing(s[2]).kind.name == "condition" {
		method = "%[1]s.Wait(ctx, h)"
	}
	if !strings.Contains(method, "%") {
		return s[1] + ": " + method
	}
	return s[1] + ": " + fmt.Sprintf(method, words...)
}
