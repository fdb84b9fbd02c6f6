//go:build !unix

package frame

import (
	"errors"
	"fmt"
	"os"
)

// These pipes know no deadlines, so waiting for them could not be given up.
var errPipes = fmt.Errorf("ipc: pipes on this system: %w", errors.ErrUnsupported)

// Pipe returns [errors.ErrUnsupported].
func Pipe(int) (a, b *Conn, err error) { return nil, nil, errPipes }

// Socketpair returns [errors.ErrUnsupported].
func Socketpair(int) (a, b *Conn, err error) { return nil, nil, errPipes }

// Files returns [errors.ErrUnsupported].
func (c *Conn) Files() ([]*os.File, error) { return nil, errPipes }

// FromFiles returns [errors.ErrUnsupported] and closes the files.
func FromFiles(files []*os.File, _ int) (*Conn, error) {
	err := errPipes
	for _, f := range files {
		err = errors.Join(err, f.Close())
	}
	return nil, err
}
