package web

import (
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"time"
)

// A SessionOption says how sessions are kept; see [SignedSessions] and
// [StoredSessions].
type SessionOption func(*sessionConfig) error

type sessionConfig struct {
	cookie   Cookie
	lifetime time.Duration
	older    []string
	sha256   bool
	refresh  bool
	idle     time.Duration
	timeout  time.Duration
	rejected *Rejected
}

// SessionCookie is how the cookie looks, instead of [DefaultCookie].
func SessionCookie(k Cookie) SessionOption {
	return func(c *sessionConfig) error {
		c.cookie = k
		return nil
	}
}

// Lifetime is how long a session lasts at most, 31 days without this option:
// Flask's PERMANENT_SESSION_LIFETIME. A signed one counts from when it was last
// signed, a stored one from when it was begun.
func Lifetime(d time.Duration) SessionOption {
	return func(c *sessionConfig) error {
		if d < 0 {
			return fmt.Errorf("%w: a lifetime of %v", ErrBadOption, d)
		}
		c.lifetime = d
		return nil
	}
}

// OlderSecrets are secrets whose signed sessions are still read. To replace a
// secret, make it an older one for the lifetime of a session.
func OlderSecrets(secrets ...string) SessionOption {
	return func(c *sessionConfig) error {
		c.older = append(c.older, secrets...)
		return nil
	}
}

// SHA256 signs with SHA-256 instead of SHA-1; see [NewSigner256].
func SHA256() SessionOption {
	return func(c *sessionConfig) error {
		c.sha256 = true
		return nil
	}
}

// Refresh says whether the cookie of a permanent session is sent with every
// response, as it is without this option, or only when it was modified: Flask's
// SESSION_REFRESH_EACH_REQUEST.
func Refresh(each bool) SessionOption {
	return func(c *sessionConfig) error {
		c.refresh = each
		return nil
	}
}

// CountRejected counts the cookies that were no session.
func CountRejected(to *Rejected) SessionOption {
	return func(c *sessionConfig) error {
		if to == nil {
			return ErrNilFunc
		}
		c.rejected = to
		return nil
	}
}

// Rejected counts the cookies that were treated as no session at all, by reason.
// Safe for concurrent use.
type Rejected struct {
	Forged   atomic.Uint64 // a signature or id that is none of ours
	Expired  atomic.Uint64
	TooLarge atomic.Uint64 // signed ones, as sent or decompressed
	Broken   atomic.Uint64 // ours, and not readable
	Lost     atomic.Uint64 // stored sessions that were over before a request could save
}

func (n *Rejected) count(err error) {
	switch {
	case errors.Is(err, ErrSignatureExpired):
		n.Expired.Add(1)
	case errors.Is(err, ErrTooLarge):
		n.TooLarge.Add(1)
	case errors.Is(err, ErrBadPayload):
		n.Broken.Add(1)
	default:
		n.Forged.Add(1)
	}
}

func configure(a *App, opts []SessionOption) (*sessionConfig, error) {
	c := &sessionConfig{
		cookie: DefaultCookie(), lifetime: 31 * 24 * time.Hour, refresh: true,
		rejected: &Rejected{},
	}
	if a.sessions != nil {
		return nil, fmt.Errorf("%w: sessions are kept in two ways", ErrBadOption)
	}
	for _, opt := range opts {
		if opt == nil {
			return nil, ErrNilFunc
		}
		if err := opt(c); err != nil {
			return nil, err
		}
	}
	var err error
	c.cookie, err = c.cookie.in(a)
	return c, err
}

// SignedSessions keeps sessions in a signed cookie: SecureCookieSessionInterface of
// flask/sessions.py. Whoever has the cookie can read it, and use it until it
// expires, also after a logout. To share sessions with Flask, give both the secret
// and [FlaskCookie].
func SignedSessions(secret string, opts ...SessionOption) Option {
	return later(func(a *App) error {
		c, err := configure(a, opts)
		switch {
		case err != nil:
			return err
		case c.idle != 0 || c.timeout != 0:
			return fmt.Errorf("%w: IdleTimeout and StoreTimeout are for stored sessions", ErrBadOption)
		}
		make := NewSigner
		if c.sha256 {
			make = NewSigner256
		}
		signer, err := make(secret, c.older...)
		if err != nil {
			return err
		}
		a.sessions = &signedSessions{*c, signer}
		return nil
	})
}

// browserCookie is how long name and value of a cookie may be that every browser keeps (RFC
// 6265, section 6.1); they drop a longer one, and go on sending the one before.
const browserCookie = 4093

type signedSessions struct {
	sessionConfig
	signer *Signer
}

func (k *signedSessions) payload(s *Session) string {
	value := k.cookie.get(s.c.req)
	if value == "" {
		return ""
	}
	payload, err := k.signer.payload(value, s.c.app.app.now(), k.lifetime)
	if err != nil {
		k.rejected.count(err)
		return ""
	}
	return payload
}

func (k *signedSessions) load(s *Session) { k.read(s, k.payload(s)) }

func (k *signedSessions) read(s *Session, payload string) {
	if payload == "" {
		return
	}
	entries, err := readEntries(payload)
	if err != nil {
		k.rejected.count(err)
		return
	}
	s.entries = entries
}

func (k *signedSessions) save(s *Session, res *Response) error {
	if !s.loaded {
		if !k.refresh {
			return nil
		}
		payload := k.payload(s)
		if !strings.Contains(payload, permanentKey) {
			return nil // nobody looked at it, and it is not permanent
		}
		s.loaded = true
		k.read(s, payload)
	}
	h := res.Header()
	if s.accessed {
		s.c.varyCookie(h)
	}
	if len(s.entries) == 0 {
		if s.modified {
			k.cookie.expire(h)
			s.c.varyCookie(h)
		}
		return nil
	}
	i := s.index(permanentKey)
	permanent := i >= 0 && truth(s.entries[i].value)
	if !s.modified && !(permanent && k.refresh) {
		return nil
	}
	now := s.c.app.app.now()
	value, err := k.signer.Sign(dict(s.entries), now)
	if err != nil {
		return err
	}
	if n := len(k.cookie.Name) + len(value); n > browserCookie {
		s.c.app.app.logger().Warn("web: the session's cookie is longer than browsers keep", "bytes", n, "path", s.c.req.URL.Path)
	}
	var expires time.Time
	if permanent {
		expires = now.Add(k.lifetime)
	}
	k.cookie.set(h, value, expires, false)
	s.c.varyCookie(h)
	return nil
}
