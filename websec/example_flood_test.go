package websec_test

import (
	"fmt"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"time"

	"underhood/websec"
)

func ExampleNewLimiter() {
	limiter, err := websec.NewLimiter[string](websec.Rate{Requests: 1, Per: time.Minute, Burst: 2}, websec.LimiterKeys(1000))
	if err != nil {
		log.Fatal(err)
	}
	for range 3 {
		d := limiter.Take("a user", 1)
		fmt.Println(d.Allowed, d.Remaining, d.RetryAfter.Round(time.Minute))
	}
	fmt.Println(limiter.Stats().Bytes, "bytes, whoever comes")
	// Output:
	// true 1 0s
	// true 0 0s
	// false 0 1m0s
	// 16000 bytes, whoever comes
}

func ExampleLimitRequests() {
	noon := func() time.Time { return time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC) } // only to have the same output each time
	limiter, err := websec.NewAddrLimiter(websec.PerMinute(2), websec.PerMinute(32), websec.LimiterClock(noon))
	if err != nil {
		log.Fatal(err)
	}
	site := websec.LimitRequests(limiter.ByClient(nil))(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	for range 3 {
		w := httptest.NewRecorder()
		site.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
		fmt.Println(w.Code, w.Header().Get("RateLimit-Policy"), w.Header().Get("RateLimit"), w.Header()["Retry-After"])
	}
	// Output:
	// 200 "default";q=2;w=60 "default";r=1;t=30 []
	// 200 "default";q=2;w=60 "default";r=0;t=60 []
	// 429 "default";q=2;w=60 "default";r=0;t=30 [30]
}

func ExampleNewAddrLimiter() {
	limiter, err := websec.NewAddrLimiter(websec.PerMinute(1), websec.PerMinute(2))
	if err != nil {
		log.Fatal(err)
	}
	for _, a := range []string{"2001:db8:0:1::1", "2001:db8:0:1::2", "2001:db8:0:2::1", "2001:db8:0:3::1"} {
		fmt.Println(a, limiter.Take(netip.MustParseAddr(a)).Allowed)
	}
	// Output:
	// 2001:db8:0:1::1 true
	// 2001:db8:0:1::2 false
	// 2001:db8:0:2::1 true
	// 2001:db8:0:3::1 false
}

func ExampleTrustProxies() {
	proxies, err := websec.TrustProxies(websec.XForwardedFor, []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")})
	if err != nil {
		log.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.RemoteAddr = "10.0.0.1:4711"
	r.Header.Set("X-Forwarded-For", "127.0.0.1, 198.51.100.7, 10.0.0.2") // the first is what the client would like to be
	client, err := proxies.Client(r)
	fmt.Println(client, err)
	// Output: 198.51.100.7 <nil>
}

func ExampleWatchServer() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	limited, err := websec.LimitConns(listener) // by which headers are seen
	if err != nil {
		log.Fatal(err)
	}
	told := make(chan string)
	server, err := websec.NewServer(http.NotFoundHandler(), websec.WatchServer(func(e websec.Event) {
		told <- fmt.Sprint(e.Refusal, ", ", e.Refusal.Status, " to ", e.Client)
	}))
	if err != nil {
		log.Fatal(err)
	}
	go server.Serve(limited) // until Close
	defer server.Close()

	client, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()
	fmt.Fprint(client, "hello?\r\n\r\n")
	fmt.Println(<-told)
	// Output: websec: refused by server: the header is malformed, 400 to 127.0.0.1
}

func ExampleShedAfterBody() {
	shedder, err := websec.NewShedder()
	if err != nil {
		log.Fatal(err)
	}
	form := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "hello ", r.PostFormValue("name")) })
	site := shedder.Guard(websec.ShedAfterBody(16 << 10))(form)
	w := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader("name=ada"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	site.ServeHTTP(w, r)
	fmt.Println(w.Body)
	// Output: hello ada
}

func ExampleParseAccessList() {
	_, err := websec.ParseAccessList(strings.NewReader("deny 203.0.113.0/24\nallow 203.0.113.300"))
	fmt.Println(err)
	// Output: websec: bad access list: line 2: "203.0.113.300" is no address and no prefix
}

func ExampleNewAccessList() {
	rules, err := websec.ParseAccessList(strings.NewReader("deny 203.0.113.0/24\nallow 203.0.113.7"))
	if err != nil {
		log.Fatal(err)
	}
	list, err := websec.NewAccessList(rules...)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(list.Verdict(netip.MustParseAddr("203.0.113.7")), list.Verdict(netip.MustParseAddr("203.0.113.8")))
	// Output: allow deny
}

func ExampleNewShedder() {
	shedder, err := websec.NewShedder(websec.ShedQueue(0, time.Second))
	if err != nil {
		log.Fatal(err)
	}
	site := shedder.Guard()(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		fmt.Println("in:", shedder.Stats().InFlight, "of", shedder.Stats().Limit)
	}))
	site.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil))
	// Output: in: 1 of 8
}

func ExampleNewServer() {
	server, err := websec.NewServer(http.NotFoundHandler(), websec.ServerBodyBytes(1<<20))
	if err != nil {
		log.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	limited, err := websec.LimitConns(listener, websec.ConnsPerAddr(16))
	if err != nil {
		log.Fatal(err)
	}
	go func() { _ = server.Close() }()
	fmt.Println(server.Serve(limited))
	// Output: http: Server closed
}

// Example_everything joins all of it: each layer once, one hook for what they refuse.
func Example_everything() {
	// Who may come at all, and from where a request really comes.
	rules, err := websec.ParseAccessList(strings.NewReader("deny 203.0.113.0/24"))
	check(err)
	list, err := websec.NewAccessList(rules...)
	check(err)
	proxies, err := websec.TrustProxies(websec.XForwardedFor, []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")})
	check(err)
	// How much each may ask for, and how much all of them together.
	limiter, err := websec.NewAddrLimiter(websec.PerMinute(2), websec.PerMinute(200))
	check(err)
	shedder, err := websec.NewShedder()
	check(err)

	protect, err := websec.Protect(
		websec.WithAccess(list, proxies),
		websec.WithLimit(limiter.ByClient(proxies)),
		websec.WithShedding(shedder),
		websec.WithIsolation(websec.Isolation{}),
		websec.Watch(func(e websec.Event) {
			if e.Refusal != nil {
				fmt.Println("-", e.Refusal)
			}
		}),
	)
	check(err)
	server, err := websec.NewServer(protect(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, "hello")
	})))
	check(err)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	limited, err := websec.LimitConns(listener)
	check(err)
	served := make(chan error)
	go func() { served <- server.Serve(limited) }()

	for _, client := range []string{"203.0.113.1", "198.51.100.1", "198.51.100.1", "198.51.100.1", "198.51.100.2"} {
		r, err := http.NewRequest(http.MethodGet, "http://"+listener.Addr().String(), nil)
		check(err)
		r.Header.Set("X-Forwarded-For", client) // this process is the proxy
		response, err := http.DefaultClient.Do(r)
		check(err)
		fmt.Println(client, response.StatusCode)
		check(response.Body.Close())
	}
	http.DefaultClient.CloseIdleConnections()
	check(server.Close())
	fmt.Println(<-served)
	// Output:
	// - websec: refused by access: the address is denied
	// 203.0.113.1 403
	// 198.51.100.1 200
	// 198.51.100.1 200
	// - websec: refused by limit: too many requests
	// 198.51.100.1 429
	// 198.51.100.2 200
	// http: Server closed
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
