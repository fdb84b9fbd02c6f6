package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestCommand builds the command and runs it in both of its ways on a module of its own.
func TestCommand(t *testing.T) {
	dir := t.TempDir()
	tool := filepath.Join(dir, "sqlvet")
	if runtime.GOOS == "windows" {
		tool += ".exe"
	}
	out, err := exec.Command("go", "build", "-o", tool, ".").CombinedOutput()
	require.NoError(t, err, "%s", out)

	module := filepath.Join(dir, "shop")
	write := func(name, text string) {
		require.NoError(t, os.MkdirAll(filepath.Dir(filepath.Join(module, name)), 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(module, name), []byte(text), 0o644))
	}
	write("go.mod", "module example.org/shop\n\ngo 1.26\n")
	write("store/store.go", `package store

import "database/sql"

func Run(db *sql.DB, query string) error {
	_, err := db.Exec(query)
	return err
}
`)
	write("main.go", `package main

import (
	"database/sql"
	"os"

	"example.org/shop/store"
)

func main() {
	var db *sql.DB
	store.Run(db, "DELETE FROM carts")
	store.Run(db, "DELETE FROM "+os.Args[1])
}
`)
	run := func(name string, args ...string) (string, error) {
		cmd := exec.Command(name, args...)
		cmd.Dir = module
		cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off", "GOWORK=off")
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	const want = "SQL text for store.Run is not made of constants: os.Args"
	for _, command := range [][]string{{"go", "vet", "-vettool=" + tool, "./..."}, {tool, "./..."}} {
		out, err := run(command[0], command[1:]...)
		require.Error(t, err, out)
		require.Contains(t, out, "main.go:13:16: "+want)
		require.NotContains(t, out, "main.go:12")
		require.NotContains(t, out, "store.go")
	}
	help, _ := run(tool, "-h")
	require.Contains(t, help, "sqlvet: find SQL text that is not made of constants")
	require.Contains(t, help, "//sqlvet:ignore why")

	write("main.go", "package main\n\nfunc main() {}\n")
	for _, command := range [][]string{{"go", "vet", "-vettool=" + tool, "./..."}, {tool, "./..."}} {
		out, err := run(command[0], command[1:]...)
		require.NoError(t, err, out)
	}
}
