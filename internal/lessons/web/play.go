package lesson

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"time"

	"underhood/web"
)

// An Answer is what happened, in the form of the oracle.
type Answer struct {
	ID         json.RawMessage `json:"id,omitempty"`
	SetupError string          `json:"setup_error,omitempty"`
	Message    string          `json:"message,omitempty"`
	URLMap     []any           `json:"url_map"`
	Responses  []Response      `json:"responses"`
	Signed     []string        `json:"signed"`
	Loaded     []any           `json:"loaded"`
}

// A refused case has no other fields.
type refused struct {
	ID         json.RawMessage `json:"id,omitempty"`
	SetupError string          `json:"setup_error"`
	Message    string          `json:"message"`
}

// A player plays one case.
type player struct {
	ctx     context.Context //nolint:containedctx // a player ends with the call that began it
	c       *Case
	app     *web.App
	built   map[string]*web.Blueprint
	classes map[string]*class
	clock   func() time.Time
	life    time.Duration
	jar     jar
	tape    func(web.Event)
	rec     *recorder           // nil when nobody looks
	w       http.ResponseWriter // of the view that runs
	handed  []string            // ids of stored sessions, in the order they were given out
	site    site
	trace   []any
	escaped error
}

// Play plays a case, a JSON object, and gives its answer in the oracle's form. The
// error is about the case itself.
func Play(ctx context.Context, text []byte) (any, error) { return PlayWatched(ctx, text, nil) }

// PlayWatched is Play with every step told to watch.
func PlayWatched(ctx context.Context, text []byte, watch func(web.Event)) (any, error) {
	c, err := Parse(text)
	if err != nil {
		return nil, err
	}
	return play(ctx, c, watch, nil)
}

func play(ctx context.Context, c *Case, watch func(web.Event), rec *recorder) (any, error) {
	p := &player{ctx: ctx, c: c, built: map[string]*web.Blueprint{}, classes: builtins(), tape: watch, rec: rec}
	if err := p.set(); err != nil {
		if bad := new(badCase); errors.As(err, &bad) {
			return nil, bad.err
		}
		return refused{c.ID, typeName(first(err)), err.Error()}, nil
	}
	answer := Answer{ID: c.ID, URLMap: p.urlMap(), Responses: []Response{}, Signed: []string{}, Loaded: []any{}}
	for i, r := range c.Requests {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		res, err := p.request(r)
		if err != nil {
			return nil, fmt.Errorf("requests[%d]: %w", i, err)
		}
		answer.Responses = append(answer.Responses, res)
	}
	return answer, p.codec(&answer)
}

// first is what Flask would have stopped at.
func first(err error) error {
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		return first(many.Unwrap()[0])
	}
	return err
}

// A badCase is an error of the description, not of the application.
type badCase struct{ err error }

// Error says what is wrong with the case.
func (b *badCase) Error() string { return b.err.Error() }

func (p *player) log(entry any) {
	p.trace = append(p.trace, entry)
	p.rec.heard(entry)
}

func (p *player) urlMap() []any {
	var rules []web.Rule
	for r := range p.app.Rules() {
		rules = append(rules, r)
	}
	slices.SortFunc(rules, func(a, b web.Rule) int {
		return slices.Compare(append([]string{a.Rule, a.Endpoint}, a.Methods...), append([]string{b.Rule, b.Endpoint}, b.Methods...))
	})
	list := make([]any, len(rules))
	for i, r := range rules {
		list[i] = []any{r.Rule, r.Endpoint, r.Methods}
	}
	return list
}

// codec signs and loads values without an application.
func (p *player) codec(answer *Answer) error {
	secret := "k"
	if p.c.Secret != nil {
		secret = *p.c.Secret
	}
	signer, err := web.NewSigner(secret, p.c.Fallbacks...)
	if err != nil {
		return err
	}
	if len(p.c.CookiesOut) > 0 {
		values, err := decode(p.c.CookiesOut)
		if err != nil {
			return err
		}
		list, _ := values.([]any)
		for _, v := range list {
			value, err := dec(v)
			if err != nil {
				return err
			}
			signed, err := signer.Sign(value, p.clock())
			if err != nil {
				return err
			}
			answer.Signed = append(answer.Signed, signed)
		}
	}
	for _, signed := range p.c.CookiesIn {
		v, err := signer.Verify(signed, p.clock(), p.life)
		if err != nil {
			answer.Loaded = append(answer.Loaded, map[string]any{"error": typeName(err)})
		} else {
			answer.Loaded = append(answer.Loaded, map[string]any{"value": enc(v)})
		}
	}
	return nil
}

func quiet() *slog.Logger { return slog.New(slog.NewTextHandler(io.Discard, nil)) }
