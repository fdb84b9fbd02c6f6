package segment

import (
	"os"
	"testing"

	"go.uber.org/goleak"
)

// children are what this test program does when it is started again as the
// other process of a test.
var children = map[string]func(args []string){}

const childKey = "UNDERHOOD_SEGMENT_CHILD"

func TestMain(m *testing.M) {
	if child, ok := children[os.Getenv(childKey)]; ok {
		child(os.Args[1:])
		os.Exit(0)
	}
	goleak.VerifyTestMain(m)
}
