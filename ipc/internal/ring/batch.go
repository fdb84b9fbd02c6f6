package ring

import "context"

// group is how many bytes of a batch are published together. More would keep the
// reader waiting for what it could be copying.
const group = 4 << 10

// SendBatch sends messages in order and returns how many it sent. An error is
// about the message after those, as with [Writer.Send]; the ones before are sent.
//
// Short messages are published in groups of some kilobytes, each with one store:
// what makes a short message dear is that store and the reader who looks at the
// same cache line meanwhile.
func (w *Writer) SendBatch(ctx context.Context, msgs [][]byte) (int, error) {
	for i, msg := range msgs {
		if err := w.ready(len(msg)); err != nil {
			return w.flush(i, err)
		}
		if uint64(len(msg)) > w.whole {
			if sent, err := w.flush(i, w.stream(ctx, msg)); err != nil {
				return sent, err
			}
			continue
		}
		if err := w.reserve(ctx, uint64(len(msg))); err != nil {
			return w.flush(i, err)
		}
		w.put(msg)
		if w.at-w.stagedAt >= group {
			if err := w.publish(); err != nil {
				return i, err
			}
		}
	}
	return w.flush(len(msgs), nil)
}

// flush publishes what is staged of a batch.
func (w *Writer) flush(sent int, cause error) (int, error) {
	if err := w.publish(); err != nil && cause == nil {
		cause = err
	}
	return sent, cause
}
