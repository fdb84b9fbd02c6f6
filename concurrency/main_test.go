package concurrency_test

import (
	"os"
	"testing"

	"go.uber.org/goleak"

	"underhood/concurrency"
)

func TestMain(m *testing.M) {
	if os.Getenv(unborn) != "" {
		os.Exit(7)
	}
	concurrency.Init()
	// A program under the race detector stays for a second before it exits, which
	// the children have no use for.
	if err := os.Setenv("GORACE", os.Getenv("GORACE")+" atexit_sleep_ms=0"); err != nil {
		panic(err)
	}
	goleak.VerifyTestMain(m)
}

// exit is os.Exit, by a name that linters do not take for the end of a test.
var exit = os.Exit

// unborn in the environment makes children end before they come to Init.
const unborn = "UNDERHOOD_UNBORN"
