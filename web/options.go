package web

import (
	"fmt"
	"log/slog"
	"strings"
	"time"
	"unicode"
)

// An Option says how an App behaves; see [New].
type Option func(*App) error

// later is an option that looks at others, whichever comes first.
func later(opt Option) Option {
	return func(a *App) error {
		a.later = append(a.later, opt)
		return nil
	}
}

// ServerName is the host, perhaps with a port, of URLs that are built outside of a
// request. Without it there are none. It does not limit which requests are served.
func ServerName(host string) Option {
	return func(a *App) error {
		if host == "" || strings.ContainsAny(host, "/?#@ ") {
			return fmt.Errorf("%w: no host is %q", ErrBadOption, host)
		}
		a.serverName = host
		return nil
	}
}

// Root is the path below which the application is reached from outside: Flask's
// APPLICATION_ROOT. It is the path of the session cookie, and comes before URLs
// built outside of a request. To have requests arrive there, see [Mount].
func Root(path string) Option {
	return func(a *App) error {
		if !strings.HasPrefix(path, "/") {
			return fmt.Errorf("%w: no root is %q: it begins with a slash", ErrBadOption, path)
		}
		a.root = path
		return nil
	}
}

// Scheme is "http" or "https", for URLs built outside of a request; without this
// option http. With behindProxy it counts inside of requests too, where otherwise
// TLS decides: for a server behind a proxy that ends TLS.
func Scheme(scheme string, behindProxy bool) Option {
	return func(a *App) error {
		if scheme != "http" && scheme != "https" {
			return fmt.Errorf("%w: no scheme is %q", ErrBadOption, scheme)
		}
		a.scheme, a.behindProxy = scheme, behindProxy
		return nil
	}
}

// BufferSize is how many bytes of a response are held back until the view is done,
// so that an error can still replace it and functions after it can change it. What
// is longer is sent when the buffer is full. Without this option 64 KiB.
func BufferSize(bytes int) Option {
	return func(a *App) error {
		if bytes < 0 {
			return fmt.Errorf("%w: a buffer of %d bytes", ErrBadOption, bytes)
		}
		a.bufferSize = bytes
		return nil
	}
}

// DefaultType is the Content-Type of a response that has none, unless its status is one that
// has no body. Without
// this option it is text/html; charset=utf-8, as in Flask; "" leaves it to net/http
// to guess.
func DefaultType(contentType string) Option {
	return func(a *App) error {
		if strings.ContainsFunc(contentType, unicode.IsControl) {
			return fmt.Errorf("%w: no content type is %q", ErrBadOption, contentType)
		}
		a.defaultType = nil
		if contentType != "" {
			a.defaultType = []string{contentType}
		}
		return nil
	}
}

// Propagate has errors that no handler took go on as panics, after teardown, for
// tests: Flask's PROPAGATE_EXCEPTIONS.
func Propagate() Option {
	return func(a *App) error {
		a.propagate = true
		return nil
	}
}

// Log takes errors that no handler took, and those of teardown. Without this option
// slog.Default() does.
func Log(log *slog.Logger) Option {
	return func(a *App) error {
		if log == nil {
			return ErrNilFunc
		}
		a.log = log
		return nil
	}
}

// Clock is where sessions have the time from, instead of time.Now.
func Clock(now func() time.Time) Option {
	return func(a *App) error {
		if now == nil {
			return ErrNilFunc
		}
		a.now = now
		return nil
	}
}

// Watch is told every step of every request, in the goroutine of the request.
func Watch(f func(Event)) Option {
	return func(a *App) error {
		if f == nil {
			return ErrNilFunc
		}
		a.watch = f
		return nil
	}
}
