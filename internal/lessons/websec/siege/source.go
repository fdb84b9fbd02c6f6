package siege

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"
)

// A Dial connects to the site from an address.
type Dial func(ctx context.Context, from netip.Addr) (net.Conn, error)

// ErrAddress says that the system does not let a program use an address of loopback but
// 127.0.0.1, or that the site listens on none of IPv4.
var ErrAddress = errors.New("siege: attackers need addresses of their own below 127.0.0.0/8, which this system or site does not have")

// Loopback dials a site on loopback.
func Loopback(to net.Addr) Dial {
	return func(ctx context.Context, from netip.Addr) (net.Conn, error) {
		dialer := net.Dialer{LocalAddr: net.TCPAddrFromAddrPort(netip.AddrPortFrom(from, 0))}
		return dialer.DialContext(ctx, "tcp", to.String())
	}
}

// Usable returns an [ErrAddress] if the addresses of attackers cannot be used against a
// site.
func Usable(ctx context.Context, site net.Addr) error {
	to, ok := site.(*net.TCPAddr)
	if !ok || to.IP.To4() == nil || !to.IP.IsLoopback() {
		return fmt.Errorf("%w: %v", ErrAddress, site)
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", net.JoinHostPort(attackerAt(0).String(), "0"))
	if err != nil {
		return fmt.Errorf("%w: %w", ErrAddress, err)
	}
	return l.Close()
}

// attackerAt and customerAt are addresses, one for each number.
func attackerAt(n int) netip.Addr { return numbered(66, n) }
func customerAt(n int) netip.Addr { return numbered(77, n) }

func numbered(second byte, n int) netip.Addr {
	return netip.AddrFrom4([4]byte{127, second, byte(n >> 8), byte(n)})
}

// IsOurs says whether an address is of an attacker or a customer of this package.
func IsOurs(a netip.Addr) bool {
	return netip.PrefixFrom(attackerAt(0), 16).Contains(a) || netip.PrefixFrom(customerAt(0), 16).Contains(a)
}

// A client asks one request a connection.
type client struct {
	http    http.Client
	host    string
	cookies []*http.Cookie
}

func newClient(dial Dial, from netip.Addr, host string, patience time.Duration) *client {
	return &client{host: host, http: http.Client{
		Timeout:       patience,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			DisableKeepAlives: true,
			DialContext:       func(ctx context.Context, _, _ string) (net.Conn, error) { return dial(ctx, from) },
		},
	}}
}

// ask returns the status of the answer, or 0 if there was none within the patience. The
// error is ctx's alone.
func (c *client) ask(ctx context.Context, method, path string, form url.Values) (int, error) {
	r, err := http.NewRequestWithContext(ctx, method, "http://"+c.host+path, strings.NewReader(form.Encode()))
	if err != nil {
		return 0, err
	}
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for _, cookie := range c.cookies {
		r.AddCookie(cookie)
	}
	answer, err := c.http.Do(r)
	if err != nil {
		return 0, ctx.Err()
	}
	_, err = io.Copy(io.Discard, io.LimitReader(answer.Body, 1<<20))
	if err = errors.Join(err, answer.Body.Close()); err != nil {
		return 0, ctx.Err()
	}
	for _, cookie := range answer.Cookies() {
		c.cookies = append(c.cookies, &http.Cookie{Name: cookie.Name, Value: cookie.Value})
	}
	return answer.StatusCode, nil
}

// nonsense is a cookie that no site has set.
func nonsense() []*http.Cookie {
	return []*http.Cookie{{Name: "__Host-session", Value: rand.Text()}, {Name: "session", Value: rand.Text()}}
}
