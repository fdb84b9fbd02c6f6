package roster

import (
	"os"
	"testing"

	"go.uber.org/goleak"

	"underhood/ipc/internal/guardian"
)

// children are what this test program does when it is started again as the
// other process of a test.
var children = map[string]func(){}

const childKey = "UNDERHOOD_ROSTER_CHILD"

func TestMain(m *testing.M) {
	if child, ok := children[os.Getenv(childKey)]; ok {
		child()
		os.Exit(0)
	}
	goleak.VerifyTestMain(m, goleak.IgnoreTopFunction(guardian.TopFunction()))
}
