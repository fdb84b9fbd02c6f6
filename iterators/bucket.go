package iterators

import "iter"

// A Bucket sorts the items of one sequence into sequences by key, reading no more
// than what is asked for (more_itertools.bucket). What it reads past it keeps
// until its key is asked for. It is one-shot and not safe for concurrent use. It
// holds a coroutine from the first ask until the sequence is over,
// [Bucket.Stop], or it is dropped with all sequences it gave. The zero Bucket, one
// that [NewBucket] did not make, is empty.
type Bucket[K comparable, T any] struct {
	source Iterator[T]
	key    func(T) K
	kept   map[K]*queue[T]
	order  []K // of the keys, by first item
}

// NewBucket gives a Bucket over seq. It asks for nothing yet. key is called once
// an item.
//
// It panics if seq or key is nil.
func NewBucket[K comparable, T any](seq iter.Seq[T], key func(T) K) *Bucket[K, T] {
	if seq == nil {
		panic("iterators.NewBucket: nil sequence")
	}
	if key == nil {
		panic("iterators.NewBucket: nil function")
	}
	return &Bucket[K, T]{source: Iterator[T]{seq: seq}, key: key, kept: map[K]*queue[T]{}}
}

// Of gives the items of key k that are left, taking them: a range goes on where
// the one before it left off. It reads on until it finds one.
func (b *Bucket[K, T]) Of(k K) iter.Seq[T] {
	return func(yield func(T) bool) {
		for b.find(k) {
			if v, _ := b.kept[k].pop(); !yield(v) {
				return
			}
		}
	}
}

// Contains says whether an item of key k is left. It reads on until it finds
// one, and takes nothing.
func (b *Bucket[K, T]) Contains(k K) bool { return b.find(k) }

// Keys gives the keys of all items, by first item. It reads all.
func (b *Bucket[K, T]) Keys() []K {
	for {
		if _, ok := b.readOne(); !ok {
			return append([]K(nil), b.order...)
		}
	}
}

// Stop ends the sequence where it stands, running its defers. What has been read
// can still be taken. It may be called again.
func (b *Bucket[K, T]) Stop() { b.source.Stop() }

// find reads on until an item of key k is kept.
func (b *Bucket[K, T]) find(k K) bool {
	if q := b.kept[k]; q != nil && !q.empty() {
		return true
	}
	for {
		if got, ok := b.readOne(); !ok || got == k {
			return ok
		}
	}
}

// readOne reads an item, keeps it and gives its key.
func (b *Bucket[K, T]) readOne() (K, bool) {
	v, ok := b.source.Next()
	if !ok {
		var none K
		return none, false
	}
	k := b.key(v)
	q := b.kept[k]
	if q == nil {
		q = &queue[T]{}
		b.kept[k] = q
		b.order = append(b.order, k)
	}
	q.push(v)
	return k, true
}
