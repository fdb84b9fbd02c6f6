package iterators

import (
	"cmp"
	"iter"
)

// The extremes read all and keep the best item so far. Of equal items the first
// wins, as in Python; and as there, a NaN is neither less nor greater than
// anything, so it wins only where it comes first.

// Min gives the least item, the first of equals (min); of nothing, [ErrEmpty].
func Min[T cmp.Ordered](seq iter.Seq[T]) (T, error) {
	var best T
	some := false
	for v := range seq {
		if !some || v < best {
			best, some = v, true
		}
	}
	return best, emptyUnless(some)
}

// Max gives the greatest item, the first of equals (max); of nothing,
// [ErrEmpty].
func Max[T cmp.Ordered](seq iter.Seq[T]) (T, error) {
	var best T
	some := false
	for v := range seq {
		if !some || v > best {
			best, some = v, true
		}
	}
	return best, emptyUnless(some)
}

// MinOr gives the least item, and def when there is none (min with a default).
func MinOr[T cmp.Ordered](seq iter.Seq[T], def T) T {
	if v, err := Min(seq); err == nil {
		return v
	}
	return def
}

// MaxOr gives the greatest item, and def when there is none (max with a
// default).
func MaxOr[T cmp.Ordered](seq iter.Seq[T], def T) T {
	if v, err := Max(seq); err == nil {
		return v
	}
	return def
}

// MinBy gives the item with the least key, the first of equals (min with a key,
// which is called once an item); of nothing, [ErrEmpty].
//
// It panics if key is nil.
func MinBy[T any, K cmp.Ordered](seq iter.Seq[T], key func(T) K) (T, error) {
	if key == nil {
		panic("iterators.MinBy: nil function")
	}
	var best T
	var least K
	some := false
	for v := range seq {
		if k := key(v); !some || k < least {
			best, least, some = v, k, true
		}
	}
	return best, emptyUnless(some)
}

// MaxBy gives the item with the greatest key, the first of equals (max with a
// key, which is called once an item); of nothing, [ErrEmpty].
//
// It panics if key is nil.
func MaxBy[T any, K cmp.Ordered](seq iter.Seq[T], key func(T) K) (T, error) {
	if key == nil {
		panic("iterators.MaxBy: nil function")
	}
	var best T
	var greatest K
	some := false
	for v := range seq {
		if k := key(v); !some || k > greatest {
			best, greatest, some = v, k, true
		}
	}
	return best, emptyUnless(some)
}

// MinByOr gives the item with the least key, the first of equals, and def when there
// is none (min with a key and a default, which has no key made of it).
//
// It panics if key is nil.
func MinByOr[T any, K cmp.Ordered](seq iter.Seq[T], key func(T) K, def T) T {
	if key == nil {
		panic("iterators.MinByOr: nil function")
	}
	if v, err := MinBy(seq, key); err == nil {
		return v
	}
	return def
}

// MaxByOr gives the item with the greatest key, the first of equals, and def when
// there is none (max with a key and a default, which has no key made of it).
//
// It panics if key is nil.
func MaxByOr[T any, K cmp.Ordered](seq iter.Seq[T], key func(T) K, def T) T {
	if key == nil {
		panic("iterators.MaxByOr: nil function")
	}
	if v, err := MaxBy(seq, key); err == nil {
		return v
	}
	return def
}

// MinMax gives the least and the greatest item in one pass
// (more_itertools.minmax), the first of equals each; of nothing, [ErrEmpty].
func MinMax[T cmp.Ordered](seq iter.Seq[T]) (least, greatest T, err error) {
	some := false
	for v := range seq {
		switch {
		case !some:
			least, greatest, some = v, v, true
		case v < least:
			least = v
		case v > greatest:
			greatest = v
		}
	}
	return least, greatest, emptyUnless(some)
}

func emptyUnless(some bool) error {
	if some {
		return nil
	}
	return ErrEmpty
}
