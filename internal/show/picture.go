package show

// Size is a width and a height in character cells.
type Size struct {
	Cols int // at least 1
	Rows int // 0 means as many as needed
}

// Sizes that pictures are made for.
var (
	TerminalSize = Size{Cols: 80, Rows: 24}
	PhoneSize    = Size{Cols: 40}
	WideSize     = Size{Cols: 110}
)

// Picture is a scene with every part in its place: what [Layout] makes and every
// drawing renderer consumes. Positions are character cells counted from the top
// left corner; a renderer may give a cell any size. Where they meet,
// words lie over boxes and boxes over wires.
type Picture struct {
	Title string  // one line, safe to print
	Size  Size    // Rows is never 0
	Boxes []Box   // no two overlap; cells of a row share a border
	Wires []Wire  // lines and arrows
	Words []Words // no two overlap
}

// BoxKind is the shape of a [Box].
type BoxKind uint8

// The shapes.
const (
	Frame BoxKind = iota // an outline; its first and last rows and columns are the border
	Pill                 // one row high, closed by brackets
	Bar                  // one row high, filled: a span of time
)

// Box is a rectangle around words.
type Box struct {
	ID         string  // of the item it stands for
	X, Y, W, H int     // left column, top row, width, height; W and H at least 1
	Kind       BoxKind // its shape
	Headed     bool    // words on the upper border name what the rows below belong to
	Class      Class   // its look
}

// Point is a character cell.
type Point struct {
	X, Y int // column and row
}

// Wire is a line of horizontal and vertical pieces. Its ends may lie on the
// border of a box.
type Wire struct {
	ID     string  // "from->to" for an edge, "" for a rule
	Points []Point // both ends and every bend, at least two
	Arrow  bool    // ends in a head, drawn in the cell before the last
	Class  Class   // its look
	Dashed bool    // broken, see [Edge]
}

// Tone is how loud words are.
type Tone uint8

// The tones.
const (
	Even Tone = iota
	Strong
	Faint
)

// Words is text on one row. It fits its place: renderers need not cut it.
type Words struct {
	X, Y  int    // of the first character
	Text  string // one line, safe to print
	Class Class  // its look
	Tone  Tone   // how loud
}
