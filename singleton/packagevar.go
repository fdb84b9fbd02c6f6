package singleton

// Way one: the module is the instance.

// Must is the value of a call that must not fail: for package variables, which are
// Go's form of a module's globals.
//
//	# settings.py                      // settings.go
//	settings = load()                  var Settings = singleton.Must(load())
//
//	from settings import settings      settings.Settings
//
// A Python module is run once, at its first import; a Go package's variables are
// set once, before main, in the order they need each other. Both are eager: every
// program that imports the package pays, whether it uses the instance or not. A
// circle is an import half done in Python, an error of the compiler in Go. An import
// that fails can be caught and tried again in Python; in Go it ends the program.
//
// It panics with the error, if there is one.
func Must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
