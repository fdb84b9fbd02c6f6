package orm

import (
	"encoding/binary"
	"io"
	"time"
)

// newUUID makes a UUID of version 7 (RFC 9562, 5.7): milliseconds, then random bits, so
// that keys made later sort later and an index grows at its end.
func newUUID(now time.Time, random io.Reader) (u [16]byte, err error) {
	if _, err := io.ReadFull(random, u[:]); err != nil {
		return u, err
	}
	var ms [8]byte
	binary.BigEndian.PutUint64(ms[:], uint64(now.UnixMilli()))
	copy(u[:6], ms[2:])
	u[6] = u[6]&0x0f | 0x70
	u[8] = u[8]&0x3f | 0x80
	return u, nil
}
