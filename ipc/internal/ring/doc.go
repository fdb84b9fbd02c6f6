// Package ring carries messages from one writer to one reader through memory
// that both have, of one process or of two. It is the fastest way that the ipc
// packages have, and what their pipes and queues are made of.
//
//	region := segment.Bytes()               // shared, zeros at first
//	ring.Format(region)                     // once, by whoever made it
//
//	w, _ := ring.NewWriter(region, options) // here
//	w.Send(ctx, []byte("hello"))
//
//	r, _ := ring.NewReader(region, options) // there
//	msg, err := r.Receive(ctx, buf)
//
// # How it works
//
// The data area is a ring of bytes, and a message in it is a frame: a header of
// eight bytes and the payload. There is no tail to look at. The reader looks at
// the word where the next header will be, which is 0 until the header is
// written, as the last thing, in one store: the same cache line tells that there
// is a message, how long it is, and for a short one what it says. So a message
// crosses from one processor to the other in one transfer where a ring with a
// tail takes two, one after the other. It also means that whatever a
// writer does before that store can be forgotten: a killed writer leaves whole
// messages and nothing else.
//
// Who finds nothing, or no room, first looks again for some microseconds and
// then sleeps, by a [Parker] that its owner supplies. Each side has a word, its
// bell, that says whether it sleeps; the other looks at it after each message
// and makes a system call only when it does. To be woken takes some hundred
// times as long as a message that the other side is already looking for.
//
// A message over [Writer.Whole] goes in pieces: the reader copies one out while
// the writer copies the next in, a piece is short enough to be still in the
// cache, and the message may be longer than the ring. It can be interrupted: a
// writer that gives up says so with its next message, and a writer that dies is
// io.ErrUnexpectedEOF to the reader.
//
// [Writer.Loan] and [Reader.Borrow] pass a message without any copy.
//
// # Invariants
//
//   - A frame never wraps, so each message that is not in pieces is one slice.
//   - The word after the last published frame is 0, and is never the word that
//     the reader is at: eight bytes always stay free.
//   - A header is written after its payload and after the 0 behind it. Frames
//     that are staged after an unpublished header are published by that header.
//   - The head is written by the reader after it has read what it gives back.
//   - Each side's own position is in its own memory. The writer believes a head
//     that is between the last one and its tail, the reader a frame that lies
//     in the data area; anything else is [ErrCorrupt], and no memory but the
//     data area is touched whatever the other side writes, and no call runs on
//     for ever: once a lap a reader looks whether it should still.
//
// # Writers, readers, processes
//
// One goroutine uses a Writer at a time, and one a Reader. Either end can be
// attached anew when its process has died or has passed it on: the positions are
// in the memory. That there is one of each at a time is for the owner to see to,
// and so are who has died (Options.PeerGone) and when memory may be unmapped.
//
// Memory should have its pages in place before the first message (MAP_POPULATE):
// a page fault costs more than a hundred messages, at both sides, on the whole
// first lap.
package ring
