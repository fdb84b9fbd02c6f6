package roster

// An Identity says which process a number means.
type Identity struct {
	PID   uint32 // in its own namespace
	Start uint64 // clock ticks since boot, to tell it from others of that number
	Space uint64 // inodes of the PID and time namespaces, 0 if it cannot be told
}

// A Host is what a roster needs of the process it runs in. [Join] has the real
// one; a [Fake] can be killed in a test.
type Host interface {
	// Hold, Release and Fence are those of package guardian.
	Hold(word *uint32, old uint32, accept func() bool) (bool, error)
	Release(word *uint32, value uint32, retire func())
	Fence()
	// Self says who the process is.
	Self() (Identity, error)
	// Watch calls ended once when a process has ended, at once if it has already.
	// After stop it is not called any more. Watch returns nil when it could not
	// watch now; of a process it can tell nothing about it never calls ended.
	Watch(id Identity, ended func()) (stop func())
}
