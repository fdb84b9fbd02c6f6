// Package bank is a deliberately vulnerable site, and its protected twin: the same bank,
// with the same pages and handlers, and the defences of package websec as the only
// difference. It is for loopback alone, and keeps everything in memory.
package bank

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"strconv"
	"sync"

	"underhood/websec"
)

// A Bank serves one of the two sites. It is safe for concurrent use.
type Bank struct {
	defences Defences
	render   page
	accounts *accounts
	handler  http.Handler

	mu       sync.Mutex
	sessions map[string]string // customers by what their cookie says
	messages []string

	teller  chan struct{} // held by who asks for the rates
	closing chan struct{}
}

// Open makes a bank of three customers: ada, eve, who is the attacker, and bob.
func Open(ctx context.Context, d Defences) (*Bank, error) {
	b := &Bank{defences: d, sessions: map[string]string{}, teller: make(chan struct{}, 1), closing: make(chan struct{})}
	var err error
	if b.render, err = d.pages(); err != nil {
		return nil, err
	}
	protect, err := d.middleware()
	if err != nil {
		return nil, err
	}
	if b.accounts, err = openAccounts(ctx, d); err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", b.home)
	mux.HandleFunc("GET /hello", b.echo("hello", "name"))
	mux.HandleFunc("GET /preview", b.echo("preview", "text"))
	mux.HandleFunc("GET /widget", b.echo("widget", "src"))
	mux.HandleFunc("GET /accounts", b.search)
	mux.HandleFunc("GET /rates", b.rates)
	mux.HandleFunc("POST /login", b.login)
	mux.HandleFunc("POST /pay", b.pay)
	mux.HandleFunc("POST /say", b.say)
	b.handler = protect(mux)
	return b, nil
}

// ServeHTTP serves the site.
func (b *Bank) ServeHTTP(w http.ResponseWriter, r *http.Request) { b.handler.ServeHTTP(w, r) }

// Close closes the database, and sends away who waits for the rates. Call it once, when
// the bank is not served any more.
func (b *Bank) Close() error {
	close(b.closing)
	return b.accounts.close()
}

// Balance is what a customer has.
func (b *Bank) Balance(ctx context.Context, name string) (int, error) {
	return b.accounts.balance(ctx, name)
}

func (b *Bank) user(r *http.Request) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.sessions[b.defences.session(r)]
}

// Knows says whether a request is of somebody who has logged in.
func (b *Bank) Knows(r *http.Request) bool { return b.user(r) != "" }

func (b *Bank) home(w http.ResponseWriter, r *http.Request) {
	data := struct {
		User     string
		Balance  int
		Messages []string
	}{User: b.user(r)}
	if data.User != "" {
		var err error
		if data.Balance, err = b.accounts.balance(r.Context(), data.User); err != nil {
			b.fail(w, err)
			return
		}
	}
	b.mu.Lock()
	data.Messages = append(data.Messages, b.messages...)
	b.mu.Unlock()
	b.show(w, r, "home", data)
}

// echo puts a value of the query into a page.
func (b *Bank) echo(name, field string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { b.show(w, r, name, r.FormValue(field)) }
}

func (b *Bank) search(w http.ResponseWriter, r *http.Request) {
	found, err := b.accounts.find(r.Context(), r.FormValue("q"), r.FormValue("by"))
	if err != nil {
		b.fail(w, err)
		return
	}
	b.show(w, r, "accounts", found)
}

func (b *Bank) login(w http.ResponseWriter, r *http.Request) {
	name, err := b.accounts.authenticate(r.Context(), r.PostFormValue("name"), r.PostFormValue("password"))
	if err != nil {
		b.fail(w, err)
		return
	}
	if name == "" {
		http.Error(w, "Wrong name or password.", http.StatusForbidden)
		return
	}
	session := rand.Text()
	b.mu.Lock()
	delete(b.sessions, b.defences.session(r))
	if len(b.sessions) >= mostSessions {
		clear(b.sessions) // all log in again: enough for a demonstration
	}
	b.sessions[session] = name
	b.mu.Unlock()
	rotated(r.Context(), b.defences, session)
	http.SetCookie(w, b.defences.cookie(session))
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

func (b *Bank) pay(w http.ResponseWriter, r *http.Request) {
	amount, err := strconv.Atoi(r.PostFormValue("amount"))
	user := b.user(r)
	if err != nil || amount <= 0 || user == "" {
		http.Error(w, "Log in, and say how much.", http.StatusForbidden)
		return
	}
	switch err := b.accounts.transfer(r.Context(), user, r.PostFormValue("to"), amount); {
	case errors.Is(err, errTransfer):
		http.Error(w, err.Error(), http.StatusConflict)
		return
	case err != nil:
		b.fail(w, err)
		return
	}
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

func (b *Bank) say(w http.ResponseWriter, r *http.Request) {
	if b.user(r) == "" {
		http.Error(w, "Log in first.", http.StatusForbidden)
		return
	}
	b.mu.Lock()
	if text := r.PostFormValue("text"); len(b.messages) < mostMessages && len(text) <= 500 {
		b.messages = append(b.messages, text)
	}
	b.mu.Unlock()
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// What visitors can make the bank keep.
const (
	mostMessages = 100
	mostSessions = 1000
)

func (b *Bank) show(w http.ResponseWriter, r *http.Request, name string, data any) {
	if err := b.render(w, r, name, data); err != nil {
		b.fail(w, err)
	}
}

// fail tells the error, as many sites do, which helps the attacker of the bare one, or
// tells it to who runs the bank alone.
func (b *Bank) fail(w http.ResponseWriter, err error) {
	status := http.StatusInternalServerError
	if errors.Is(err, websec.ErrQuery) {
		status = http.StatusBadRequest
	}
	if !b.defences.Quiet {
		http.Error(w, err.Error(), status)
		return
	}
	if b.defences.Failed != nil {
		b.defences.Failed(err)
	}
	http.Error(w, http.StatusText(status), status)
}
