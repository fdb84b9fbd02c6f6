package ring

import "context"

// SendBatch sends messages in order and returns how many it sent. Those that
// find room together are published with one store, so the reader sees all of
// them or, when this process is killed, none. An error is about the message
// after those, as with [Writer.Send]; the ones before are sent.
//
// A batch is worth it for many short messages: what it saves is most of what a
// short message costs, see the package's comment.
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
