package constsql

// A Constant is text that stands in the source. Functions that take one are called
// with a literal or another untyped constant: f("SELECT 1").
type Constant string

// Text is SQL made from a Constant. The zero Text is empty.
type Text struct{ s string }

// New makes a Text.
func New(c Constant) Text { return Text{string(c)} }

// String gives the text.
func (t Text) String() string { return t.s }
