package redislimit_test

import (
	"log"
	"net/http"

	"github.com/redis/go-redis/v9"

	"underhood/websec"
	"underhood/websec/redislimit"
)

func ExampleNew() {
	client := redis.NewClient(&redis.Options{Addr: "localhost:6379", ContextTimeoutEnabled: true})
	defer func() { _ = client.Close() }()
	limiter, err := redislimit.New(client, websec.PerMinute(600), redislimit.Lease(10, 5e9))
	if err != nil {
		log.Fatal(err)
	}
	user := func(r *http.Request) string { return r.Header.Get("X-Api-Key") }
	_ = websec.LimitRequests(limiter.By(user))(http.NotFoundHandler())
	// Output:
}
