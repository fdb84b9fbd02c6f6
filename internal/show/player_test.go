package show

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestPlayerMoves(t *testing.T) {
	p := NewPlayer(5, 2)
	p.Forward()
	p.Forward()
	p.Back()
	require.Equal(t, 1, p.Step())
	p.End()
	p.Forward()
	require.Equal(t, 5, p.Step())
	p.First()
	p.Back()
	require.Equal(t, 0, p.Step())
	p.Seek(3)
	require.Equal(t, 3, p.Step())
	require.Equal(t, 5, p.Last())
}

func TestPlayerPlaysInTime(t *testing.T) {
	p := NewPlayer(5, 2)
	require.False(t, p.Tick(time.Hour), "paused")
	p.Play()
	require.False(t, p.Tick(-time.Second))
	require.False(t, p.Tick(400*time.Millisecond))
	require.True(t, p.Tick(100*time.Millisecond))
	require.Equal(t, 1, p.Step())
	require.True(t, p.Tick(time.Second))
	require.Equal(t, 3, p.Step())
	require.True(t, p.Tick(time.Minute))
	require.Equal(t, 5, p.Step())
	require.False(t, p.Playing(), "it stops at the end")
	p.Toggle()
	require.Equal(t, 0, p.Step(), "and starts over from there")
	p.Toggle()
	require.False(t, p.Playing())
}

func TestPlayerSpeedStaysInRange(t *testing.T) {
	require.InDelta(t, MaxSpeed, NewPlayer(1, 1e9).Speed(), 0)
	p := NewPlayer(1, 0)
	require.InDelta(t, MinSpeed, p.Speed(), 0)
	p.Slower()
	require.InDelta(t, MinSpeed, p.Speed(), 0)
	for range 20 {
		p.Faster()
	}
	require.InDelta(t, MaxSpeed, p.Speed(), 0)
	p.Slower()
	require.InDelta(t, MaxSpeed/2, p.Speed(), 0)
}

func TestPlayerOfAnEmptyTape(t *testing.T) {
	p := NewPlayer(-1, 1)
	p.Play()
	require.False(t, p.Playing())
	require.Zero(t, p.Last())
}
