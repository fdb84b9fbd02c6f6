package show

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
)

// flags are what the user typed. They are the same for every example.
type flags struct {
	plain, json, list, live bool
	svg, cast               string
	program, scenario       string
	step                    int
	seed                    uint64
	speed                   float64
	scenarioSet, programSet bool
	options                 map[string]string // that were given
}

// errUsage marks a mistake in how the example was called.
var errUsage = errors.New("usage")

// usagef is an error of the caller's, told with a hint at -h.
func usagef(format string, args ...any) error {
	return fmt.Errorf("%w: %s", errUsage, fmt.Sprintf(format, args...))
}

// parseFlags reads args. For -h it returns flag.ErrHelp.
func parseFlags(app App, args []string) (flags, error) {
	var f flags
	fs := flag.NewFlagSet(app.Name, flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	fs.BoolVar(&f.plain, "plain", false, "")
	fs.BoolVar(&f.json, "json", false, "")
	fs.BoolVar(&f.list, "list", false, "")
	fs.BoolVar(&f.live, "live", false, "")
	fs.StringVar(&f.svg, "svg", "", "")
	fs.StringVar(&f.cast, "cast", "", "")
	fs.StringVar(&f.program, "program", "", "")
	fs.StringVar(&f.scenario, "scenario", "", "")
	fs.IntVar(&f.step, "step", -1, "")
	fs.Uint64Var(&f.seed, "seed", 1, "")
	fs.Float64Var(&f.speed, "speed", DefaultSpeed, "")
	for _, o := range app.Options {
		if o.Arg == "" {
			fs.Bool(o.Name, false, "")
			continue
		}
		fs.String(o.Name, "", "")
	}
	if err := fs.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return f, err
		}
		return f, usagef("%v", err)
	}
	set := map[string]bool{}
	fs.Visit(func(fl *flag.Flag) { set[fl.Name] = true })
	f.scenarioSet, f.programSet = set["scenario"], set["program"]
	for _, name := range []string{"svg", "cast", "program"} {
		if set[name] && fs.Lookup(name).Value.String() == "" {
			return f, usagef("-%s needs a file name", name)
		}
	}
	f.options = map[string]string{}
	for _, o := range app.Options {
		if !set[o.Name] || o.Arg == "" && fs.Lookup(o.Name).Value.String() == "false" {
			continue
		}
		if f.options[o.Name] = fs.Lookup(o.Name).Value.String(); f.options[o.Name] == "" {
			return f, usagef("-%s needs a value: %s", o.Name, o.About)
		}
	}
	if fs.NArg() > 0 {
		return f, usagef("unexpected argument %q", fs.Arg(0))
	}
	return f, f.check(app, set)
}

// check refuses values out of range and flags that contradict each other.
func (f flags) check(app App, set map[string]bool) error {
	// Flags that choose a run or its form have no part in what shows none.
	run := false
	for _, name := range []string{"plain", "json", "svg", "cast", "program", "scenario", "step", "speed"} {
		run = run || set[name]
	}
	stdout := 0
	for _, used := range []bool{f.plain, f.json, f.svg == "-", f.cast == "-"} {
		if used {
			stdout++
		}
	}
	switch {
	case stdout > 1:
		return usagef("only one of -plain, -json, -svg - and -cast - can go to standard output")
	case f.list && (run || f.live || set["seed"] || len(f.options) > 0):
		return usagef("-list shows no run: it takes no other flag")
	case app.instead(f) != nil && (run || f.live):
		return usagef("-%s shows no run: it takes none of the flags that choose one or its form", app.instead(f).Name)
	case f.live && !app.live():
		return usagef("%s has no -live", app.Name)
	case f.live && (run || set["seed"] || len(f.options) > 0):
		return usagef("-live goes on by itself: it takes none of the flags that choose a run or its form")
	case f.scenarioSet && f.programSet:
		return usagef("-scenario and -program exclude each other")
	case f.programSet && app.Program == "":
		return usagef("%s takes no -program", app.Name)
	case set["step"] && f.step < 0:
		return usagef("-step %d is below 0", f.step)
	case set["step"] && f.svg == "":
		return usagef("-step says which step -svg draws, and goes with it")
	case !(f.speed >= MinSpeed && f.speed <= MaxSpeed): // a NaN fails too
		return usagef("-speed %v is not between %v and %v steps a second", f.speed, MinSpeed, MaxSpeed)
	case f.scenarioSet && !app.has(f.scenario):
		return usagef("unknown scenario %q; known: %s", f.scenario, strings.Join(app.names(), ", "))
	}
	return nil
}

// instead is the option that was given and does something of its own, nil without one.
func (a App) instead(f flags) *Option {
	for i, o := range a.Options {
		if o.Do != nil && f.options[o.Name] != "" {
			return &a.Options[i]
		}
	}
	return nil
}

// names lists the app's scenarios.
func (a App) names() []string {
	var names []string
	for _, s := range a.Scenarios {
		names = append(names, s.Name)
	}
	return names
}

// has reports whether the app has a scenario of that name.
func (a App) has(name string) bool {
	for _, s := range a.Scenarios {
		if s.Name == name {
			return true
		}
	}
	return false
}

// poster is the step that stands for the whole run in a still picture.
func (a App) poster(f flags, scenario string, last int) int {
	if f.step >= 0 {
		return f.step
	}
	for _, s := range a.Scenarios {
		if s.Name == scenario && s.Poster > 0 {
			return min(s.Poster, last)
		}
	}
	return last
}

// help is the text of -h.
func (a App) help() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\nusage: %s [flags]\n\n", a.About, a.Name)
	b.WriteString(`On a terminal the run is played as a picture; into a pipe, under CI or with
TERM=dumb it is told line by line. NO_COLOR is respected.

  -scenario NAME  play this run (see -list)
  -list           list the runs that come with this example
  -program FILE   play your own program; - reads standard input
  -seed N         seed of everything left to chance (default 1)
  -speed N        steps a second when played or cast, 0.125 to 128 (default 1)
  -plain          one line a step
  -json           one JSON object a step
  -svg FILE       draw one step as a picture; - is standard output
  -cast FILE      write the run as an asciicast v2; - is standard output
  -step N         the step that -svg draws (default: the most telling one)
  -h              this text

Keys: space run or pause, right and left one step, g and G first and last,
+ and - speed, ? help, q quit.
`)
	for _, o := range a.Options {
		fmt.Fprintf(&b, "\n-%s: %s\n", strings.TrimSpace(o.Name+" "+o.Arg), o.About)
	}
	if a.live() {
		b.WriteString("\n-live watches a run that goes on until you quit; ? says what its keys are.\n")
	}
	if a.Program != "" {
		fmt.Fprintf(&b, "\nA program is %s.\n", a.Program)
	}
	if len(a.Scenarios) > 0 {
		b.WriteString("\nRuns:\n" + a.list())
	}
	return b.String()
}

// list is the text of -list: a name and what it is about a line.
func (a App) list() string {
	width := 0
	for _, s := range a.Scenarios {
		width = max(width, textWidth(s.Name))
	}
	var b strings.Builder
	for _, s := range a.Scenarios {
		fmt.Fprintf(&b, "  %s  %s\n", pad(s.Name, width), s.About)
	}
	return b.String()
}
