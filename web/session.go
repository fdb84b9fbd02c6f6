package web

import (
	"iter"
	"slices"
)

// A Session is what the application remembers of a client from request to request:
// values by name, kept in a signed cookie ([SignedSessions]) or on the server with
// only a random id in the cookie ([StoredSessions]). It is loaded when it is first
// asked for something. Values are those [Signer] can write.
//
// A list or map that was got from a session is the session's: who changes it calls
// [Session.MarkModified]. Without sessions ([ErrNoSessions]) reading finds nothing
// and writing panics, which answers 500. Reading and writing panic too when the
// store fails: with an *[HTTPError] of code 503, for which error handlers are asked. That
// is once a request: after it nothing is found and nothing saved, so that handlers and
// functions after the view need not wait for the store again. What is changed when the
// header is out is not saved; the log is told.
// Used by one goroutine at a time, as its [RequestContext] is.
type Session struct {
	c        *RequestContext
	backend  sessions
	entries  []entry
	loaded   bool
	accessed bool
	modified bool
	changes  []change // for a store, to be made again on what others wrote
	marked   bool     // MarkModified: what differs from what was loaded is a change, too
	rotate   bool
	failed   bool    // the store, while loading: that was told, and nothing is found
	late     bool    // it was told that a change came too late
	stored   *stored // of StoredSessions
}

type entry struct {
	key   string
	value any
}

// A change is one of Set, Delete, Clear and Update.
type change struct {
	kind  byte // s, d, c, u
	key   string
	value any
	f     func(any) any
}

// sessions is where sessions are kept.
type sessions interface {
	load(s *Session)
	save(s *Session, res *Response) error
}

// permanentKey is where Flask keeps session.permanent.
const permanentKey = "_permanent"

func (s *Session) open(c *RequestContext, backend sessions) {
	s.c, s.backend = c, backend
}

func (s *Session) save(res *Response) error {
	if s.backend == nil {
		return nil
	}
	return s.backend.save(s, res)
}

// read loads the session if need be.
func (s *Session) read() {
	s.accessed = true
	s.fill()
}

func (s *Session) fill() {
	if !s.loaded {
		s.loaded = true
		if s.backend != nil {
			s.backend.load(s)
		}
	}
}

func (s *Session) write(c change) {
	if s.backend == nil {
		panic(ErrNoSessions)
	}
	s.read()
	s.tooLate()
	s.modified = true
	s.changes = append(s.changes, c)
	s.entries = c.apply(s.entries)
}

// tooLate tells the log, once, of a change that no cookie and no store will see: the header
// is out, and the session was saved before.
func (s *Session) tooLate() {
	if s.c.res.sent && !s.late {
		s.late = true
		s.c.app.app.logger().Warn("web: the session was changed after the header was sent, and is not saved", "path", s.c.req.URL.Path)
	}
}

func (c change) apply(entries []entry) []entry {
	i := slices.IndexFunc(entries, func(e entry) bool { return e.key == c.key })
	value := c.value
	switch c.kind {
	case 'c':
		return entries[:0]
	case 'd':
		if i >= 0 {
			entries = slices.Delete(entries, i, i+1)
		}
		return entries
	case 'u':
		var old any
		if i >= 0 {
			old = entries[i].value
		}
		value = c.f(old)
	}
	if i >= 0 {
		entries[i].value = value
		return entries
	}
	return append(entries, entry{c.key, value})
}

func (s *Session) index(key string) int {
	for i := range s.entries {
		if s.entries[i].key == key {
			return i
		}
	}
	return -1
}

// Get returns the value of a name, nil if there is none.
func (s *Session) Get(key string) any {
	v, _ := s.Lookup(key)
	return v
}

// Lookup returns the value of a name, and whether there is one.
func (s *Session) Lookup(key string) (any, bool) {
	s.read()
	if i := s.index(key); i >= 0 {
		return s.entries[i].value, true
	}
	return nil, false
}

// Int returns an int, 0 if the value is none.
func (s *Session) Int(key string) int {
	n, _ := s.Get(key).(int)
	return n
}

// String returns a string, "" if the value is none.
func (s *Session) String(key string) string {
	v, _ := s.Get(key).(string)
	return v
}

// Has reports whether there is a value of this name, which may be nil.
func (s *Session) Has(key string) bool {
	_, ok := s.Lookup(key)
	return ok
}

// Len returns how many values there are.
func (s *Session) Len() int {
	s.read()
	return len(s.entries)
}

// All ranges over names and values. It can be ranged again; the session may not be
// written to meanwhile.
func (s *Session) All() iter.Seq2[string, any] {
	return func(yield func(string, any) bool) {
		s.read()
		for _, e := range s.entries {
			if !yield(e.key, e.value) {
				return
			}
		}
	}
}

// Set gives a name its value. One that cannot be written is found when the session
// is saved, and makes the response a 500.
func (s *Session) Set(key string, value any) { s.write(change{kind: 's', key: key, value: value}) }

// Delete takes a name away and returns its value, nil if there was none.
func (s *Session) Delete(key string) any {
	if s.backend == nil {
		panic(ErrNoSessions)
	}
	v, ok := s.Lookup(key)
	if ok {
		s.write(change{kind: 'd', key: key})
	}
	return v
}

// Clear takes everything away. A session that is empty when it is saved is over:
// its cookie is deleted, and what a store has of it.
func (s *Session) Clear() { s.write(change{kind: 'c'}) }

// Update gives a name the value f makes of the old one, nil if there is none. With
// a store, f is called again on what another request wrote meanwhile: so counters
// lose nothing. f is not to change the old value itself.
func (s *Session) Update(key string, f func(old any) any) {
	if f == nil {
		panic(ErrNilFunc)
	}
	s.write(change{kind: 'u', key: key, f: f})
}

// Permanent reports whether the session outlives the browser.
func (s *Session) Permanent() bool { return truth(s.Get(permanentKey)) }

// SetPermanent says whether the cookie has an expiry, or lasts until the browser is
// closed, as it does at first.
func (s *Session) SetPermanent(permanent bool) { s.Set(permanentKey, permanent) }

// Modified reports whether the session will be saved for what was done to it.
func (s *Session) Modified() bool { return s.modified }

// MarkModified has the session saved although nothing was set: after a list or map
// in it was changed. Of a stored session only the values that differ from those loaded
// count as set, if another request was quicker.
func (s *Session) MarkModified() {
	if s.backend == nil {
		return // as in Flask: an attribute that nobody reads
	}
	s.fill()
	s.tooLate()
	s.modified, s.marked = true, true
}

// Rotate gives the session another id when it is saved, and makes the old one void:
// to be called at login, logout and every other change of what the session may do,
// so that an id somebody else planted is worth nothing. A signed session has no id.
func (s *Session) Rotate() {
	if s.backend == nil {
		panic(ErrNoSessions)
	}
	s.read()
	s.rotate = true
}

// dict returns the values as a map.
func dict(entries []entry) map[string]any {
	m := make(map[string]any, len(entries))
	for _, e := range entries {
		m[e.key] = e.value
	}
	return m
}

// readEntries reads the values of a session.
func readEntries(payload string) ([]entry, error) {
	r := reader{s: payload}
	if !r.next('{') {
		return nil, r.wrong("no object")
	}
	entries := make([]entry, 0, 4)
	err := r.pairs(0, func(key string, v any) {
		for i := range entries {
			if entries[i].key == key {
				entries[i].value = v
				return
			}
		}
		entries = append(entries, entry{key, v})
	})
	if err != nil {
		return nil, err
	}
	if r.space(); r.at < len(payload) {
		return nil, r.wrong("something behind the value")
	}
	if len(entries) != 1 || !isTag(entries[0].key) {
		return entries, nil
	}
	v, err := r.untag(entries[0].key, entries[0].value)
	if err != nil {
		return nil, err
	}
	m, ok := v.(map[string]any)
	if !ok {
		return nil, r.wrong("no object")
	}
	entries = entries[:0]
	for key, v := range m {
		entries = append(entries, entry{key, v})
	}
	return entries, nil
}
