package ipc_test

import (
	"testing"

	"go.uber.org/goleak"

	"underhood/internal/reexec"
	"underhood/ipc/internal/guardian"
)

func TestMain(m *testing.M) {
	reexec.Init()
	goleak.VerifyTestMain(m, goleak.IgnoreTopFunction(guardian.TopFunction()))
}
