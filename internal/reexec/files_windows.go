package reexec

import (
	"io"
	"os"
	"slices"
	"syscall"

	"golang.org/x/sys/windows"
)

// inherit adds a duplicate of a file to those that a child will have. The caller
// closes it once the child has started. A handle's number is the same in the
// child, and only the child that it is listed for gets it.
func inherit(attr *os.ProcAttr, f *os.File) (dup io.Closer, number uintptr, err error) {
	raw, err := f.SyscallConn()
	if err != nil {
		return nil, 0, err
	}
	var h windows.Handle
	if e := raw.Control(func(of uintptr) {
		self := windows.CurrentProcess()
		err = windows.DuplicateHandle(self, windows.Handle(of), self, &h, 0, true, windows.DUPLICATE_SAME_ACCESS)
	}); e != nil {
		return nil, 0, e
	}
	if err != nil {
		return nil, 0, os.NewSyscallError("DuplicateHandle", err)
	}
	sys := syscall.SysProcAttr{}
	if attr.Sys != nil {
		sys = *attr.Sys
	}
	// A new array each time: the first may be the caller's.
	sys.AdditionalInheritedHandles = append(slices.Clip(sys.AdditionalInheritedHandles), syscall.Handle(h))
	attr.Sys = &sys
	return os.NewFile(uintptr(h), f.Name()), uintptr(h), nil
}

// receive is inherit's other half: it makes a file of a number.
func receive(number uintptr, name string, _ bool) (*os.File, error) {
	if err := windows.SetHandleInformation(windows.Handle(number), windows.HANDLE_FLAG_INHERIT, 0); err != nil {
		return nil, os.NewSyscallError("SetHandleInformation", err)
	}
	return os.NewFile(number, name), nil
}

// awaitWrites does nothing: these pipes always wait.
func awaitWrites(uintptr) error { return nil }

// readNow is never needed: these pipes know no deadline, so hush does not hush.
func readNow(*os.File, []byte) (int, error) { return 0, io.EOF }
