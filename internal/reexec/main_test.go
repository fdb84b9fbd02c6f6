package reexec_test

import (
	"fmt"
	"os"
	"testing"

	"go.uber.org/goleak"

	"underhood/internal/reexec"
)

// roleKey asks this test binary to play a program that is not a test.
const roleKey = "REEXEC_TEST_ROLE"

// roles are those programs. They begin in TestMain: before Init, with its name
// given to the first function; after it, to the second.
var early, roles = map[string]func(){}, map[string]func(){}

func TestMain(m *testing.M) {
	role := os.Getenv(roleKey)
	if play := early[role]; play != nil {
		play()
		return
	}
	reexec.Init()
	reexec.Init() // a second call does nothing
	if play := roles[role]; play != nil {
		play()
		return
	}
	if role != "" {
		fmt.Fprintf(os.Stderr, "no role %q\n", role)
		os.Exit(3)
	}
	// A program under the race detector stays for a second before it exits, which
	// the children have no use for.
	if err := os.Setenv("GORACE", os.Getenv("GORACE")+" atexit_sleep_ms=0"); err != nil {
		panic(err)
	}
	goleak.VerifyTestMain(m)
}
