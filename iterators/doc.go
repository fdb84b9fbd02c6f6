// Package iterators is Python's iteration on Go's range-over-func: itertools and
// its recipes, the builtins that take iterables, the most used of
// more-itertools, and generators with the whole protocol, exact to the last item
// pulled.
package iterators
