package lesson

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"

	"underhood/gc/pool"
	"underhood/internal/show"
)

//go:embed scenarios/*.json
var files embed.FS

// Op is one operation of a program.
type Op struct {
	Op   string `json:"op"`
	Name string `json:"name"`
	N    int    `json:"n"`
	Size int    `json:"size"`
	Keep int    `json:"keep"`
	Note string `json:"note"`
}

// Scenarios are what an example can play.
func Scenarios() []show.Scenario {
	return []show.Scenario{
		{Name: "pool", About: "the memory pool: arenas, pools and blocks fill, empty and go back", Poster: 30},
	}
}

// Beat is an event of the allocator, or the start of an operation.
type Beat struct {
	Op    int        `json:"op"`             // its number, from 0
	Start bool       `json:"start,omitzero"` // the operation starts
	Bulk  bool       `json:"bulk,omitzero"`  // one of very many: only what happens to arenas is told
	Event pool.Event `json:"event,omitzero"`
}

// bulk is the number of blocks from which on an operation is not told pool by pool.
const bulk = 500

// Choose is the tape of a scenario.
func Choose(ctx context.Context, choice show.Choice) (show.Tape, error) {
	text, err := files.ReadFile("scenarios/" + choice.Scenario + ".json")
	if err != nil {
		return nil, fmt.Errorf("lesson: no scenario %q", choice.Scenario)
	}
	var program []Op
	if err := json.Unmarshal(text, &program); err != nil {
		return nil, err
	}
	beats, err := record(ctx, program)
	if err != nil {
		return nil, err
	}
	return show.NewTape(show.Story[Beat, *State]{
		Title: "gc: " + choice.Scenario,
		Start: NewState,
		Apply: (*State).Apply,
		Clone: (*State).Clone,
		View:  View(program),
		Line:  func(s *State, b Beat) string { return line(program, s, b) },
		Quiet: quiet,
	}, beats), nil
}

// pages has the same pages on every system, so that the story is the same.
type pages struct{ pool.Source }

func (pages) PageSize() int { return 4096 }

// record plays a program and keeps what the allocator told.
func record(ctx context.Context, program []Op) ([]Beat, error) {
	var beats []Beat
	op := 0
	a := pool.New(pool.WithReserve(1<<30), pool.WithSource(pages{pool.GoMemory()}), pool.WithHook(func(e pool.Event) {
		beats = append(beats, Beat{Op: op, Event: e, Bulk: program[op].N >= bulk})
	}))
	defer func() { _ = a.Close() }()
	held := map[string][]pool.Block{}
	for i, o := range program {
		op = i
		beats = append(beats, Beat{Op: i, Start: true})
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := o.play(a, held); err != nil {
			return nil, fmt.Errorf("lesson: operation %d: %w", i+1, err)
		}
	}
	return beats, nil
}

func (o *Op) play(a *pool.Allocator, held map[string][]pool.Block) error {
	blocks := held[o.Name]
	switch o.Op {
	case "alloc":
		for range o.N {
			b, _, err := a.Alloc(o.Size)
			if err != nil {
				return err
			}
			blocks = append(blocks, b)
		}
	case "free":
		var kept []pool.Block
		for i := len(blocks) - 1; i >= 0; i-- {
			if o.Keep > 0 && i%o.Keep == 0 || o.Keep == 0 && len(blocks)-i > o.N {
				kept = append(kept, blocks[i])
				continue
			}
			if err := a.Free(blocks[i]); err != nil {
				return err
			}
		}
		blocks = kept
	case "trim":
		a.Trim()
		return nil
	default:
		return fmt.Errorf("unknown operation %q", o.Op)
	}
	held[o.Name] = blocks
	return nil
}

// source is the operation as a line of Go.
func (o *Op) source() string {
	switch {
	case o.Op == "alloc":
		return fmt.Sprintf("%s = alloc(%d of %d bytes)", o.Name, o.N, o.Size)
	case o.Op == "free" && o.Keep > 0:
		return fmt.Sprintf("free(%s but each %dth)", o.Name, o.Keep)
	case o.Op == "free":
		return fmt.Sprintf("free(the last %d of %s)", o.N, o.Name)
	}
	return "a.Trim()"
}
