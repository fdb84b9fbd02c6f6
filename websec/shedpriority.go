package websec

import "strconv"

// A Priority says who goes first when there is no room for all.
type Priority uint8

// The priorities. The zero value is Normal.
const (
	Normal    Priority = iota
	Sheddable          // goes first out of the queue and last in: prefetches, batches
	Critical           // last out and first in: logins, payments, health of the service
	Exempt             // is not counted at all: event streams, which never end
)

// String names the priority.
func (p Priority) String() string {
	switch p {
	case Normal:
		return "normal"
	case Sheddable:
		return "sheddable"
	case Critical:
		return "critical"
	case Exempt:
		return "exempt"
	}
	return "priority " + strconv.Itoa(int(p))
}
