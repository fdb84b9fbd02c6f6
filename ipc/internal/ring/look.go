package ring

import "sync/atomic"

// A State is what a third party sees of a ring.
type State struct {
	Capacity     int    // of the data area in bytes
	Head         uint64 // bytes consumed since the beginning, headers included
	Tail         uint64 // bytes published at least; exact when the writer waits
	ReaderAsleep bool
	WriterAsleep bool
	ReaderClosed bool
	WriterClosed bool
	ReaderWakes  uint32 // how many times the reader was woken, modulo 2^30
	WriterWakes  uint32
}

// Look reads the state of a formatted region, of which it needs no more than
// the memory: it attaches nothing and writes nothing. The numbers are each true
// at some moment, not all at the same one.
func Look(region []byte) (State, error) {
	s, err := view(region)
	if err != nil {
		return State{}, err
	}
	reader, writer := atomic.LoadUint32(s.readerBell), atomic.LoadUint32(s.writerBell)
	return State{
		Capacity:     int(s.capacity),
		Tail:         atomic.LoadUint64(s.tail),
		Head:         atomic.LoadUint64(s.head),
		ReaderAsleep: reader&asleep != 0,
		WriterAsleep: writer&asleep != 0,
		ReaderClosed: reader&shut != 0,
		WriterClosed: writer&shut != 0,
		ReaderWakes:  reader / oneRing,
		WriterWakes:  writer / oneRing,
	}, nil
}
