package show

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestLogKeepsOrder(t *testing.T) {
	var log Log[int]
	for i := range 10 {
		log.Append(i)
	}
	require.Equal(t, 10, log.Len())
	require.Equal(t, 7, log.At(7))
	view := log.Events()
	log.Append(10)
	require.Len(t, view, 10)
}
