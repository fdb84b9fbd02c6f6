package iterators

import "iter"

// MapReduce gathers the values of the items by their key and reduces each list
// of them to one result (more_itertools.map_reduce). key and value are called
// once an item, in order, reduce once a key, in no order. It reads all, and keeps
// every value until it is reduced.
//
// It panics if a function is nil.
func MapReduce[T any, K comparable, V, R any](seq iter.Seq[T], key func(T) K, value func(T) V, reduce func([]V) R) map[K]R {
	if key == nil || value == nil || reduce == nil {
		panic("iterators.MapReduce: nil function")
	}
	lists := map[K][]V{}
	for v := range seq {
		k := key(v)
		lists[k] = append(lists[k], value(v))
	}
	results := make(map[K]R, len(lists))
	for k, list := range lists {
		results[k] = reduce(list)
	}
	return results
}
