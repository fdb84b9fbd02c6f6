// Command conform plays JSON programs through the lessons, for comparison with
// the real CPython or Flask:
//
//	go run ./internal/conform gc < programs.jsonl > results.jsonl
//
// It reads one program a line and writes one result a line, in the form of the
// topic's oracle. A line that is no program is answered with {"error": …}; the
// exit status is then 1, after all lines have been answered. Usage errors end
// with status 2.
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"

	lesson "underhood/internal/lessons/gc"
)

// topics are what can be compared: each plays one program.
var topics = map[string]func(ctx context.Context, program []byte) (any, error){
	"gc": playGC,
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	status := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(status)
}

func run(ctx context.Context, args []string, in io.Reader, out, errs io.Writer) int {
	if len(args) == 1 && (args[0] == "-h" || args[0] == "-help" || args[0] == "--help") {
		fmt.Fprint(out, usage())
		return 0
	}
	if len(args) != 1 || topics[args[0]] == nil {
		fmt.Fprint(errs, usage())
		return 2
	}
	failed, err := answer(ctx, topics[args[0]], in, out)
	switch {
	case err != nil:
		fmt.Fprintf(errs, "conform: %v\n", err)
		return 1
	case failed > 0:
		fmt.Fprintf(errs, "conform: %d lines were no programs\n", failed)
		return 1
	}
	return 0
}

func usage() string {
	names := make([]string, 0, len(topics))
	for t := range topics {
		names = append(names, t)
	}
	slices.Sort(names)
	return "usage: conform TOPIC < programs.jsonl > results.jsonl\n" +
		"One JSON program a line in, one result a line out. Topics: " + strings.Join(names, ", ") + "\n"
}

// answer plays each line of in and says how many were no programs.
func answer(ctx context.Context, play func(context.Context, []byte) (any, error), in io.Reader, out io.Writer) (failed int, err error) {
	lines := bufio.NewReaderSize(in, 1<<20)
	w := bufio.NewWriter(out)
	results := json.NewEncoder(w)
	results.SetEscapeHTML(false)
	for n := 1; ; n++ {
		line, readErr := lines.ReadBytes('\n')
		if readErr != nil && readErr != io.EOF {
			return failed, readErr
		}
		if line = bytes.TrimSpace(line); len(line) > 0 {
			result, err := play(ctx, line)
			if ctx.Err() != nil {
				return failed, ctx.Err()
			}
			if err != nil {
				failed++
				result = map[string]any{"error": err.Error(), "line": n}
			}
			if err := results.Encode(result); err != nil {
				return failed, err
			}
			if err := w.Flush(); err != nil { // an answer is there before the next question
				return failed, err
			}
		}
		if readErr == io.EOF {
			return failed, nil
		}
	}
}

func playGC(ctx context.Context, text []byte) (any, error) {
	program, err := lesson.Parse(text)
	if err != nil {
		return nil, err
	}
	outcomes, err := lesson.Play(ctx, program)
	if err != nil {
		return nil, err
	}
	return lesson.NewResult(outcomes), nil
}
