// Command conform plays JSON programs through the lessons, for comparison with
// the real CPython or Flask:
//
//	go run ./internal/conform gc < programs.jsonl > results.jsonl
//
// It reads one program a line and writes one result a line, in the form of the
// topic's oracle. For gc a line may also be an object with the program under
// "program", as the recorded answers are. A line that is no program is answered with
// {"id": …, "error": …, "line": number}, the id if the line has one; the exit status
// is then 1, after all lines have been answered. Usage errors end with status 2.
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"

	"underhood/internal/conform/asyncio"
	lesson "underhood/internal/lessons/gc"
	iteration "underhood/internal/lessons/iterators"
	classes "underhood/internal/lessons/metaclass"
	application "underhood/internal/lessons/web"
)

// topics are what can be compared: each plays one program.
var topics = map[string]func(ctx context.Context, program []byte) (any, error){
	"concurrency": asyncio.Play,
	"gc":          playGC,
	"iterators":   iteration.Play,
	"metaclass":   classes.Play,
	"web":         application.Play,
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	status := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(status)
}

func run(ctx context.Context, args []string, in io.Reader, out, errs io.Writer) int {
	if len(args) == 1 && slices.Contains([]string{"-h", "-help", "--help"}, args[0]) {
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
	case failed == 1:
		fmt.Fprint(errs, "conform: 1 line was no program\n")
		return 1
	case failed > 1:
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

// line is one line of the input, or why there are no more.
type line struct {
	text []byte
	err  error
}

// refusal is the answer to a line that is no program.
type refusal struct {
	ID    json.RawMessage `json:"id,omitempty"`
	Error string          `json:"error"`
	Line  int             `json:"line"`
}

// idOf finds the id of an object, also of one that is broken further on.
func idOf(text []byte) json.RawMessage {
	d := json.NewDecoder(bytes.NewReader(text))
	if open, err := d.Token(); err != nil || open != json.Delim('{') {
		return nil
	}
	for d.More() {
		key, err := d.Token()
		var value json.RawMessage
		if err != nil || d.Decode(&value) != nil {
			return nil
		}
		if key == "id" {
			return value
		}
	}
	return nil
}

// answer plays each line of in and says how many were no programs. An answer is
// written before the next line is waited for.
func answer(ctx context.Context, play func(context.Context, []byte) (any, error), in io.Reader, out io.Writer) (failed int, err error) {
	w := bufio.NewWriter(out)
	results := json.NewEncoder(w)
	results.SetEscapeHTML(false)
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	lines := read(ctx, in)
	for n := 1; ; n++ {
		var next line
		select {
		case next = <-lines:
		case <-ctx.Done():
			return failed, ctx.Err()
		}
		if text := bytes.TrimSpace(next.text); len(text) > 0 {
			result, err := play(ctx, text)
			if ctx.Err() != nil {
				return failed, ctx.Err()
			}
			if err != nil {
				failed++
				result = refusal{idOf(text), err.Error(), n}
			}
			if err := results.Encode(result); err != nil {
				return failed, err
			}
			if err := w.Flush(); err != nil {
				return failed, err
			}
		}
		switch {
		case errors.Is(next.err, io.EOF):
			return failed, nil
		case next.err != nil:
			return failed, next.err
		}
	}
}

// read reads lines of any length, one ahead, in a goroutine of its own, because
// a read cannot be cancelled. It ends with the input, or after ctx with the read
// under way.
func read(ctx context.Context, in io.Reader) <-chan line {
	lines := make(chan line)
	go func() {
		r := bufio.NewReaderSize(in, 1<<20)
		for {
			text, err := r.ReadBytes('\n')
			select {
			case lines <- line{text, err}:
			case <-ctx.Done():
				return
			}
			if err != nil {
				return
			}
		}
	}()
	return lines
}

// recorded is a line of testdata/conform: the program beside its answer.
type recorded struct{ Program json.RawMessage }

func playGC(ctx context.Context, text []byte) (any, error) {
	if r := (recorded{}); json.Unmarshal(text, &r) == nil && r.Program != nil {
		text = r.Program
	}
	program, err := lesson.Parse(text)
	if err == nil {
		var outcomes [][]lesson.Outcome
		if outcomes, err = lesson.Play(ctx, program); err == nil {
			return lesson.NewResult(outcomes), nil
		}
	}
	if wrong := new(lesson.ProgramError); errors.As(err, &wrong) {
		wrong.Line = 0 // a program is one line here; which one is said beside it
	}
	return nil, err
}
