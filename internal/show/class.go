package show

import "fmt"

// Class says what an item of a scene is going through. It is a small fixed set
// so that a reader who has learned one topic's picture can read them all. Every
// class has a marker (one ASCII character) as well as a colour, because colour
// is never the only signal.
type Class uint8

// The classes, from the everyday one to the faintest.
const (
	Normal  Class = iota // nothing special
	Current              // what this step is about
	Active               // taking part in this step, or running
	Good                 // proved alive, accepted, finished well
	Waiting              // undecided: tentative, blocked, queued
	Doomed               // condemned, refused, about to fail
	Dead                 // gone; drawn so that its end can be seen
	Muted                // background: empty, idle, out of the picture
	classes              // how many there are
)

// classLooks holds what each class looks like; the index is the class.
var classLooks = [classes]struct {
	name   string
	marker byte
	ansi   string // SGR parameters
	about  string
}{
	Normal:  {"normal", ' ', "", "nothing special"},
	Current: {"current", '>', "1;36", "what this step is about"},
	Active:  {"active", '*', "35", "taking part, or running"},
	Good:    {"good", '+', "32", "proved alive, accepted, done"},
	Waiting: {"waiting", '?', "33", "undecided, blocked, queued"},
	Doomed:  {"doomed", '!', "1;31", "condemned, refused, failing"},
	Dead:    {"dead", 'x', "2;31", "gone"},
	Muted:   {"muted", '.', "2", "background, empty, idle"},
}

// Classes returns every class in order, for legends and tests.
func Classes() []Class {
	all := make([]Class, classes)
	for i := range all {
		all[i] = Class(i)
	}
	return all
}

// String returns the class's name in lower case, "class(9)" when unknown.
func (c Class) String() string {
	if c >= classes {
		return fmt.Sprintf("class(%d)", uint8(c))
	}
	return classLooks[c].name
}

// Marker returns the ASCII character that stands for the class beside an item:
// a blank for [Normal] and for an unknown class.
func (c Class) Marker() byte {
	if c >= classes {
		return ' '
	}
	return classLooks[c].marker
}

// About says in a few words what the class means, "" when unknown.
func (c Class) About() string {
	if c >= classes {
		return ""
	}
	return classLooks[c].about
}

// MarshalText gives the class's name, so that JSON reads "doomed", not 5.
func (c Class) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// sgr returns the ANSI parameters of the class, "" for none.
func (c Class) sgr() string {
	if c >= classes {
		return ""
	}
	return classLooks[c].ansi
}
