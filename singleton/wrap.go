package singleton

import "sync"

// Way four: a function decorator replaces the class by a function.

// Wrap makes a constructor one that constructs once: Go's form of a function decorator.
//
//	def singleton(cls):                        var Conf = singleton.Wrap(newConfig)
//	    it = None
//	    def get(*args):
//	        nonlocal it
//	        if it is None: it = cls(*args)
//	        return it
//	    return get
//
//	@singleton                                 c, err := Conf()
//	class Config: ...
//
// What is wrong with Python's: Config is not a class any more. isinstance(x, Config)
// is a TypeError, nobody can inherit from it, and it pickles badly. In Go a function
// is what it should be, and nothing is lost; it is [sync.OnceValues].
//
// The first call's results are everybody's, also its error, for good, and also its
// panic. A constructor that calls itself through what Wrap returned deadlocks. A nil
// construct panics when it is called. What it returns is safe for concurrent use.
func Wrap[T any](construct func() (T, error)) func() (T, error) { return sync.OnceValues(construct) }
