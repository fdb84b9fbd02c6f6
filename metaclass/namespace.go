package metaclass

import "slices"

// A namespace is a class's own dict. It is never changed: a write makes another,
// which shares the index as long as the names stay the same.
type namespace struct {
	entries []nsEntry
	index   index // nil for a few names: they are looked through
	hooks   hooks // which hooks are among the names
}

type nsEntry struct {
	name  string
	hash  uint32
	value Value
}

const fewNames = 8

// newNamespace takes over the entries, whose names are distinct.
func newNamespace(entries []nsEntry) *namespace { return new(namespace).init(entries) }

func (n *namespace) init(entries []nsEntry) *namespace {
	n.entries = entries
	for i := range entries {
		e := &entries[i]
		e.hash = hashName(e.name)
		n.hooks |= hookOf(e.name)
	}
	n.reindex()
	return n
}

func (n *namespace) reindex() {
	if len(n.entries) > fewNames {
		n.index = make(index, indexSize(len(n.entries)))
		for i := range n.entries {
			n.index.put(n.entries[i].hash, i)
		}
	}
}

func (n *namespace) place(name string, hash uint32) int {
	if n.index == nil {
		for i := range n.entries {
			if e := &n.entries[i]; e.hash == hash && e.name == name {
				return i
			}
		}
		return -1
	}
	mask := uint32(len(n.index) - 1)
	for i := hash & mask; n.index[i] != 0; i = (i + 1) & mask {
		place := int(n.index[i] - 1)
		if e := &n.entries[place]; e.hash == hash && e.name == name {
			return place
		}
	}
	return -1
}

func (n *namespace) get(name string) (Value, bool) { return n.find(name, hashName(name)) }

func (n *namespace) find(name string, hash uint32) (Value, bool) {
	if i := n.place(name, hash); i >= 0 {
		return n.entries[i].value, true
	}
	return nil, false
}

// with is the namespace with name bound to v.
func (n *namespace) with(name string, v Value) *namespace {
	hash := hashName(name)
	if i := n.place(name, hash); i >= 0 {
		m := &namespace{entries: slices.Clone(n.entries), index: n.index, hooks: n.hooks}
		m.entries[i].value = v
		return m
	}
	m := &namespace{entries: make([]nsEntry, len(n.entries)+1), hooks: n.hooks | hookOf(name)}
	copy(m.entries, n.entries)
	m.entries[len(n.entries)] = nsEntry{name, hash, v}
	m.reindex()
	return m
}

// without is the namespace without name, and whether it was there.
func (n *namespace) without(name string) (*namespace, bool) {
	i := n.place(name, hashName(name))
	if i < 0 {
		return n, false
	}
	return newNamespace(slices.Delete(slices.Clone(n.entries), i, i+1)), true
}

// hooks is a set of special names that change how an operation runs. A class
// without a hook in its order takes the short way.
type hooks uint32

const (
	hookGetattribute hooks = 1 << iota
	hookGetattr
	hookSetattr
	hookDelattr
	hookClass
	hookGet
	hookSet
	hookDelete
	hookCall
	hookInstancecheck
	hookSubclasscheck
	hookMRO
	hookEq
	hookHash
	hookInit
	hookNew
	hookInitSubclass
)

func hookOf(name string) hooks {
	if len(name) < 3 || name[0] != '_' {
		if name == "mro" {
			return hookMRO
		}
		return 0
	}
	switch name {
	case "__getattribute__":
		return hookGetattribute
	case "__getattr__":
		return hookGetattr
	case "__setattr__":
		return hookSetattr
	case "__delattr__":
		return hookDelattr
	case "__class__":
		return hookClass
	case "__get__":
		return hookGet
	case "__set__":
		return hookSet
	case "__delete__":
		return hookDelete
	case "__call__":
		return hookCall
	case "__instancecheck__":
		return hookInstancecheck
	case "__subclasscheck__":
		return hookSubclasscheck
	case "__eq__":
		return hookEq
	case "__hash__":
		return hookHash
	case "__init__":
		return hookInit
	case "__new__":
		return hookNew
	case "__init_subclass__":
		return hookInitSubclass
	}
	return 0
}
