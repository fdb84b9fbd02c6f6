package main

import (
	"net/http"
	"slices"
)

// onlyHosts serves requests for these hosts alone. By DNS a page of any site can have its
// own name mean 127.0.0.1 all of a sudden, and then is of one origin with whatever listens
// there. Its name is what still tells the two apart.
func onlyHosts(h http.Handler, hosts ...string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !slices.Contains(hosts, r.Host) {
			http.Error(w, "There is no such site here.", http.StatusMisdirectedRequest)
			return
		}
		h.ServeHTTP(w, r)
	})
}
