package gcview

import (
	"fmt"
	"strconv"
	"strings"

	"underhood/gc"
)

// ref is a gc.Ref that is written as people read it, "#3" or "#3.1", in pages, in
// JSON (whose numbers are too short for it) and, without the #, in addresses.
type ref gc.Ref

// String is "#3.1".
func (r ref) String() string { return gc.Ref(r).String() }

// Query is "3.1", for an address.
func (r ref) Query() string { return strings.TrimPrefix(r.String(), "#") }

// MarshalText is String.
func (r ref) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// refOf reads what String or Query wrote. A handle is an index and, in its upper
// half, the generation of the index, which counts from 1.
func refOf(s string) (gc.Ref, error) {
	index, reuse, reused := strings.Cut(strings.TrimPrefix(strings.TrimSpace(s), "#"), ".")
	i, err := strconv.ParseUint(index, 10, 32)
	if err == nil && i > 0 {
		var n uint64
		if reused {
			n, err = strconv.ParseUint(reuse, 10, 32)
		}
		if r := gc.Ref((n+1)<<32 | i); err == nil && r>>32 == gc.Ref(n+1) {
			return r, nil
		}
	}
	return gc.Nil, fmt.Errorf("gcview: %q is no object, as #3 or #3.1 is", short(s))
}
