package segment

import (
	"fmt"
	"unicode"
	"unicode/utf8"
)

// checkName refuses what would not read as one word on one line where the system
// lists its sockets. The system-specific address has a length limit besides.
func checkName(name string) error {
	if name == "" {
		return fmt.Errorf("%w: it is empty", ErrName)
	}
	for i, r := range name {
		if r == utf8.RuneError {
			if _, size := utf8.DecodeRuneInString(name[i:]); size == 1 {
				return fmt.Errorf("%w %q: byte %d is not UTF-8", ErrName, name, i)
			}
		}
		if unicode.IsControl(r) || unicode.IsSpace(r) {
			return fmt.Errorf("%w %q: %q at byte %d", ErrName, name, r, i)
		}
	}
	return nil
}
