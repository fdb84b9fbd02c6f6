package ring_test

import (
	"os"
	"testing"

	"go.uber.org/goleak"
)

// childKey names the role of a test binary that was started by a test.
const childKey = "UNDERHOOD_RING_CHILD"

// children are the roles, where processes can share memory.
var children = map[string]func(){}

func TestMain(m *testing.M) {
	if role := os.Getenv(childKey); role != "" {
		children[role]()
		os.Exit(0)
	}
	goleak.VerifyTestMain(m)
}
