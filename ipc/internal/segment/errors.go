package segment

import (
	"errors"
	"fmt"
	"strconv"
	"syscall"
)

// What can be wrong with making, finding or attaching a segment. The errors that
// are returned say what was expected and what was found, and wrap one of these.
var (
	// ErrSpec refuses a spec that makes no sense: no kind, no size, elements that
	// do not fit.
	ErrSpec = errors.New("ipc: bad segment")
	// ErrClosed is returned by everything that is done with a segment after Close.
	ErrClosed = errors.New("ipc: segment is closed")
	// ErrNoFile is returned where a descriptor is needed and none was kept.
	ErrNoFile = errors.New("ipc: segment has no descriptor: make or attach it with Keep")

	// ErrSeals refuses a file that a peer could truncate under us.
	ErrSeals = errors.New("ipc: not a sealed segment")
	// ErrTruncated refuses a file that is shorter than its header says, or that
	// has holes.
	ErrTruncated = errors.New("ipc: segment is too short")
	// ErrForeign refuses memory that is not one of our segments.
	ErrForeign = errors.New("ipc: not a segment of ours")
	// ErrCorrupt refuses a header that contradicts itself.
	ErrCorrupt = errors.New("ipc: segment's header is corrupt")
	// ErrMismatch refuses a segment that is not what the caller asked for:
	// another version, kind, size, capacity or type.
	ErrMismatch = errors.New("ipc: segment is another thing")
	// ErrAbandoned is returned when the creator died or gave up before the
	// segment was ready.
	ErrAbandoned = errors.New("ipc: segment was never finished by its creator")

	// ErrName refuses a name that cannot be one.
	ErrName = errors.New("ipc: bad name")
	// ErrExists is returned when somebody has the name.
	ErrExists = errors.New("ipc: name is taken")
	// ErrNotExist is returned when nobody has the name.
	ErrNotExist = errors.New("ipc: nobody has this name")
	// ErrOtherUser is returned when a process of another user has the name.
	ErrOtherUser = errors.New("ipc: other user's socket")
	// ErrOtherSegment is returned by [Adopt] when the name leads to another segment.
	ErrOtherSegment = errors.New("ipc: name leads to another segment")
	// ErrProtocol is returned when the owner of a name hands out something that
	// is not one descriptor.
	ErrProtocol = errors.New("ipc: owner of the name does not hand out a segment")
	// ErrBusy is returned when the owner of a name cannot hand out descriptors
	// just now: too many wait unreceived in sockets of this user.
	ErrBusy = errors.New("ipc: owner of the name is out of descriptors in flight")
)

// mismatch is one field that is not as it was asked for.
func mismatch(field string, want, found any) error {
	return fmt.Errorf("%w: %s %v expected, %v found", ErrMismatch, field, want, found)
}

// tooLarge refuses a size that no file or address space can have.
func tooLarge(size uint64, why string) error {
	return noRoom(size, syscall.EFBIG, why)
}

// noRoom names the size that did not fit, as errno does not.
func noRoom(size uint64, err error, why string) error {
	if why != "" {
		why = " (" + why + ")"
	}
	return fmt.Errorf("ipc: no room for a segment of %s bytes: %w%s", strconv.FormatUint(size, 10), err, why)
}
