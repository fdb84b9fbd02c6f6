//go:build !linux && !darwin

package frame

func newWriter(stream Stream) (writer, error) { return &plainWriter{to: stream}, nil }

func isUnixSocket(Stream) bool { return false }
