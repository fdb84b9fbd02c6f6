package web

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
)

// notes is how many paths there are.
const notes = 64

// The session, as it is at login.
const (
	user = 42
	name = "ann"
	csrf = "0123456789abcdef"
)

var (
	bodies   = makeBodies()
	htmlType = []string{"text/html; charset=utf-8"}
)

func makeBodies() (all [notes][]byte) {
	for id := range all {
		all[id] = fmt.Appendf(nil, "note %d\n", id)
	}
	return all
}

func path(id int) string { return "/notes/" + strconv.Itoa(id) }

// number is what comes of a path's variable in libraries that do not read numbers.
func number(text string) int {
	id, err := strconv.Atoi(text)
	if err != nil || id < 0 || id >= notes {
		return 0
	}
	return id
}

// note is the answer of every contestant.
func note(w http.ResponseWriter, id, by int) {
	if by != user {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.Header()["Content-Type"] = htmlType
	_, _ = w.Write(bodies[id])
}

// requests are all notes asked for, with the cookies that the handler gives at /login.
func requests(h http.Handler) ([]*http.Request, error) {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/login", nil))
	if w.Code != http.StatusOK {
		return nil, fmt.Errorf("login was answered with %d", w.Code)
	}
	all := make([]*http.Request, notes)
	for id := range all {
		all[id] = httptest.NewRequest(http.MethodGet, path(id), nil)
		for _, c := range w.Result().Cookies() {
			all[id].AddCookie(&http.Cookie{Name: c.Name, Value: c.Value})
		}
	}
	return all, nil
}

// sumOf is FNV-1a of 32 bits: so many of them can be added up, in any order, and divided
// again.
func sumOf(body []byte) uint64 {
	sum := uint32(2166136261)
	for _, c := range body {
		sum = (sum ^ uint32(c)) * 16777619
	}
	return uint64(sum)
}

// onceEach makes of the sum of n answers that of each note once.
func onceEach(sum uint64, n int) (string, error) {
	times := uint64(n / notes)
	if sum%times != 0 {
		return "", fmt.Errorf("of %d answers not all are right", n)
	}
	return strconv.FormatUint(sum/times, 10), nil
}
