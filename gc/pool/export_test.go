package pool

import "unsafe"

// Past is the byte right behind a block's n bytes, which a program without bounds
// would write to. With checks it belongs to the block: its canary.
func Past(memory []byte, n int) *byte {
	return (*byte)(unsafe.Add(unsafe.Pointer(unsafe.SliceData(memory)), n))
}
