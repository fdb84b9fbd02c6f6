package ring

import "errors"

var (
	// ErrFull is TrySend's answer when there is no room now.
	ErrFull = errors.New("ipc: ring: full")
	// ErrEmpty is TryReceive's answer when no message is there now.
	ErrEmpty = errors.New("ipc: ring: empty")
	// ErrTooLarge means a message longer than a limit. Nothing was written.
	ErrTooLarge = errors.New("ipc: ring: message too large")
	// ErrClosed means that this side was closed.
	ErrClosed = errors.New("ipc: ring: closed")
	// ErrPeerClosed means that the reader has closed its side: nobody will
	// read what is sent. A writer that closes is io.EOF to the reader.
	ErrPeerClosed = errors.New("ipc: ring: closed by the reader")
	// ErrPeerGone means that Options.PeerGone says so: the other side ended
	// without closing.
	ErrPeerGone = errors.New("ipc: ring: the other side is gone")
	// ErrCorrupt means that the other side wrote something that the protocol
	// does not allow. It stays for ever.
	ErrCorrupt = errors.New("ipc: ring: corrupt")
	// ErrNotRing means a region that is not a formatted ring, or not memory
	// that can be one.
	ErrNotRing = errors.New("ipc: ring: not a ring")
	// ErrBusy means a call while a loan or a borrow of the same side is open,
	// and a loan that was ended already.
	ErrBusy = errors.New("ipc: ring: a loan or a borrow is open")
	// ErrEnded means a loan that was committed or aborted before.
	ErrEnded = errors.New("ipc: ring: the loan has ended")
)
