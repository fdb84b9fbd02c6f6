package constsql

// Rebind copies a text and writes the n-th placeholder, counted from 1, where a ?
// stands for one: not inside literals, quoted names and comments. Two of them, ??, are
// copied as a ? that is no placeholder, for the operators ?, ?| and ?& of PostgreSQL's
// jsonb. It returns how many placeholders there were. place appends to dst and returns it.
//
// An open quote or comment goes to the end of the text; [Whole] refuses those.
//
//sqlvet:trusted it copies what a Text or Query holds, and place writes placeholders
func Rebind(dst []byte, text string, place func(dst []byte, n int) []byte) ([]byte, int) {
	n := 0
	for i := 0; i < len(text); {
		t := next(text, i)
		switch t.kind {
		case mark:
			n++
			dst = place(dst, n)
		case escaped:
			dst = append(dst, '?')
		default:
			dst = append(dst, text[i:i+t.size]...)
		}
		i += t.size
	}
	return dst, n
}
