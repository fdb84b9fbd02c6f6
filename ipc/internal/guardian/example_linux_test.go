package guardian_test

import (
	"fmt"
	"unsafe"

	"golang.org/x/sys/unix"

	"underhood/ipc/internal/guardian"
)

func ExampleHold() {
	fd, err := unix.MemfdCreate("words", unix.MFD_CLOEXEC)
	if err == nil {
		err = unix.Ftruncate(fd, 4096)
	}
	if err != nil {
		fmt.Println(err)
		return
	}
	region, err := guardian.Map(fd, 4096)
	if err != nil {
		fmt.Println(err)
		return
	}
	_ = unix.Close(fd)
	word := (*uint32)(unsafe.Pointer(&region[0]))

	held, err := guardian.Hold(word, 0, nil)
	fmt.Println(held, err, *word&guardian.Thread != 0)
	guardian.Release(word, 0, nil) // had we been killed, it would be guardian.Died
	fmt.Println(*word)
	fmt.Println(guardian.Unmap(region))
	// Output:
	// true <nil> true
	// 0
	// <nil>
}
