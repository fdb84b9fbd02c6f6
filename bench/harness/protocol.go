package harness

// The protocol between the harness and a worker: one JSON object a line. The
// worker first says [Hello]; then each [Request] is answered by one [Reply]. The
// end of its input ends a worker.

// Hello is a worker's first line.
type Hello struct {
	// Version is what runs, such as "CPython 3.11.2".
	Version string `json:"version"`
	// Cases are the names of those it knows.
	Cases []string `json:"cases"`
}

// What a worker can be asked to do.
const (
	doPrepare = "prepare" // get ready for a case
	doSample  = "sample"  // measure it once
	doFinish  = "finish"  // let go of what prepare made
)

// Request asks a worker to do something.
type Request struct {
	Do   string `json:"do"`
	Case string `json:"case,omitempty"`
	Params
}

// Params are the same for all contestants of a case.
type Params struct {
	Size  int    `json:"size"`
	Seed  uint32 `json:"seed"`
	Quick bool   `json:"quick"`
}

// Reply is the answer to a request: of a sample, or only an error or its absence.
type Reply struct {
	Error string `json:"error,omitempty"`
	Sample
}

// Sample is one measurement.
type Sample struct {
	NS     int64  `json:"ns"`               // time by the wall clock
	CPUNS  int64  `json:"cpu_ns,omitempty"` // time on a processor, all threads; 0 when not known
	Answer string `json:"answer"`           // what was computed
	// Allocs and Bytes are what Go's own heap gave out meanwhile; nil where
	// nobody knows.
	Allocs *int64 `json:"allocs,omitempty"`
	Bytes  *int64 `json:"bytes,omitempty"`
	// Objects is how many were visited, where the case counts them.
	Objects int64 `json:"objects,omitempty"`
	// PauseNS is how long of NS Go's collector had stopped the world.
	PauseNS int64 `json:"pause_ns,omitempty"`
}
