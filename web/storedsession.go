package web

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"
)

type storedSessions struct {
	sessionConfig
	store   Store
	instant bool // it is a MemoryStore
}

// stored is what a Session knows of its record, once it is loaded.
type stored struct {
	id     string // if it is new
	key    string // "" while there is no record
	record Record
	touch  bool // written for the idle time alone
	failed bool // the store, while saving
}

// keyOf is where the session of an id is kept, "" if it is no id of ours.
func keyOf(id string) string {
	if len(id) != 22 {
		return ""
	}
	var text [22]byte
	var bits [16]byte
	copy(text[:], id)
	if _, err := strictBase64.Decode(bits[:], text[:]); err != nil {
		return ""
	}
	sum := sha256.Sum256(text[:])
	var key [2 * sha256.Size]byte
	hex.Encode(key[:], sum[:])
	return string(key[:])
}

var strictBase64 = base64.RawURLEncoding.Strict()

func newID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // does not fail
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// ask calls the store, and does not wait for longer than the timeout, whatever the store
// makes of its context: a client of Redis looks at it only when told to. What comes later is
// dropped. A MemoryStore is not waited for: it needs no clock.
func ask[T any](k *storedSessions, s *Session, f func(ctx context.Context) (T, error)) (T, error) {
	if k.instant {
		return f(context.Background())
	}
	// A client that left does not take its session along.
	ctx, stop := context.WithTimeout(context.WithoutCancel(s.c.Context), k.timeout)
	type answer struct {
		v   T
		err error
	}
	answered := make(chan answer, 1)
	go func() {
		defer stop()
		var a answer
		a.err = guard(func() (err error) {
			a.v, err = f(ctx)
			return err
		})
		answered <- a
	}()
	select {
	case a := <-answered:
		return a.v, a.err
	case <-ctx.Done():
	}
	select { // it may have answered at the last moment
	case a := <-answered:
		return a.v, a.err
	default:
		var none T
		return none, fmt.Errorf("web: the session store: %w", context.DeadlineExceeded)
	}
}

func unavailable(err error) error {
	return &HTTPError{Code: http.StatusServiceUnavailable, Original: err}
}

func (k *storedSessions) load(s *Session) {
	s.stored = &stored{}
	id := k.cookie.get(s.c.req)
	if id == "" {
		return
	}
	key := keyOf(id)
	if key == "" {
		k.rejected.Forged.Add(1)
		return
	}
	record, err := k.fetch(s, key)
	switch {
	case errors.Is(err, ErrNoRecord):
		k.rejected.Forged.Add(1)
		return
	case errors.Is(err, ErrSignatureExpired):
		k.rejected.Expired.Add(1)
		return
	case errors.Is(err, ErrBadPayload):
		k.rejected.Broken.Add(1)
		return
	case err != nil:
		s.failed = true
		panic(unavailable(err))
	}
	s.stored.key, s.stored.record = key, record
	if k.idle > 0 {
		left := record.Expires.Sub(s.c.app.app.now())
		s.stored.touch = left < k.idle-k.idle/10 && record.Expires.Before(record.Begun.Add(k.lifetime))
	}
}

// fetch loads a record and its values. The error is ErrNoRecord, ErrBadPayload,
// ErrSignatureExpired, or one of the store.
func (k *storedSessions) fetch(s *Session, key string) (Record, error) {
	record, err := k.loaded(s, key)
	if err != nil {
		return record, err
	}
	if !s.c.app.app.now().Before(record.Expires) {
		_ = k.remove(s, key, record.Version) // the next sweep would too
		return record, ErrSignatureExpired
	}
	entries, err := readEntries(string(record.Data))
	if err != nil {
		return record, err
	}
	s.entries = entries
	return record, nil
}

// loaded is a function of its own so that a MemoryStore's record comes without a closure.
func (k *storedSessions) loaded(s *Session, key string) (Record, error) {
	if k.instant {
		return k.store.Load(context.Background(), key)
	}
	return ask(k, s, func(ctx context.Context) (Record, error) { return k.store.Load(ctx, key) })
}

func (k *storedSessions) save(s *Session, res *Response) error {
	if !s.loaded || s.failed || s.stored.failed {
		return nil // a store that failed once is not waited for again
	}
	if s.accessed {
		s.c.varyCookie(res.Header())
	}
	rotate := s.rotate && (s.stored.key != "" || len(s.entries) > 0)
	if !s.modified && !rotate && !s.stored.touch {
		return nil
	}
	touched := !s.modified && !rotate
	err := k.write(s, res, rotate)
	s.changes, s.modified, s.marked, s.rotate = nil, false, false, false
	if err != nil {
		s.stored.failed = true
		if touched { // nothing of the application's is lost, only some of its idle time
			s.c.app.app.logger().Warn("web: the idle time of a session was not renewed", "error", err)
			return nil
		}
		if errors.Is(err, ErrSessionValue) {
			return err
		}
		return unavailable(err)
	}
	return nil
}

func (k *storedSessions) write(s *Session, res *Response, rotate bool) error {
	if s.stored.key == "" {
		if len(s.entries) == 0 {
			return nil // nothing was, nothing is
		}
		if err := k.begin(s, s.c.app.app.now()); err != nil {
			return err
		}
		k.cookie.set(res.Header(), s.stored.id, k.expires(s), false)
		s.c.varyCookie(res.Header())
		return nil
	}
	if cleared(s) {
		return k.end(s, res, 0)
	}
	if rotate {
		return k.move(s, res)
	}
	for range maxRounds {
		if len(s.entries) == 0 {
			err := k.end(s, res, s.stored.record.Version)
			if !errors.Is(err, ErrConflict) {
				return err
			}
		} else {
			err := k.put(s, s.stored.key, s.stored.record)
			if err == nil && s.modified {
				k.cookieAgain(s, res)
			}
			if !errors.Is(err, ErrConflict) {
				return err
			}
		}
		if gone, err := k.again(s); gone || err != nil {
			return err
		}
	}
	return ErrConflict
}

// maxRounds is how often other requests may be quicker. In each round one of them
// got through, so that there are as many requests at once.
const maxRounds = 1000

// cleared reports whether the session was emptied as a whole: that ends it, whatever
// others have written.
func cleared(s *Session) bool {
	if len(s.entries) > 0 {
		return false
	}
	for _, c := range s.changes {
		if c.kind == 'c' {
			return true
		}
	}
	return false
}

// again does what this request did once more, on what is there now. Each round that
// fails is one in which another request got through.
func (k *storedSessions) again(s *Session) (gone bool, err error) {
	if s.marked {
		s.changes, s.marked = append(s.changes, differing(s.entries, s.stored.record.Data)...), false
	}
	record, err := k.fetch(s, s.stored.key)
	if errors.Is(err, ErrNoRecord) || errors.Is(err, ErrSignatureExpired) {
		k.rejected.Lost.Add(1)
		return true, nil
	}
	if err != nil {
		return false, err
	}
	s.stored.record = record
	for _, c := range s.changes {
		s.entries = c.apply(s.entries)
	}
	return false, nil
}

// differing are the values that are not what a record has, as changes.
func differing(entries []entry, data []byte) []change {
	was, _ := readEntries(string(data)) // it was read before
	text := func(v any) string {
		b, err := appendTagged(nil, v, 0)
		if err != nil {
			return "" // it will be told when it is written
		}
		return string(b)
	}
	var changes []change
	for _, e := range entries {
		i := slices.IndexFunc(was, func(o entry) bool { return o.key == e.key })
		if i < 0 || text(e.value) == "" || text(was[i].value) != text(e.value) {
			changes = append(changes, change{kind: 's', key: e.key, value: e.value})
		}
	}
	return changes
}

// put writes the values over a version of a record.
func (k *storedSessions) put(s *Session, key string, over Record) error {
	data, err := appendTagged(nil, dict(s.entries), 0)
	if err != nil {
		return err
	}
	ends := over.Begun.Add(k.lifetime)
	if idle := s.c.app.app.now().Add(k.idle); k.idle > 0 && idle.Before(ends) {
		ends = idle
	}
	_, err = ask(k, s, func(ctx context.Context) (none struct{}, err error) {
		return none, k.store.Save(ctx, key, Record{data, over.Version, over.Begun, ends})
	})
	return err
}

// begin makes a record with a new id.
func (k *storedSessions) begin(s *Session, begun time.Time) error {
	id := newID()
	if err := k.put(s, keyOf(id), Record{Begun: begun}); err != nil {
		return err
	}
	s.stored.id, s.stored.key, s.stored.record = id, keyOf(id), Record{Version: 1, Begun: begun}
	return nil
}

// move gives the values a new id and makes the old one void. The new record is there
// before the old one is gone, and is brought up to date when another request wrote
// the old one meanwhile.
func (k *storedSessions) move(s *Session, res *Response) error {
	old, was := s.stored.key, s.stored.record
	if err := k.begin(s, was.Begun); err != nil {
		return err
	}
	moved := *s.stored
	for range maxRounds {
		err := k.remove(s, old, was.Version)
		switch {
		case err == nil:
			k.cookie.set(res.Header(), moved.id, k.expires(s), false)
			s.c.varyCookie(res.Header())
			return nil
		case errors.Is(err, ErrNoRecord): // ended meanwhile, and to stay so
			k.rejected.Lost.Add(1)
			return k.remove(s, moved.key, 0)
		case !errors.Is(err, ErrConflict):
			return err
		}
		s.stored.key = old
		gone, err := k.again(s)
		was, s.stored.key = s.stored.record, moved.key
		if gone {
			return k.remove(s, moved.key, 0)
		}
		if err != nil {
			return err
		}
		if err := k.put(s, moved.key, Record{Version: moved.record.Version, Begun: was.Begun}); err != nil {
			return err
		}
		moved.record.Version++
	}
	return ErrConflict
}

func (k *storedSessions) remove(s *Session, key string, version uint64) error {
	_, err := ask(k, s, func(ctx context.Context) (none struct{}, err error) { return none, k.store.Delete(ctx, key, version) })
	return err
}

// end removes the record and the cookie.
func (k *storedSessions) end(s *Session, res *Response, version uint64) error {
	if err := k.remove(s, s.stored.key, version); err != nil && !errors.Is(err, ErrNoRecord) {
		return err
	}
	*s.stored = stored{}
	k.cookie.expire(res.Header())
	s.c.varyCookie(res.Header())
	return nil
}

// cookieAgain sends the cookie of a permanent session again, so that its expiry is
// the record's.
func (k *storedSessions) cookieAgain(s *Session, res *Response) {
	if at := k.expires(s); !at.IsZero() && k.refresh {
		k.cookie.set(res.Header(), k.cookie.get(s.c.req), at, false)
		s.c.varyCookie(res.Header())
	}
}

// expires is when the cookie of a permanent session does, zero for others.
func (k *storedSessions) expires(s *Session) time.Time {
	if i := s.index(permanentKey); i >= 0 && truth(s.entries[i].value) {
		return s.stored.record.Begun.Add(k.lifetime)
	}
	return time.Time{}
}
