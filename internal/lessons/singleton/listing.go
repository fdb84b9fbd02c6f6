package lesson

import "strings"

// A listing is a form as it is written, and which of its lines looks, waits,
// constructs, stores, gives and resets; 0 where that is not to be seen.
type listing struct {
	lines                                []string
	look, wait, make, store, give, reset int
}

// written is a listing of a text; the lines that end in @ and one or more of
// l, w, m, s, g and r are those that do it.
func written(text string) listing {
	var l listing
	for line := range strings.SplitSeq(strings.Trim(text, "\n"), "\n") {
		code, marks, _ := strings.Cut(line, " @")
		l.lines = append(l.lines, strings.TrimRight(code, " "))
		for _, m := range marks {
			switch m {
			case 'l':
				l.look = len(l.lines)
			case 'w':
				l.wait = len(l.lines)
			case 'm':
				l.make = len(l.lines)
			case 's':
				l.store = len(l.lines)
			case 'r':
				l.reset = len(l.lines)
			case 'g':
				l.give = len(l.lines)
			}
		}
	}
	return l
}

// pythons are Python's ways, by name.
var pythons = map[string]listing{
	"module": written(`
# settings.py
settings = load() @ms

from settings import settings @lg
`),
	"__new__": written(`
def __new__(cls, *args):
    if cls._it is None: @l
        cls._it = super().__new__(cls) @ms
    return cls._it @g
`),
	"metaclass": written(`
class Singleton(type):
    def __call__(cls, *args):
        if cls not in cls._all: @l
            cls._all[cls] = super().__call__(*args) @ms
        return cls._all[cls] @g
`),
	"function decorator": written(`
def get(*args):
    nonlocal it
    if it is None: @l
        it = cls(*args) @ms
    return it @g
`),
	"class decorator": written(`
def __call__(self, *args):
    if self.it is None: @l
        self.it = self.cls(*args) @ms
    return self.it @g
`),
}

// goes are the forms of package singleton, by name, as they are used or, where that
// is the point, as they are made.
var goes = map[string]listing{
	"Naive": written(`
if p := n.it.Load(); p != nil { return p } @l
p := construct() @m
n.it.Store(p) @s
return p @g
`),
	"Must": written(`
// settings.go
var Settings = singleton.Must(load()) @ms

settings.Settings @lg
`),
	"Guard": written(`
if p := g.it.Load(); p != nil { return p } @l
g.mu.Lock(); defer g.mu.Unlock() @w
if p := g.it.Load(); p != nil { return p }
p := construct() @m
g.it.Store(p) @s
return p @g
`),
	"Of": written(`
func Conf() *Config {
	return singleton.Of(newConfig) @lwmsg
}
`),
	"Wrap": written(`
var Conf = singleton.Wrap(newConfig)

c, err := Conf() @lwmsg
`),
	"Holder": written(`
var Conf = singleton.NewHolder(newConfig)

c := Conf.Call(path) @lwmsg
Conf.Reset() @r
`),
	"Lazy": written(`
var it = singleton.New(construct,
	singleton.Retrying(retry))

v, err := it.Get(ctx) @lwmsg
`),
}

func init() { // the naive ones are all Naive inside
	for _, name := range []string{"NaiveOf", "NaiveWrap", "NaiveHolder"} {
		goes[name] = goes["Naive"]
	}
}

// line is the line of a beat, 0 for none.
func (l listing) line(kind string) int {
	switch kind {
	case beatLook:
		return l.look
	case beatWait:
		return l.wait
	case beatBegin, beatFail, beatPanic:
		return l.make
	case beatMade:
		return l.store
	case beatGot, beatError, beatPanicked:
		return l.give
	case beatReset:
		return l.reset
	}
	return 0
}
