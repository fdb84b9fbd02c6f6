package pool

import "golang.org/x/sys/unix"

// adviseHuge asks for large pages. It is advice: where the system does not take
// it nothing changes.
func adviseHuge(mem []byte) { _ = unix.Madvise(mem, unix.MADV_HUGEPAGE) }
