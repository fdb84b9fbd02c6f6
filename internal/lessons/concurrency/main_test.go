package lesson

import (
	"testing"

	"go.uber.org/goleak"

	"underhood/concurrency"
)

// TestMain is the children's too.
func TestMain(m *testing.M) {
	concurrency.Init()
	goleak.VerifyTestMain(m)
}
