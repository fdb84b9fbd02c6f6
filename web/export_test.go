package web

// What fuzz tests look at from outside.
var ReadTagged = readTagged

// AppendTagged is appendTagged from the top.
func AppendTagged(b []byte, v any) ([]byte, error) { return appendTagged(b, v, 0) }
