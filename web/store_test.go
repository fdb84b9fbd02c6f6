package web_test

import (
	"testing"

	"underhood/web"
	"underhood/web/internal/laws"
)

func TestMemoryStoreKeepsTheLaws(t *testing.T) { laws.Store(t, web.NewMemoryStore(10)) }
