package lesson

import (
	"os"
	"testing"

	"go.uber.org/goleak"

	"underhood/concurrency"
)

// TestMain is the children's too.
func TestMain(m *testing.M) {
	concurrency.Init()
	// A child under the race detector would stay for a second before it exits.
	if err := os.Setenv("GORACE", os.Getenv("GORACE")+" atexit_sleep_ms=0"); err != nil {
		panic(err)
	}
	goleak.VerifyTestMain(m)
}
