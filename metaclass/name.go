package metaclass

// hashName mixes the first and last eight bytes and the length of a name. Names
// that differ only between meet in the tables, where they are compared.
func hashName(s string) uint32 {
	n := len(s)
	var a, b uint64
	switch {
	case n >= 8:
		a = word(s[:8])
		b = word(s[n-8:])
	case n >= 4:
		a = half(s[:4])
		b = half(s[n-4:])
	case n > 0:
		a = uint64(s[0]) | uint64(s[n>>1])<<8 | uint64(s[n-1])<<16
	}
	h := (a ^ uint64(n)<<56) * 0x9E3779B97F4A7C15
	h ^= h >> 32
	h = (h ^ b) * 0xD6E8FEB86659FD93
	return uint32(h >> 32)
}

func word(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

func half(s string) uint64 {
	_ = s[3]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24
}

// An index finds the place of a name in a list of names: open addressing, a slot
// holds the place plus one. It is not changed once it is in use.
type index []uint32

func indexSize(n int) int {
	size := 8
	for size < 2*n {
		size *= 2
	}
	return size
}

func (x index) put(hash uint32, place int) {
	mask := uint32(len(x) - 1)
	i := hash & mask
	for x[i] != 0 {
		i = (i + 1) & mask
	}
	x[i] = uint32(place + 1)
}
