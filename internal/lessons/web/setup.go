package lesson

import (
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	"underhood/web"
)

// site is what the configuration says of where the application is.
type site struct{ scheme, host, root string }

// set makes the application. The error is a [badCase], or what Python would raise.
func (p *player) set() (err error) {
	defer func() {
		switch v := recover().(type) {
		case nil:
		case *badCase:
			err = v
		default:
			panic(v)
		}
	}()
	c := p.c
	classes, err := pairs(c.Errors)
	if err != nil {
		return &badCase{fmt.Errorf("errors: %w", err)}
	}
	for _, m := range classes {
		base := p.classes[str(m.value)]
		if base == nil {
			return errKey
		}
		p.classes[m.key] = &class{m.key, base, base.http}
	}
	opts, err := p.options()
	if err != nil {
		return &badCase{err}
	}
	p.app = web.New(opts...)
	p.app.TeardownApp(p.appTeardowns(c.App)...)
	if err := p.scaffold(p.app, &p.app.Scaffold, c.App); err != nil {
		return err
	}
	for _, reg := range c.Register {
		bp, opts, err := p.blueprint(reg)
		if err != nil {
			return err
		}
		p.app.Register(bp, opts...)
	}
	return p.app.Build()
}

func (p *player) options() ([]web.Option, error) {
	config, err := pairs(p.c.Config)
	if err != nil {
		return nil, fmt.Errorf("config: %w", err)
	}
	p.clock, p.life, p.site = time.Now, 31*24*time.Hour, site{"http", "localhost", "/"}
	if p.c.Now != nil {
		now := time.Unix(int64(*p.c.Now), 0)
		p.clock = func() time.Time { return now }
	}
	cookie, refresh := web.FlaskCookie(), true
	opts := []web.Option{web.Clock(p.clock), web.Log(quiet()), web.Watch(p.watch)}
	for _, m := range config {
		if m.value == nil {
			continue
		}
		switch m.key {
		case "SESSION_COOKIE_NAME":
			cookie.Name = str(m.value)
		case "SESSION_COOKIE_DOMAIN":
			if truth(m.value) {
				cookie.Domain = str(m.value)
			}
		case "SESSION_COOKIE_PATH":
			cookie.Path = str(m.value)
		case "SESSION_COOKIE_SECURE":
			cookie.Secure = truth(m.value)
		case "SESSION_COOKIE_HTTPONLY":
			cookie.HTTPOnly = truth(m.value)
		case "SESSION_COOKIE_PARTITIONED":
			cookie.Partitioned = truth(m.value)
		case "SESSION_COOKIE_SAMESITE":
			cookie.SameSite = map[string]http.SameSite{
				"lax": http.SameSiteLaxMode, "strict": http.SameSiteStrictMode, "none": http.SameSiteNoneMode,
			}[strings.ToLower(str(m.value))]
		case "SESSION_REFRESH_EACH_REQUEST":
			refresh = truth(m.value)
		case "PERMANENT_SESSION_LIFETIME":
			if seconds, ok := m.value.(int); ok {
				p.life = time.Duration(seconds) * time.Second
			}
		case "SERVER_NAME":
			p.site.host = str(m.value)
			opts = append(opts, web.ServerName(p.site.host))
		case "APPLICATION_ROOT":
			p.site.root = str(m.value)
			opts = append(opts, web.Root(p.site.root))
		case "PREFERRED_URL_SCHEME":
			p.site.scheme = str(m.value)
			opts = append(opts, web.Scheme(p.site.scheme, false))
		case "PROPAGATE_EXCEPTIONS", "TESTING", "DEBUG":
			if truth(m.value) {
				opts = append(opts, web.Propagate())
			}
		}
	}
	if p.c.PermanentSeconds != nil {
		p.life = time.Duration(*p.c.PermanentSeconds * float64(time.Second))
	}
	if p.c.secretIsNull || p.c.Secret != nil && *p.c.Secret == "" {
		return opts, nil
	}
	secret := "k"
	if p.c.Secret != nil {
		secret = *p.c.Secret
	}
	if config.get("SESSION_COOKIE_DOMAIN") == nil && config.get("SERVER_NAME") != nil {
		path := p.site.root
		if cookie.Path != "" {
			path = cookie.Path
		}
		cookie.Domain = domainOf(p.site.host, path)
	}
	if p.c.Stored {
		return append(opts, web.StoredSessions(p.rec.keep(web.NewMemoryStore(1000)), web.SessionCookie(cookie),
			web.Lifetime(p.life), web.Refresh(refresh))), nil
	}
	return append(opts, web.SignedSessions(secret, web.OlderSecrets(p.c.Fallbacks...), web.SessionCookie(cookie),
		web.Lifetime(p.life), web.Refresh(refresh))), nil
}

// domainOf is the domain of the cookie that Flask up to 2.2 makes of the server name.
func domainOf(name, path string) string {
	host, _, _ := strings.Cut(strings.TrimLeft(name, "."), ":")
	switch {
	case !strings.Contains(host, "."):
		return ""
	case net.ParseIP(host) != nil || path != "/":
		return host
	}
	return "." + host
}
