package lesson

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestParseErrors(t *testing.T) {
	tests := []struct{ program, want string }{
		// The text.
		{``, "line 1: unexpected end of JSON input"},
		{`{"op":"count"}`, "line 1: a program is a JSON array of operations"},
		{`"count"`, "line 1: a program is a JSON array of operations"},
		{`nonsense`, "line 1: invalid character 'o' in literal null (expecting 'u')"},
		{"[\n{\"op\":\"count\"},\n{\"op\" \"count\"}]", "line 3: invalid character '\"' after object key"},
		{"[\n{\"op\":\"count\"}\n", "line 3: unexpected end of JSON input"},
		{`[{"op":"count"}] []`, "line 1: invalid character '[' after top-level value"},
		// Operations.
		{`[5]`, "line 1: operation 0: an operation is a JSON object, not 5"},
		{`[null]`, `line 1: operation 0: an operation needs a field "op" with its name`},
		{`[{"id":"a"}]`, `line 1: operation 0: an operation needs a field "op" with its name`},
		{`[{"op":7}]`, `line 1: operation 0: an operation needs a field "op" with its name`},
		{"[{\"op\":\"count\"},\n{\"op\":\"jump\"}]", `line 2: operation 1: unknown operation "jump"`},
		{`[{"op":"new"}]`, `line 1: operation 0: operation "new" needs a field "id"`},
		{`[{"op":"new","id":null}]`, `line 1: operation 0: operation "new" needs a field "id"`},
		{`[{"op":"new","id":5}]`, `line 1: operation 0: operation "new", field "id": want text, not 5`},
		{`[{"op":"new","id":"a","note":5}]`, `line 1: operation 0: operation "new", field "note": want text, not 5`},
		{`[{"op":"link","id":"a","slot":8,"to":"b"}]`, `line 1: operation 0: operation "link", field "slot": 8 is not within 0 and 7`},
		{`[{"op":"unlink","id":"a","slot":-1}]`, `line 1: operation 0: operation "unlink", field "slot": -1 is not within 0 and 7`},
		{`[{"op":"unlink","id":"a","slot":1.5}]`, `line 1: operation 0: operation "unlink", field "slot": want a whole number, not 1.5`},
		{`[{"op":"unlink","id":"a","slot":99999999999999999999}]`, `line 1: operation 0: operation "unlink", field "slot": want a whole number, not 99999999999999999999`},
		{`[{"op":"collect","gen":3}]`, `line 1: operation 0: operation "collect", field "gen": 3 is not within 0 and 2`},
		{`[{"op":"alloc","n":10000001}]`, `line 1: operation 0: operation "alloc", field "n": 10000001 is not within 0 and 10000000`},
		{`[{"op":"threshold","t":[]}]`, `line 1: operation 0: operation "threshold", field "t": want one to three whole numbers, not []`},
		{`[{"op":"threshold","t":[1,2,3,4]}]`, `line 1: operation 0: operation "threshold", field "t": want one to three whole numbers, not [1,2,3,4]`},
		{`[{"op":"threshold","t":[null]}]`, `line 1: operation 0: operation "threshold", field "t": want a whole number, not null`},
		{`[{"op":"threshold","t":[2147483648]}]`, `line 1: operation 0: operation "threshold", field "t": 2147483648 is not within -2147483648 and 2147483647`},
		// Weak references and finalizers.
		{`[{"op":"weakref","w":"w","to":"a","cb":"sing"}]`, `line 1: operation 0: operation "weakref", field "cb": a callback does "log" or "raise", not "sing"`},
		{`[{"op":"weakref","w":"w","to":"a","cb":5}]`, `line 1: operation 0: operation "weakref", field "cb": want "log", "raise", {"drop": id} or {"collect": gen}, not 5`},
		{`[{"op":"weakref","w":"w","to":"a","cb":{"drop":5}}]`, `line 1: operation 0: operation "weakref", field "cb": want text, not 5`},
		{`[{"op":"weakref","w":"w","to":"a","cb":{"collect":7}}]`, `line 1: operation 0: operation "weakref", field "cb": 7 is not within 0 and 2`},
		{`[{"op":"weakref","w":"w","to":"a","in":["b"]}]`, `line 1: operation 0: operation "weakref", field "in": want [id, slot], not ["b"]`},
		{`[{"op":"weakref","w":"w","to":"a","in":[1,2]}]`, `line 1: operation 0: operation "weakref", field "in": want text, not 1`},
		{`[{"op":"weakref","w":"w","to":"a","in":["b",9]}]`, `line 1: operation 0: operation "weakref", field "in": 9 is not within 0 and 7`},
		{`[{"op":"fin","id":"a","do":"log"}]`, `line 1: operation 0: operation "fin", field "do": want a list of steps, not "log"`},
		{`[{"op":"fin","id":"a","do":[{"sing":1}]}]`, `line 1: operation 0: operation "fin", field "do": step "sing": a finalizer does not know how to "sing"`},
		{`[{"op":"fin","id":"a","do":[{"save":8}]}]`, `line 1: operation 0: operation "fin", field "do": step "save": 8 is not within 0 and 7`},
		{`[{"op":"fin","id":"a","do":[{"collect":-1}]}]`, `line 1: operation 0: operation "fin", field "do": step "collect": -1 is not within 0 and 2`},
		{`[{"op":"fin","id":"a","do":[{"link":[1]}]}]`, `line 1: operation 0: operation "fin", field "do": step "link": want [slot, id], not [1]`},
		{`[{"op":"fin","id":"a","do":[{"link":[1,2]}]}]`, `line 1: operation 0: operation "fin", field "do": step "link": want text, not 2`},
		{`[{"op":"fin","id":"a","do":[{"peek":1}]}]`, `line 1: operation 0: operation "fin", field "do": step "peek": want text, not 1`},
		// Names.
		{`[{"op":"bind","name":"x"}]`, `line 1: operation 0: operation "bind" needs one of the fields "to", "leaf", "list" and "object"`},
		{`[{"op":"bind","name":"x","to":"y","leaf":"1"}]`, `line 1: operation 0: operation "bind" needs one of the fields "to", "leaf", "list" and "object"`},
		{`[{"op":"bind","name":"x","leaf":1.2}]`, `line 1: operation 0: operation "bind", field "leaf": want text, not 1.2`},
		{`[{"op":"bind","name":"","object":true}]`, `line 1: operation 0: operation "bind", field "name": a name cannot be empty`},
		{`[{"op":"bind","name":"x","to":""}]`, `line 1: operation 0: operation "bind", field "to": a name cannot be empty`},
		{`[{"op":"bind","name":"x","leaf":""}]`, `line 1: operation 0: operation "bind", field "leaf": a name cannot be empty`},
		{`[{"op":"bind","name":"x","list":"y"}]`, `line 1: operation 0: operation "bind", field "list": want a list of items, not "y"`},
		{`[{"op":"bind","name":"x","list":["y",5]}]`, `line 1: operation 0: operation "bind", field "list": an item is a name or {"leaf": literal}, not 5`},
		{`[{"op":"bind","name":"x","list":[""]}]`, `line 1: operation 0: operation "bind", field "list": an item is a name or {"leaf": literal}, not ""`},
		{`[{"op":"bind","name":"x","list":[{"leaf":""}]}]`, `line 1: operation 0: operation "bind", field "list": an item is a name or {"leaf": literal}, not {"leaf":""}`},
		{`[{"op":"append","list":"","item":"x"}]`, `line 1: operation 0: operation "append", field "list": a name cannot be empty`},
		{`[{"op":"append","list":"l","item":""}]`, `line 1: operation 0: operation "append", field "item": a name cannot be empty`},
		{`[{"op":"remove","list":"l","index":-1}]`, `line 1: operation 0: operation "remove", field "index": -1 is not within 0 and 1073741824`},
		{`[{"op":"refcount"}]`, `line 1: operation 0: operation "refcount" needs a field "id" or a field "name"`},
		{`[{"op":"refcount","id":"a","name":"a"}]`, `line 1: operation 0: operation "refcount" needs a field "id" or a field "name"`},
		// Functions.
		{`[{"op":"return"}]`, "line 1: operation 0: return outside a function"},
		{"[\n{\"op\":\"count\"},\n\n{\"op\":\"call\",\"func\":\"foo\"},{\"op\":\"call\",\"func\":\"bar\"},{\"op\":\"return\"}]", "line 4: operation 1: the call of foo never returns"},
		{`[{"op":"call","func":"foo","params":["a"]}]`, "line 1: operation 0: call of foo: 1 parameters, 0 arguments"},
		{`[{"op":"call","func":"foo","params":["a","a"],"args":["x","y"]}]`, `line 1: operation 0: call of foo: two parameters are called "a"`},
		{`[{"op":"call","func":"foo","params":"a","args":["x"]}]`, `line 1: operation 0: operation "call", field "params": want a list of names, not "a"`},
		{`[{"op":"call","func":"foo","params":[""],"args":["x"]}]`, `line 1: operation 0: operation "call", field "params": a name cannot be empty`},
		{`[{"op":"call","func":"foo","params":["a"],"args":[""]}]`, `line 1: operation 0: operation "call", field "args": a name cannot be empty`},
		{`[{"op":"call","func":""}]`, `line 1: operation 0: operation "call", field "func": a name cannot be empty`},
		{`[{"op":"call","func":"f"},{"op":"return","into":"r"}]`, `line 1: operation 1: operation "return" binds "r" to nothing: it needs a field "value"`},
		{`[{"op":"call","func":"f"},{"op":"return","value":""}]`, `line 1: operation 1: operation "return", field "value": a name cannot be empty`},
		{`[{"op":"call","func":"f"},{"op":"return","value":"a","into":""}]`, `line 1: operation 1: operation "return", field "into": a name cannot be empty`},
	}
	for _, tt := range tests {
		_, err := Parse([]byte(tt.program))
		require.EqualError(t, err, tt.want, tt.program)
		wrong := new(ProgramError)
		require.ErrorAs(t, err, &wrong)
		require.Equal(t, wrong.Err, errors.Unwrap(err))
	}
}

func TestProgramErrorWithoutPlace(t *testing.T) {
	require.EqualError(t, &ProgramError{Op: -1, Err: errors.New("bad")}, "bad")
	require.EqualError(t, &ProgramError{Op: 3, Err: errors.New("bad")}, "operation 3: bad")
}

func TestCheck(t *testing.T) {
	tests := []struct{ program, want string }{
		{`[{"op":"count","gen":2}]`, `operation 0: operation "count" has no field "gen"`},
		{`[{"op":"new","id":"a","b":1,"a":2,"note":"fine"}]`, `operation 0: operation "new" has no field "a"`},
		{`[{"op":"drop","id":"a"}]`, `operation 0: drop: the name "a" was never created`},
		{`[{"op":"new","id":"a"},{"op":"link","id":"a","slot":0,"to":"b"}]`, `operation 1: link: the name "b" was never created`},
		{`[{"op":"bind","name":"l","list":[{"leaf":"1"},"x"]}]`, `operation 0: bind: the name "x" was never created`},
		{`[{"op":"rebind","name":"x","leaf":"1"}]`, `operation 0: rebind: the name "x" was never created`},
		{`[{"op":"call","func":"f","params":["a"],"args":["x"]},{"op":"return"}]`, `operation 0: call: the name "x" was never created`},
		{`[{"op":"call","func":"f"},{"op":"return","value":"a"}]`, `operation 1: return: the name "a" was never created`},
		{`[{"op":"bind","name":"l","list":[]},{"op":"append","list":"l","item":"x"}]`, `operation 1: append: the name "x" was never created`},
		{`[{"op":"wget","w":"w"}]`, `operation 0: wget: the weak reference "w" was never created`},
		{`[{"op":"new","id":"weak w"},{"op":"wdrop","w":"w"}]`, `operation 1: wdrop: the weak reference "w" was never created`},
		{`[{"op":"new","id":"a"},{"op":"weakref","w":"w","to":"a","in":["b",0]}]`, `operation 1: weakref: the name "b" was never created`},
		{`[{"op":"new","id":"a"},{"op":"fin","id":"a","do":[{"watch":"w"}]},{"op":"drop","id":"a"},{"op":"wget","w":"w"}]`, ""},
		{`[{"op":"bind","name":"x","leaf":"1"},{"op":"call","func":"f","params":["a"],"args":["x"]},
			{"op":"return","value":"a","into":"r"},{"op":"refcount","name":"r"},{"op":"del","name":"x"},{"op":"del","name":"x"}]`, ""},
	}
	for _, tt := range tests {
		program, err := Parse([]byte(tt.program))
		require.NoError(t, err)
		if err := Check(program); tt.want == "" {
			require.NoError(t, err, tt.program)
		} else {
			require.EqualError(t, err, tt.want, tt.program)
		}
	}
}

// A function's own names are numbered as Python's compiler numbers them:
// parameters, then the names it binds, in the order they first occur.
func TestLocals(t *testing.T) {
	tests := []struct{ body, want string }{
		{`{"op":"bind","name":"b","to":"x"}`, "p q b"},
		{`{"op":"bind","name":"b","to":"a"},{"op":"bind","name":"a","leaf":"1"}`, "p q a b"},
		{`{"op":"bind","name":"l","list":["b",{"leaf":"1"},"a"]},{"op":"del","name":"a"},{"op":"rebind","name":"b","to":"l"}`, "p q b a l"},
		{`{"op":"set","name":"a","slot":0,"to":"b"},{"op":"del","name":"a"},{"op":"del","name":"b"}`, "p q b a"},
		{`{"op":"append","list":"a","item":"b"},{"op":"del","name":"b"},{"op":"del","name":"a"}`, "p q a b"},
		{`{"op":"refcount","name":"c"},{"op":"remove","list":"a","index":0},{"op":"del","name":"a"},{"op":"del","name":"c"}`, "p q c a"},
		{`{"op":"call","func":"g","params":["i"],"args":["c"]},{"op":"bind","name":"inner","leaf":"1"},
			{"op":"return","value":"i","into":"a"},{"op":"del","name":"c"}`, "p q c a"},
		{`{"op":"bind","name":"q","leaf":"1"},{"op":"new","id":"n"},{"op":"drop","id":"n"}`, "p q"},
	}
	for _, tt := range tests {
		program, err := Parse([]byte(`[{"op":"call","func":"f","params":["p","q"],"args":["x","x"]},` + tt.body + `,{"op":"return","value":"x"}]`))
		require.NoError(t, err)
		require.Equal(t, tt.want, strings.Join(program[0].locals, " "), tt.body)
	}
}

// What an operation is read from and what it says it is agree: each scenario and
// each recorded case survives being read.
func TestParseRecorded(t *testing.T) {
	n := 0
	for _, pattern := range []string{"scenarios/*.json", "../../../gc/testdata/conform/*.jsonl"} {
		files, err := filepath.Glob(pattern)
		require.NoError(t, err)
		require.NotEmpty(t, files, pattern)
		for _, file := range files {
			for _, text := range programsIn(t, file) {
				program, err := Parse(text)
				require.NoError(t, err, file)
				var raw []map[string]any
				require.NoError(t, json.Unmarshal(text, &raw))
				require.Len(t, program, len(raw))
				for i := range raw {
					require.Equal(t, raw[i]["op"], program[i].Op)
					for field := range raw[i] {
						require.True(t, field == "op" || program[i].given[field], "%s: operation %d, field %s", file, i, field)
					}
				}
				n += len(program)
			}
		}
	}
	require.Greater(t, n, 10_000)
}

// programsIn are the programs of a scenario or of a file of recorded answers.
func programsIn(t testing.TB, file string) [][]byte {
	t.Helper()
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	if strings.HasSuffix(file, ".json") {
		return [][]byte{text}
	}
	var programs [][]byte
	for line := range strings.Lines(string(text)) {
		var r struct{ Program json.RawMessage }
		require.NoError(t, json.Unmarshal([]byte(line), &r))
		programs = append(programs, r.Program)
	}
	return programs
}
