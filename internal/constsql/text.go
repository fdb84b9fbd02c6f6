package constsql

// A Constant is text that stands in the source. Functions that take one are called
// with a literal or another untyped constant: f("SELECT 1"). Generic code and reflection
// can still make one of any string; websec/sqlvet finds where they are given the chance.
//
//sqlvet:constant
type Constant string

// Text is SQL made from a Constant. The zero Text is empty.
//
//sqlvet:trusted New is the one way to make it
type Text struct{ s string }

// New makes a Text.
func New(c Constant) Text { return Text{string(c)} }

// String gives the text.
func (t Text) String() string { return t.s }
