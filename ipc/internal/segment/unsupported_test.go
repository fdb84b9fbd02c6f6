//go:build !linux && !darwin

package segment

import (
	"context"
	"errors"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestUnsupported(t *testing.T) {
	_, err := Create(Spec{Kind: 1, Size: 1})
	require.ErrorIs(t, err, errors.ErrUnsupported)
	_, err = Lookup(context.Background(), "a", Spec{Kind: 1})
	require.ErrorIs(t, err, errors.ErrUnsupported)
	_, err = FromFile(context.Background(), os.Stdin, Spec{Kind: 1})
	require.ErrorIs(t, err, errors.ErrUnsupported)
}
