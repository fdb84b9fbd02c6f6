package redisstore_test

import (
	"github.com/redis/go-redis/v9"

	"underhood/web"
	"underhood/web/redisstore"
)

func ExampleNew() {
	client := redis.NewClient(&redis.Options{Addr: "localhost:6379"})
	defer func() { _ = client.Close() }()
	_ = web.New(web.StoredSessions(redisstore.New(client, "session:")))
	// Output:
}
