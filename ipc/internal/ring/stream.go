package ring

import (
	"context"
	"encoding/binary"
)

// stream sends a message in pieces, each published as soon as it is copied. The
// first says how long the message is. When the message can not be finished the
// next one carries the news, and the reader drops what it has of this one.
func (w *Writer) stream(ctx context.Context, msg []byte) error {
	kind, extra := kindFirst|w.givenUp, uint64(totalSize)
	rest := msg
	for len(rest) > 0 {
		if err := w.piece(ctx, kind, extra, msg, &rest); err != nil {
			if kind == kindMiddle {
				w.givenUp = givenUp
			}
			return err
		}
		w.givenUp = 0
		kind, extra = kindMiddle, 0
	}
	return nil
}

// piece sends the next piece of rest and shortens it. At the end of the data
// area a piece takes what is left of it, so nothing is skipped but crumbs.
func (w *Writer) piece(ctx context.Context, kind, extra uint64, msg []byte, rest *[]byte) error {
	if err := w.reserve(ctx, extra+8); err != nil {
		return err
	}
	left := w.capacity - w.at&w.mask - headerSize
	n := min(uint64(len(*rest))+extra, w.whole, left)
	if err := w.reserve(ctx, n); err != nil {
		return err
	}
	if kind == kindMiddle && n == uint64(len(*rest)) {
		kind = kindLast
	}
	payload := w.data[w.at&w.mask+headerSize:][:n]
	if extra != 0 {
		binary.NativeEndian.PutUint64(payload, uint64(len(msg)))
	}
	copied := copy(payload[extra:], *rest)
	*rest = (*rest)[copied:]
	w.stage(kind, n)
	return w.publish()
}
