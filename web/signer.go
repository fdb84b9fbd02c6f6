package web

import (
	"bytes"
	"compress/zlib"
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // itsdangerous signs with HMAC-SHA1, which is not broken
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"io"
	"strings"
	"sync"
	"time"
)

// Why a signed value is refused; in Flask's terms all of them are BadSignature.
var (
	ErrBadSignature     = errors.New("web: the signature does not match")
	ErrBadTimeSignature = errors.New("web: the signature has no time, or does not match")
	ErrSignatureExpired = errors.New("web: the signature is too old, or from the future")
	ErrBadPayload       = errors.New("web: the signed value cannot be read")
	ErrTooLarge         = errors.New("web: the signed value is too large")
)

// ErrSessionValue says that a session cannot hold a value of this type.
var ErrSessionValue = errors.New("web: a session cannot hold this value")

const (
	maxCookie  = 16 << 10 // of a value that is looked at; browsers send 4 KiB
	maxPayload = 1 << 20  // of one that was decompressed
)

// A Signer writes values as Flask writes its session cookie, and reads those that
// Flask wrote: itsdangerous.URLSafeTimedSerializer with the salt "cookie-session",
// HMAC keys and tagged JSON. Safe for concurrent use.
//
//	PAYLOAD.TIME.SIGNATURE     base64 of JSON, of seconds since 1970, and of the HMAC
//	.PAYLOAD.TIME.SIGNATURE    the same, JSON compressed
//
// The payload is signed, not encrypted: everybody can read it.
type Signer struct {
	keys      []*signingKey // the one that signs first
	inflaters sync.Pool     // of io.ReadCloser that are a zlib.Resetter
	deflaters sync.Pool     // of *zlib.Writer
}

type signingKey struct {
	macs sync.Pool // of *mac, with the key in them
}

// NewSigner makes a Signer with a secret. Values signed with one of the older
// secrets are read too, so that a secret can be replaced: Flask's
// SECRET_KEY_FALLBACKS.
func NewSigner(secret string, older ...string) (*Signer, error) {
	return newSigner(sha1.New, append([]string{secret}, older...))
}

// NewSigner256 makes a Signer that uses SHA-256, which Flask does when its session
// interface is told so (digest_method).
func NewSigner256(secret string, older ...string) (*Signer, error) {
	return newSigner(sha256.New, append([]string{secret}, older...))
}

func newSigner(digest func() hash.Hash, secrets []string) (*Signer, error) {
	s := &Signer{}
	for _, secret := range secrets {
		if secret == "" {
			return nil, fmt.Errorf("%w: an empty secret", ErrBadOption)
		}
		derive := hmac.New(digest, []byte(secret))
		derive.Write([]byte("cookie-session"))
		key := &signingKey{}
		derived := derive.Sum(nil)
		key.macs.New = func() any { return &mac{hash: hmac.New(digest, derived)} }
		s.keys = append(s.keys, key)
	}
	return s, nil
}

// A mac computes one signature. What is handed to a hash escapes, so that it keeps
// the room for it.
type mac struct {
	hash hash.Hash
	text []byte
	sum  []byte
}

// with calls f with the signature of a text, which is f's only for the call.
func (k *signingKey) with(text string, f func(sum []byte)) {
	m, _ := k.macs.Get().(*mac) // there is nothing else in it
	m.hash.Reset()              // to the key, whose state it keeps
	m.text = append(m.text[:0], text...)
	m.hash.Write(m.text)
	m.sum = m.hash.Sum(m.sum[:0])
	f(m.sum)
	k.macs.Put(m)
}

// Sign writes a value with the time. The error is [ErrSessionValue], or [ErrTooLarge] for
// what Verify would not look at.
func (s *Signer) Sign(value any, now time.Time) (string, error) {
	payload, err := appendTagged(make([]byte, 0, 256), value, 0)
	if err != nil {
		return "", err
	}
	if signed := s.sign(payload, now); len(signed) <= maxCookie {
		return signed, nil
	}
	return "", ErrTooLarge
}

func (s *Signer) sign(payload []byte, now time.Time) string {
	b := make([]byte, 0, base64.RawURLEncoding.EncodedLen(len(payload))+48)
	if small := s.compress(payload); small != nil {
		b, payload = append(b, '.'), small
	}
	b = base64.RawURLEncoding.AppendEncode(b, payload)
	var stamp [8]byte
	binary.BigEndian.PutUint64(stamp[:], uint64(now.Unix()))
	b = append(b, '.')
	b = base64.RawURLEncoding.AppendEncode(b, bytes.TrimLeft(stamp[:], "\x00"))
	s.keys[0].with(string(b), func(sum []byte) {
		b = base64.RawURLEncoding.AppendEncode(append(b, '.'), sum)
	})
	return string(b)
}

// Verify reads a value that is not older than maxAge. The error is one of
// [ErrBadSignature], [ErrBadTimeSignature], [ErrSignatureExpired], [ErrBadPayload]
// and [ErrTooLarge].
func (s *Signer) Verify(signed string, now time.Time, maxAge time.Duration) (any, error) {
	payload, err := s.payload(signed, now, maxAge)
	if err != nil {
		return nil, err
	}
	return readTagged(payload)
}

// payload checks the signature first: nothing else is done with what is not ours.
func (s *Signer) payload(signed string, now time.Time, maxAge time.Duration) (string, error) {
	if len(signed) > maxCookie {
		return "", ErrTooLarge
	}
	at := strings.LastIndexByte(signed, '.')
	if at < 0 {
		return "", ErrBadSignature
	}
	text, signature := signed[:at], signed[at+1:]
	stamped := strings.LastIndexByte(text, '.')
	if !s.matches(text, signature) {
		if stamped < 0 {
			return "", ErrBadSignature
		}
		return "", ErrBadTimeSignature
	}
	if stamped < 0 {
		return "", ErrBadTimeSignature
	}
	var few [12]byte
	stamp, err := appendBase64(few[:0], text[stamped+1:], true)
	if err != nil || len(stamp) > 8 {
		return "", ErrBadTimeSignature
	}
	var seconds uint64
	for _, c := range stamp {
		seconds = seconds<<8 | uint64(c)
	}
	if at, now := seconds, uint64(max(0, now.Unix())); at > now || now-at > uint64(maxAge/time.Second) {
		return "", ErrSignatureExpired
	}
	return s.unpack(text[:stamped])
}

func (s *Signer) matches(text, signature string) bool {
	var given [64]byte
	if len(signature) > len(given) {
		return false
	}
	got, err := appendBase64(given[:0], signature, true)
	if err != nil {
		return false
	}
	ok := false
	for _, key := range s.keys {
		key.with(text, func(sum []byte) { ok = ok || hmac.Equal(got, sum) })
	}
	return ok
}

// unpack undoes the base64, and the compression.
func (s *Signer) unpack(payload string) (string, error) {
	packed, compressed := strings.CutPrefix(payload, ".")
	var few [256]byte // most sessions fit
	b := few[:0]
	if n := base64.RawURLEncoding.DecodedLen(len(packed)); n > len(few) {
		b = make([]byte, 0, n)
	}
	b, err := appendBase64(b, packed, true)
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrBadPayload, err)
	}
	text := string(b)
	if !compressed {
		return text, nil
	}
	return s.decompress(text)
}

// decompress reads at most maxPayload bytes: few bytes can be very many.
func (s *Signer) decompress(text string) (string, error) {
	in := strings.NewReader(text)
	z, _ := s.inflaters.Get().(io.ReadCloser)
	var err error
	if again, ok := z.(zlib.Resetter); ok {
		err = again.Reset(in, nil)
	} else {
		z, err = zlib.NewReader(in)
	}
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrBadPayload, err)
	}
	var out strings.Builder
	_, err = io.Copy(&out, io.LimitReader(z, maxPayload+1))
	s.inflaters.Put(z)
	switch {
	case err != nil:
		return "", fmt.Errorf("%w: %w", ErrBadPayload, err)
	case out.Len() > maxPayload:
		return "", ErrTooLarge
	}
	return out.String(), nil
}

// compress returns a shorter form, nil if there is none: by at least two bytes, as
// itsdangerous asks. Below 128 bytes it is not worth the time.
func (s *Signer) compress(b []byte) []byte {
	if len(b) < 128 {
		return nil
	}
	var out bytes.Buffer
	z, _ := s.deflaters.Get().(*zlib.Writer)
	if z == nil {
		z = zlib.NewWriter(&out)
	} else {
		z.Reset(&out)
	}
	_, _ = z.Write(b) // a bytes.Buffer does not fail
	_ = z.Close()
	s.deflaters.Put(z)
	if out.Len() >= len(b)-1 {
		return nil
	}
	return out.Bytes()
}
