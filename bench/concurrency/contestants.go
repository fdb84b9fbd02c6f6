package concurrency

import (
	"context"
	_ "embed"
	"errors"
	"os/exec"
	"strings"

	"underhood/bench/harness"
)

// The workers in Python and in Lua.
var (
	//go:embed twin.py
	twin string
	//go:embed twin.lua
	luaTwin string
)

// pythonVersion is the version the other topics speak of.
const pythonVersion = "3.11"

func contestants() []harness.Contestant {
	worker := small()
	all := []harness.Contestant{
		{Name: "underhood", Role: harness.RoleOurs, What: "Coroutine; loop on the real clock, in sleep_1m on a virtual one; StartProcess and its siblings; ProcessPool with one worker"},
		{Name: "underhood/again", Role: harness.RoleAgain, What: "the same, a second time: the noise"},
		{Name: "underhood/virtual", Role: harness.RoleVariant, What: "the loop on a virtual clock"},
		{Name: "underhood/large", Role: harness.RoleVariant, Command: itself("underhood/large"), What: "StartProcess in the program that has all topics and their rivals in it, whose start takes longer"},
		{Name: "iter.Pull", Role: harness.RoleLimit, What: "iter.Pull by hand"},
		{Name: "os.Pipe", Role: harness.RoleLimit, What: "two of os.Pipe, to a process that reads 8 bytes and writes 8"},
		{Name: "channel", Role: harness.RoleRival, What: "a goroutine and two channels without room"},
		{Name: "go", Role: harness.RoleRival, What: "the go statement and a channel for the result; LockOSThread; Gosched with GOMAXPROCS 1, where two take turns"},
		{Name: "os/exec", Role: harness.RoleRival, What: "os/exec of this program, which ends as its input does"},
		{Name: "/bin/true", Role: harness.RoleOther, Command: ifFound("true", apart("/bin/true", worker)), What: "os/exec of true, a small program in C"},
		{Name: "python", Role: harness.RolePython, Command: python(""), What: "CPython: generators, asyncio, threading, multiprocessing by spawn, Pool.apply; collector off"},
		{Name: "python/forkserver", Role: harness.RoleOther, Command: python("forkserver"), What: "multiprocessing by a fork server, which is there"},
		{Name: "python/fork", Role: harness.RoleOther, Command: python("fork"), What: "multiprocessing by fork, of a process that has no threads"},
		{Name: "python/executor", Role: harness.RoleOther, Command: python("executor"), What: "concurrent.futures.ProcessPoolExecutor"},
		{Name: "lua", Role: harness.RoleOther, Command: lua, What: "coroutine.wrap; its clock counts processor time, as Lua has no other"},
	}
	for i := range all {
		if all[i].Command == nil {
			all[i].Command = apart(strings.TrimSuffix(all[i].Name, "/again"), worker)
		}
	}
	return all
}

// ifFound is the command where there is such a program.
func ifFound(program string, command func(context.Context) (harness.Command, error)) func(context.Context) (harness.Command, error) {
	return func(ctx context.Context) (harness.Command, error) {
		if _, err := exec.LookPath(program); err != nil {
			return harness.Command{}, &harness.SkipError{Reason: "no " + program + " on the path"}
		}
		return command(ctx)
	}
}

func python(way string) func(context.Context) (harness.Command, error) {
	return func(ctx context.Context) (harness.Command, error) {
		exe, err := harness.FindPython(ctx, pythonVersion)
		if errors.Is(err, harness.ErrPython) {
			return harness.Command{}, &harness.SkipError{Reason: "no CPython " + pythonVersion + " on the path"}
		}
		return harness.Command{Args: []string{exe, "-I", "-c", twin, way}}, err
	}
}

func lua(context.Context) (harness.Command, error) {
	exe, err := exec.LookPath("lua5.4")
	if err != nil {
		return harness.Command{}, &harness.SkipError{Reason: "no lua5.4 on the path"}
	}
	return harness.Command{Args: []string{exe, "-e" + luaTwin}}, nil // apart, it must not begin with the dash of a comment
}
