package singleton

import (
	"sync"
	"sync/atomic"
)

// Way two: the constructor looks whether there is one already.

// A Guard is one instance behind a constructor: Go's form of a __new__ that gives
// what it gave before. The zero Guard is ready. It is safe for concurrent use and must
// not be copied.
//
//	class Config:                              var config singleton.Guard[Config]
//	    _it = None
//	    def __new__(cls, *args):               func NewConfig(path string) *Config {
//	        if cls._it is None:                    return config.New(func() *Config {
//	            cls._it = super().__new__(cls)         return &Config{path}
//	        return cls._it                         })
//	                                           }
//
// The caller writes Config("a") and does not see that it is shared. That is what is
// wrong with it: the second Config("b") says one thing and gets another. Python
// then runs __init__ again on the shared object, so there the last arguments win
// and everybody's object changes; here the first win. Without a lock, Python's gives
// several objects to racing threads ([Naive]).
//
// A construction that panics, or makes nil, leaves the guard empty, and the next call
// constructs: unlike a plain [sync.Once], which is done then, and hands out nil for ever. A
// constructor that calls its own guard deadlocks; [Lazy] tells.
type Guard[T any] struct {
	mu sync.Mutex
	it atomic.Pointer[T]
}

// New is the instance: what the first construct to return has made. A nil construct
// panics when it is called.
func (g *Guard[T]) New(construct func() *T) *T {
	if p := g.it.Load(); p != nil {
		return p
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if p := g.it.Load(); p != nil {
		return p
	}
	p := construct()
	g.it.Store(p)
	return p
}
