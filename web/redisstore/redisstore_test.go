package redisstore_test

import (
	"crypto/rand"
	"os"
	"testing"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"underhood/web/internal/laws"
	"underhood/web/redisstore"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestStore(t *testing.T) {
	url := os.Getenv("UNDERHOOD_REDIS_URL")
	if url == "" {
		if os.Getenv("UNDERHOOD_REQUIRE_SERVICES") != "" {
			t.Fatal("UNDERHOOD_REDIS_URL names no Redis")
		}
		t.Skip("UNDERHOOD_REDIS_URL names no Redis to test with")
	}
	opts, err := redis.ParseURL(url)
	require.NoError(t, err)
	client := redis.NewClient(opts)
	defer func() { require.NoError(t, client.Close()) }()
	store := redisstore.New(client, "underhood-test-"+rnd()+":")
	laws.Store(t, store)

	require.NoError(t, client.Set(t.Context(), "underhood-test-stray", "x", 0).Err())
	defer client.Del(t.Context(), "underhood-test-stray")
	_, err = redisstore.New(client, "").Load(t.Context(), "underhood-test-stray")
	require.Error(t, err, "something else is at this key")
}

func TestNil(t *testing.T) { require.Panics(t, func() { redisstore.New(nil, "") }) }

func rnd() string { return rand.Text()[:8] }
