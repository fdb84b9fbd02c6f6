package singleton

// Way five: a class decorator puts an object in the place of the class.

// A Holder holds the one instance that its constructor makes, and the constructor: Go's
// form of a class decorator. It is safe for concurrent use and must not be copied; the
// zero Holder has no constructor and panics when it is called.
//
//	class singleton:                           var Conf = singleton.NewHolder(newConfig)
//	    def __init__(self, cls):
//	        self.cls, self.it = cls, None
//	    def __call__(self, *args):
//	        if self.it is None:
//	            self.it = self.cls(*args)
//	        return self.it
//
//	@singleton                                 c := Conf.Call(path)
//	class Config: ...
//
// The holder is an object, so it can have more than a call: here [Holder.Peek] and
// [Holder.Reset]. What is wrong with Python's is what is wrong with the function
// decorator: the name stands for no class any more.
type Holder[A, T any] struct {
	construct func(A) *T
	guard     Guard[T]
}

// NewHolder makes a holder; nothing is constructed. A nil construct panics.
func NewHolder[A, T any](construct func(A) *T) *Holder[A, T] {
	if construct == nil {
		panic("singleton.NewHolder: nil function")
	}
	return &Holder[A, T]{construct: construct}
}

// Call is the instance, made of the argument if it is the first call. Later
// arguments are ignored, which is the trouble with all forms that take any. A
// construction that panics leaves nothing; a constructor that calls its own holder
// deadlocks.
func (h *Holder[A, T]) Call(a A) *T {
	return h.guard.New(func() *T { return h.construct(a) })
}

// Peek is the instance, or nil when there is none yet.
func (h *Holder[A, T]) Peek() *T { return h.guard.it.Load() }

// Reset forgets the instance: the next Call makes another. Those who have the old
// one keep it. It waits for a construction under way, so a constructor that calls it
// deadlocks.
func (h *Holder[A, T]) Reset() {
	h.guard.mu.Lock()
	defer h.guard.mu.Unlock()
	h.guard.it.Store(nil)
}
