package web

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// What a [Store] answers besides failing.
var (
	// ErrNoRecord says that the store has no record of this key.
	ErrNoRecord = errors.New("web: no such session record")
	// ErrConflict says that the record is not of the version it was expected to be.
	ErrConflict = errors.New("web: the session record was changed by another request")
)

// A Record is what a store keeps of a session.
type Record struct {
	Data    []byte // not to be changed by anybody
	Version uint64 // from 1, one more with each Save
	Begun   time.Time
	Expires time.Time // in whole seconds; what is older may be gone
}

// A Store keeps sessions by key: the SHA-256 of the id in the cookie, in
// hexadecimal, so that who reads the store cannot take over a session. Its methods
// are safe for concurrent use and end when ctx does.
type Store interface {
	// Load returns the record of a key, or ErrNoRecord.
	Load(ctx context.Context, key string) (Record, error)
	// Save writes a record whose version is r.Version, as version r.Version+1: all
	// at once, or not at all with ErrConflict. Version 0 is a record that is not
	// there.
	Save(ctx context.Context, key string, r Record) error
	// Delete removes a record of this version, or of any with version 0. ErrConflict
	// if it is there with another version, ErrNoRecord if it is not there.
	Delete(ctx context.Context, key string, version uint64) error
}

// IdleTimeout ends a stored session that was not asked for anything for so long.
// Without this option only [Lifetime] ends it. It is kept to a tenth: a session that
// is only read is written when a tenth of the time has passed.
func IdleTimeout(d time.Duration) SessionOption {
	return func(c *sessionConfig) error {
		if d < 0 {
			return fmt.Errorf("%w: an idle timeout of %v", ErrBadOption, d)
		}
		c.idle = d
		return nil
	}
}

// StoreTimeout is how long a store may take for one call, 2 seconds without this
// option. One that takes longer has failed. A [MemoryStore] is not waited for.
func StoreTimeout(d time.Duration) SessionOption {
	return func(c *sessionConfig) error {
		if d <= 0 {
			return fmt.Errorf("%w: a store timeout of %v", ErrBadOption, d)
		}
		c.timeout = d
		return nil
	}
}

// StoredSessions keeps sessions in a store, and only a random id of 128 bits in the
// cookie: the way to be preferred, since a session can then be ended for good, and
// nobody reads what is in it. An id the store does not know is never adopted.
//
// Requests of one session at the same time lose nothing: a record is only written
// over the version that was read, and if another request was quicker, what this one
// did ([Session.Set], Delete, Clear, Update) is done again on what is there now. So
// of two that set the same name the later one counts, and other names are left
// alone. A session that was ended or rotated meanwhile stays so: what others did
// with it is dropped, and counted as Lost ([CountRejected]). What the id of a session that
// was rotated at a login is used for afterwards is a new session: a slow request from before
// that writes replaces the login's cookie by its own.
//
// A store that fails is no empty session. Reading one that cannot be loaded panics
// with an *[HTTPError] of code 503, and a response whose session cannot be saved
// becomes a 500, as with everything that fails after the view.
func StoredSessions(store Store, opts ...SessionOption) Option {
	return later(func(a *App) error {
		if store == nil {
			return ErrNilFunc
		}
		c, err := configure(a, opts)
		switch {
		case err != nil:
			return err
		case c.sha256 || len(c.older) > 0:
			return fmt.Errorf("%w: SHA256 and OlderSecrets are for signed sessions", ErrBadOption)
		case c.timeout == 0:
			c.timeout = 2 * time.Second
		}
		_, instant := store.(*MemoryStore)
		a.sessions = &storedSessions{*c, store, instant}
		return nil
	})
}
