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
	places  map[any]int
	dead    int
}

type dictEntry struct {
	key, value Value // key nil: removed
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

func (d *Dict) get(key any) (Value, bool) {
	if i, ok := d.places[key]; ok {
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
	d.set(name, name, v)
}

func (d *Dict) set(key any, k, v Value) {
	if i, ok := d.places[key]; ok {
		d.entries[i].value = v
		return
	}
	if d.places == nil {
		d.places = make(map[any]int)
	}
	d.places[key] = len(d.entries)
	d.entries = append(d.entries, dictEntry{k, v})
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
	i, ok := d.places[key]
	if !ok {
		return false
	}
	delete(d.places, key)
	d.entries[i] = dictEntry{}
	if d.dead++; d.dead > 8 && d.dead > len(d.entries)/2 {
		live := d.entries[:0:0]
		for _, e := range d.entries {
			if e.key != nil {
				live = append(live, e)
			}
		}
		d.entries, d.dead = live, 0
		for i := range live {
			key, err := dictKey(live[i].key)
			if err == nil { // it was hashable when it came in
				d.places[key] = i
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
	v, ok := d.get(k)
	return v, ok, nil
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
	d.set(k, key, v)
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
			all[i] = dictEntry{name, *t.cells[i].Load()}
		}
		return all
	}
	d.mu.RLock()
	defer d.mu.RUnlock()
	all := make([]dictEntry, 0, len(d.places))
	for _, e := range d.entries {
		if e.key != nil {
			all = append(all, e)
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
	return len(d.places)
}

// Keys are the keys, in order.
func (d *Dict) Keys() []Value {
	all := d.snapshot()
	keys := make([]Value, len(all))
	for i, e := range all {
		keys[i] = e.key
	}
	return keys
}

// All are the keys and values as they are when the loop begins, in order.
func (d *Dict) All() iter.Seq2[Value, Value] {
	return func(yield func(Value, Value) bool) {
		for _, e := range d.snapshot() {
			if !yield(e.key, e.value) {
				return
			}
		}
	}
}

// Copy is a dict of its own with the same entries.
func (d *Dict) Copy() *Dict {
	c := NewDict()
	for k, v := range d.All() {
		if key, err := dictKey(k); err == nil {
			c.set(key, k, v)
		}
	}
	return c
}

// fill takes the attributes of a table. The dict's mutex is held.
func (d *Dict) fill(t *table) {
	if t.shape == nil {
		return
	}
	for i, name := range t.shape.names {
		d.set(name, name, *t.cells[i].Load())
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

// A MappingProxy is what cls.__dict__ gives: a live view that cannot be written.
type MappingProxy struct{ class *Class }

// Get is the value of a name.
func (p *MappingProxy) Get(name string) (Value, bool) { return p.class.snap.Load().ns.get(name) }

// Len is the number of names.
func (p *MappingProxy) Len() int { return len(p.class.snap.Load().ns.entries) }

// All are the names and values as they are when the loop begins, in order.
func (p *MappingProxy) All() iter.Seq2[string, Value] {
	return func(yield func(string, Value) bool) {
		for _, e := range p.class.snap.Load().ns.entries {
			if !yield(e.name, e.value) {
				return
			}
		}
	}
}
