package metaclass

import (
	"iter"
	"math"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
)

// A Dict is Python's dict: any hashable keys, in the order of insertion. The zero
// Dict is empty and ready. It is safe for concurrent use. An instance of a class
// counts by its identity, also when its class defines __eq__ and __hash__.
//
// obj.__dict__ is a Dict too, a view of the object's attributes.
type Dict struct {
	of atomic.Pointer[Object] // the object this is a view of

	mu      sync.RWMutex
	entries []dictEntry
	places  map[any]int // nil for a few entries: they are looked through
	dead    int
}

// A dictEntry has a string key in name, any other in key. One without a value has
// been removed.
type dictEntry struct {
	name       string
	key, value Value
}

// few is how many entries are looked through faster than a map.
const few = 8

func (e *dictEntry) keyValue() Value {
	if e.key != nil {
		return e.key
	}
	return e.name
}

// NewDict makes an empty dict.
func NewDict() *Dict { return &Dict{} }

// dictKey makes a Go map's key of a value, so that equal values meet: 1, True and
// 1.0 are one key.
func dictKey(v Value) (any, error) {
	v = native(v)
	if n, ok := isInt(v); ok {
		return int64(n), nil
	}
	switch k := v.(type) {
	case float64:
		if k == math.Trunc(k) && math.Abs(k) < 1<<53 {
			return int64(k), nil
		}
		return k, nil
	case Tuple:
		var b strings.Builder
		for _, item := range k {
			part, err := dictKey(item)
			if err != nil {
				return nil, err
			}
			b.WriteString(keyText(part))
		}
		return tupleKey(b.String()), nil
	case *List:
		return nil, typeErrorf("unhashable type: 'list'")
	case *Dict:
		return nil, typeErrorf("unhashable type: 'dict'")
	case nil:
		panic("metaclass: nil is no value")
	}
	if !comparable_(v) {
		return nil, typeErrorf("unhashable type: '%s'", goTypeName(v))
	}
	return v, nil
}

type tupleKey string

// Get is the value of a string key.
func (d *Dict) Get(name string) (Value, bool) {
	if o := d.of.Load(); o != nil {
		return o.attr(name, hashName(name))
	}
	d.mu.RLock()
	defer d.mu.RUnlock()
	return d.get(name)
}

// place finds a string key; the mutex is held.
func (d *Dict) place(name string) int {
	if d.places != nil {
		if i, ok := d.places[name]; ok {
			return i
		}
		return -1
	}
	for i := range d.entries {
		if e := &d.entries[i]; e.name == name && e.key == nil && e.value != nil {
			return i
		}
	}
	return -1
}

// placeKey finds any key, as dictKey makes it; the mutex is held.
func (d *Dict) placeKey(key any) int {
	if name, ok := key.(string); ok {
		return d.place(name)
	}
	if d.places == nil {
		for i := range d.entries {
			if e := &d.entries[i]; e.key != nil && e.value != nil {
				if k, err := dictKey(e.key); err == nil && k == key {
					return i
				}
			}
		}
		return -1
	}
	if i, ok := d.places[key]; ok {
		return i
	}
	return -1
}

func (d *Dict) get(name string) (Value, bool) {
	if i := d.place(name); i >= 0 {
		return d.entries[i].value, true
	}
	return nil, false
}

// Set binds a string key.
func (d *Dict) Set(name string, v Value) {
	if o := d.of.Load(); o != nil {
		o.setAttr(name, v)
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.set(name, v)
}

func (d *Dict) set(name string, v Value) {
	if i := d.place(name); i >= 0 {
		d.entries[i].value = v
		return
	}
	d.add(dictEntry{name: name, value: v})
}

// add appends an entry that is not there.
func (d *Dict) add(e dictEntry) {
	if d.entries == nil {
		d.entries = make([]dictEntry, 0, few/2)
	}
	d.entries = append(d.entries, e)
	switch {
	case d.places != nil:
		d.mark(len(d.entries) - 1)
	case len(d.entries) > few:
		d.places = make(map[any]int, 2*few)
		for i := range d.entries {
			d.mark(i)
		}
	}
}

func (d *Dict) mark(i int) {
	e := &d.entries[i]
	switch {
	case e.value == nil:
	case e.key == nil:
		d.places[e.name] = i
	default:
		if key, err := dictKey(e.key); err == nil { // it was hashable when it came in
			d.places[key] = i
		}
	}
}

// Delete removes a string key and says whether it was there.
func (d *Dict) Delete(name string) bool {
	if o := d.of.Load(); o != nil {
		return o.delAttr(name)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.remove(name)
}

func (d *Dict) remove(key any) bool {
	i := d.placeKey(key)
	if i < 0 {
		return false
	}
	if d.places != nil {
		delete(d.places, key)
	}
	d.entries[i] = dictEntry{}
	if d.dead++; d.dead > few && d.dead > len(d.entries)/2 {
		live := make([]dictEntry, 0, len(d.entries))
		for _, e := range d.entries {
			if e.value != nil {
				live = append(live, e)
			}
		}
		d.entries, d.dead = live, 0
		if d.places != nil {
			clear(d.places)
			for i := range live {
				d.mark(i)
			}
		}
	}
	return true
}

// GetItem is d[key]. An unhashable key is a [*TypeError].
func (d *Dict) GetItem(key Value) (Value, bool, error) {
	if name, ok := key.(string); ok {
		v, ok := d.Get(name)
		return v, ok, nil
	}
	k, err := dictKey(key)
	if err != nil {
		return nil, false, err
	}
	if name, ok := k.(string); ok {
		v, ok := d.Get(name)
		return v, ok, nil
	}
	if d.of.Load() != nil {
		return nil, false, nil // a view has other keys only once it is none any more
	}
	d.mu.RLock()
	defer d.mu.RUnlock()
	if i := d.placeKey(k); i >= 0 {
		return d.entries[i].value, true, nil
	}
	return nil, false, nil
}

// SetItem is d[key] = v. An unhashable key is a [*TypeError].
func (d *Dict) SetItem(key, v Value) error {
	k, err := dictKey(key)
	if err != nil {
		return err
	}
	if name, ok := k.(string); ok {
		d.Set(name, v)
		return nil
	}
	if o := d.of.Load(); o != nil {
		o.mu.Lock()
		if t := o.attrs.Load(); t.over == nil {
			o.widen(t)
		}
		o.mu.Unlock()
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if i := d.placeKey(k); i >= 0 {
		d.entries[i].value = v
		return nil
	}
	d.add(dictEntry{key: key, value: v})
	return nil
}

// DelItem is del d[key], and says whether it was there.
func (d *Dict) DelItem(key Value) (bool, error) {
	k, err := dictKey(key)
	if err != nil {
		return false, err
	}
	if name, ok := k.(string); ok {
		return d.Delete(name), nil
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.remove(k), nil
}

// snapshot copies the live entries.
func (d *Dict) snapshot() []dictEntry {
	if o := d.of.Load(); o != nil {
		t := o.attrs.Load()
		if t == nil {
			return nil
		}
		if t.over != nil {
			return t.over.snapshot()
		}
		all := make([]dictEntry, len(t.shape.names))
		for i, name := range t.shape.names {
			all[i] = dictEntry{name: name, value: *t.cells[i].Load()}
		}
		return all
	}
	d.mu.RLock()
	defer d.mu.RUnlock()
	return d.live(make([]dictEntry, 0, len(d.entries)-d.dead))
}

// appendTo appends the live entries to all, whose memory the caller has.
func (d *Dict) appendTo(all []dictEntry) []dictEntry {
	if d.of.Load() != nil {
		return append(all, d.snapshot()...)
	}
	d.mu.RLock()
	defer d.mu.RUnlock()
	return d.live(all)
}

func (d *Dict) live(all []dictEntry) []dictEntry {
	for i := range d.entries {
		if d.entries[i].value != nil {
			all = append(all, d.entries[i])
		}
	}
	return all
}

// Len is the number of keys.
func (d *Dict) Len() int {
	if d.of.Load() != nil {
		return len(d.snapshot())
	}
	d.mu.RLock()
	defer d.mu.RUnlock()
	return len(d.entries) - d.dead
}

// Keys are the keys, in order.
func (d *Dict) Keys() []Value {
	all := d.snapshot()
	keys := make([]Value, len(all))
	for i, e := range all {
		keys[i] = e.keyValue()
	}
	return keys
}

// All are the keys and values as they are when the loop begins, in order.
func (d *Dict) All() iter.Seq2[Value, Value] {
	return func(yield func(Value, Value) bool) {
		for _, e := range d.snapshot() {
			if !yield(e.keyValue(), e.value) {
				return
			}
		}
	}
}

// Copy is a dict of its own with the same entries.
func (d *Dict) Copy() *Dict {
	c := NewDict()
	for _, e := range d.snapshot() {
		c.add(e)
	}
	return c
}

// fill takes the attributes of a table. The dict's mutex is held.
func (d *Dict) fill(t *table) {
	if t.shape == nil {
		return
	}
	for i, name := range t.shape.names {
		d.set(name, *t.cells[i].Load())
	}
}

func keyText(k any) string {
	switch k := k.(type) {
	case string:
		return "s" + strconv.Quote(k)
	case int64:
		return "i" + strconv.FormatInt(k, 10) + ","
	case tupleKey:
		return "(" + string(k) + ")"
	}
	return addressText(k)
}
