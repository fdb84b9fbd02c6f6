package concurrency

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// A frame is its length in four bytes, least first, which counts what follows: the
// task's number in eight, one byte that says what it is, and JSON.
const (
	headLen  = 4 + 8 + 1
	maxFrame = 1 << 30 // bytes of JSON, by which a length that is nonsense is known
)

// What a frame is.
const (
	frameTask   byte = iota // arguments, to the worker
	frameResult             // the result, from it
	frameError              // a failure, from it
)

var errFrame = errors.New("concurrency: a frame that is not one")

// appendFrame adds a frame to a buffer, so that one write hands it over.
func appendFrame(b []byte, number uint64, kind byte, text []byte) ([]byte, error) {
	if len(text) > maxFrame {
		return b, fmt.Errorf("concurrency: %d bytes of JSON are more than the %d that can be handed over", len(text), maxFrame)
	}
	b = binary.LittleEndian.AppendUint32(b, uint32(headLen-4+len(text)))
	b = binary.LittleEndian.AppendUint64(b, number)
	return append(append(b, kind), text...), nil
}

// readFrame reads one. The text is good until the next is read into buf. The error
// is io.EOF between frames and another inside one.
func readFrame(r *bufio.Reader, buf *bytes.Buffer) (number uint64, kind byte, text []byte, err error) {
	var head [headLen]byte
	if _, err = io.ReadFull(r, head[:]); err != nil {
		return 0, 0, nil, err
	}
	n := int64(binary.LittleEndian.Uint32(head[:])) - (headLen - 4)
	if n < 0 || n > maxFrame || head[12] > frameError {
		return 0, 0, nil, errFrame
	}
	// What is copied is what came, so a length that lies takes no memory.
	buf.Reset()
	if _, err = io.CopyN(buf, r, n); err != nil {
		return 0, 0, nil, errors.Join(errFrame, err)
	}
	return binary.LittleEndian.Uint64(head[4:]), head[12], buf.Bytes(), nil
}
