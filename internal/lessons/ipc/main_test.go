package lesson

import (
	"testing"

	"go.uber.org/goleak"

	"underhood/ipc"
)

// TestMain is the children's too. The goroutine that is let be holds the thread by which
// the kernel tells of this process's death; it ends with the process alone.
func TestMain(m *testing.M) {
	ipc.Init()
	goleak.VerifyTestMain(m, goleak.IgnoreTopFunction("underhood/ipc/internal/guardian.(*guardian).run"))
}
