package singleton_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// fact is what testdata/facts.py says of one of Python's ways.
type fact struct {
	Identical  bool
	Arguments  string
	IsInstance any
	Subclass   string
	Copied     bool
	Made       int `json:"constructions of 8 threads"`
}

// TestPythonFacts: what the package comment says of Python's ways is what CPython
// does, as it was recorded and, where there is a python3, now.
func TestPythonFacts(t *testing.T) {
	text, err := os.ReadFile("testdata/facts.json")
	require.NoError(t, err)
	var recorded map[string]fact
	require.NoError(t, json.Unmarshal(text, &recorded))
	require.Len(t, recorded, 4)
	doc, err := os.ReadFile("doc.go")
	require.NoError(t, err)
	for name, f := range recorded {
		require.True(t, f.Identical)
		copied := "the same"
		if f.Copied {
			copied = "another"
		}
		isInstance := fmt.Sprint(f.IsInstance)
		if f.IsInstance == true {
			isInstance = "True"
		}
		require.Contains(t, string(doc), fmt.Sprintf("//\t%-18s  %d of 8   %-9s  %-10s  %-22s  %s\n",
			name, f.Made, f.Arguments, isInstance, f.Subclass, copied))
	}
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("no python3 here to ask; its answers are on record")
	}
	out, err := exec.CommandContext(t.Context(), python, "testdata/facts.py").Output()
	require.NoError(t, err)
	require.JSONEq(t, string(text), strings.TrimSpace(string(out)))
}
