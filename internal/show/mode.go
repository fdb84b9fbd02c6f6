package show

// mode is the form a run is shown in on standard output.
type mode int

const (
	modePlain mode = iota
	modeJSON
	modeLive
	modeFiles // nothing on standard output: -svg or -cast name files
)

// surroundings is what the mode depends on besides the flags.
type surroundings struct {
	terminal bool // both standard input and standard output are terminals
	width    int  // columns of the terminal
	term     string
	ci       string
	noColor  string
}

// narrowest is the least width at which a picture beats plain lines.
const narrowest = 40

// chooseMode decides how to show a run when the flags do not: a picture only for
// somebody who can see one. The second result is whether colour is wanted.
func chooseMode(f flags, s surroundings) (mode, bool) {
	color := s.noColor == ""
	switch {
	case f.plain:
		return modePlain, color
	case f.json:
		return modeJSON, color
	case f.svg != "" || f.cast != "":
		return modeFiles, color
	case !s.terminal, s.term == "dumb", s.ci != "", s.width < narrowest:
		return modePlain, color
	}
	return modeLive, color
}
