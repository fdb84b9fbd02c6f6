// Package terminal plays a tape live on a terminal.
package terminal

import (
	"context"
	"errors"

	_ "charm.land/bubbletea/v2"
	_ "charm.land/lipgloss/v2"

	"underhood/internal/show"
)

// Play plays a tape on a terminal until the user quits or ctx ends.
func Play(ctx context.Context, tape show.Tape, screen show.Screen) error {
	return errors.ErrUnsupported
}
