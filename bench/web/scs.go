package web

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/alexedwards/scs/v2/memstore"
	"github.com/go-chi/chi/v5"

	"underhood/bench/harness"
)

// newSCS is scs with its memory, which nothing sweeps.
func newSCS() *scs.SessionManager {
	sessions := scs.New()
	sessions.Store = memstore.NewWithCleanupInterval(0)
	return sessions
}

// jsonSCS has its values encoded as JSON.
func jsonSCS() *scs.SessionManager {
	sessions := newSCS()
	sessions.Codec = jsonCodec{}
	return sessions
}

// jsonCodec is what somebody would write for whom gob is too slow.
type jsonCodec struct{}

type jsonSession struct {
	Deadline time.Time
	Values   map[string]any
}

func (jsonCodec) Encode(deadline time.Time, values map[string]any) ([]byte, error) {
	return json.Marshal(jsonSession{deadline, values})
}

func (jsonCodec) Decode(b []byte) (time.Time, map[string]any, error) {
	var s jsonSession
	err := json.Unmarshal(b, &s)
	return s.Deadline, s.Values, err
}

// userOf reads the user, whatever number the encoding made of it.
func userOf(v any) int {
	switch v := v.(type) {
	case int:
		return v
	case float64:
		return int(v)
	}
	return 0
}

func fillSCS(ctx context.Context, sessions *scs.SessionManager) {
	sessions.Put(ctx, "user", user)
	sessions.Put(ctx, "name", name)
	sessions.Put(ctx, "csrf", csrf)
}

// chiSCS is chi with the hooks and scs.
func chiSCS(sessions func() *scs.SessionManager) func() (http.Handler, error) {
	return func() (http.Handler, error) {
		sessions := sessions()
		r := chi.NewRouter()
		r.Use(sessions.LoadAndSave)
		chiHooks(r)
		r.Get("/login", func(w http.ResponseWriter, r *http.Request) {
			fillSCS(r.Context(), sessions)
			w.WriteHeader(http.StatusOK)
		})
		r.Get("/notes/{id}", func(w http.ResponseWriter, r *http.Request) {
			note(w, number(chi.URLParam(r, "id")), userOf(sessions.Get(r.Context(), "user")))
		})
		return r, nil
	}
}

// verifySCS loads a session by its token and reads one value.
func verifySCS(make func() *scs.SessionManager) harness.Work {
	return verified(5, func() (func() (int, error), error) {
		sessions := make()
		ctx, err := sessions.Load(context.Background(), "")
		if err != nil {
			return nil, err
		}
		fillSCS(ctx, sessions)
		token, _, err := sessions.Commit(ctx)
		return func() (int, error) {
			ctx, err := sessions.Load(context.Background(), token)
			if err != nil {
				return 0, err
			}
			return userOf(sessions.Get(ctx, "user")), nil
		}, err
	})
}

// verified measures the reading of sessions. The answer is the sum of the users.
func verified(part int, prepare func() (func() (int, error), error)) harness.Work {
	return func(p harness.Params) (harness.Run, error) {
		read, err := prepare()
		if err != nil {
			return harness.Run{}, err
		}
		n := max(1, p.Size/part)
		return harness.Run{Sample: func() (harness.Sample, error) {
			sum := 0
			var err error
			s := harness.Measure(func() {
				for range n {
					by, failed := read()
					if failed != nil {
						err = failed
						return
					}
					sum += by
				}
			})
			if err != nil {
				return s, err
			}
			s = medians([]harness.Sample{s}, float64(p.Size)/float64(n))
			s.Answer = fmt.Sprint(float64(sum) / float64(n))
			return s, nil
		}}, nil
	}
}
