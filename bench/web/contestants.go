package web

import (
	"context"
	_ "embed"
	"os"
	"os/exec"
	"strings"

	"underhood/bench/harness"
)

// twin is the worker in Python.
//
//go:embed twin.py
var twin string

// fewer says how the contestants that take long are measured.
const fewer = "; makes a part of the requests, its figures multiplied"

func contestants() []harness.Contestant {
	all := []harness.Contestant{
		{Name: "underhood", Role: harness.RoleOurs, What: "package web, signed sessions; stored_session: in memory"},
		{Name: "underhood/again", Role: harness.RoleAgain, What: "the same, a second time: the noise"},
		{Name: "underhood/stored", Role: harness.RoleVariant, What: "package web, sessions in memory"},
		{Name: limit, Role: harness.RoleLimit, What: "http.ServeMux: a handler, no hook and no session"},
		{Name: "chi", Role: harness.RoleRival, What: "chi v5.5.0, routes only"},
		{Name: "gin", Role: harness.RoleRival, What: "gin v1.12.0, routes only"},
		{Name: "echo", Role: harness.RoleRival, What: "echo v4.16.0, routes only"},
		{Name: "scs", Role: harness.RoleRival, What: "scs v2.9.0, sessions in memory" + fewer},
		{Name: "gorilla", Role: harness.RoleRival, What: "gorilla/securecookie v1.1.2, which reads the cookies of gorilla/sessions" + fewer},
		{Name: "chi+scs", Role: harness.RoleRival, What: "chi, two middlewares, scs in memory" + fewer},
		{Name: "chi+gorilla", Role: harness.RoleRival, What: "chi, two middlewares, gorilla/sessions v1.4.0, signed" + fewer},
		{Name: "gin+sessions", Role: harness.RoleRival, What: "gin, two middlewares, gin-contrib/sessions v1.0.4, signed" + fewer},
		{Name: "echo+gorilla", Role: harness.RoleRival, What: "echo, two middlewares, gorilla/sessions, signed" + fewer},
		{Name: "scs, JSON", Role: harness.RoleOther, What: "scs with a codec for JSON that is written for it; numbers come back as float64"},
		{Name: "gorilla, JSON", Role: harness.RoleOther, What: "gorilla/sessions with a serializer for JSON that is written for it; the same"},
		{Name: "flask", Role: harness.RolePython, Command: flask, What: "Flask with a signed session, by WSGI; throughput: gunicorn, two processes, gevent where that is installed" + fewer},
	}
	for i := range all {
		if all[i].Command == nil {
			all[i].Command = itself(strings.TrimSuffix(all[i].Name, "/again"))
		}
	}
	return all
}

// itself runs this program again as a worker. The test binary does too; its
// TestMain looks at the same arguments.
func itself(name string) func(context.Context) (harness.Command, error) {
	return func(context.Context) (harness.Command, error) {
		exe, err := os.Executable()
		return harness.Command{Args: []string{exe, "worker", "web", name}}, err
	}
}

// flask runs the twin by the system's own Python, where distributions install Flask.
func flask(ctx context.Context) (harness.Command, error) {
	const python = "/usr/bin/python3"
	if exec.CommandContext(ctx, python, "-I", "-c", "import flask, gunicorn").Run() != nil {
		return harness.Command{}, &harness.SkipError{Reason: "no " + python + " that has flask and gunicorn"}
	}
	exe, err := os.Executable()
	return harness.Command{Args: []string{python, "-I", "-c", twin, exe}}, err
}
