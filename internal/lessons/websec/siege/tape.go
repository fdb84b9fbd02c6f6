package siege

import (
	"context"
	"fmt"
	"regexp"
	"time"

	"underhood/internal/show"
)

// A Moment is what is seen of a duel at once: it begins, a look at the gauges, what became
// of a site, the end. Everything in it was counted while the attack ran; nothing of it is
// the same twice.
type Moment struct {
	Kind      string `json:"kind"`
	Duel      string `json:"duel,omitempty"`
	Site      string `json:"site,omitempty"`
	At        int    `json:"at,omitempty"` // milliseconds since the attack on the site began
	Counts    Counts `json:"counts"`
	Fell      bool   `json:"fell,omitempty"`
	Text      string `json:"text,omitempty"`
	Otherwise bool   `json:"otherwise,omitempty"` // than it is there to show
}

// The kinds of moment.
const (
	momentBegin   = "begin"
	momentGauges  = "gauges"
	momentOutcome = "outcome"
	momentEnd     = "end"
)

// lookEvery is the time between two looks at the gauges.
const lookEvery = 250 * time.Millisecond

// Scenarios are the attacks as runs of a stage. They take some seconds each, of real time.
func Scenarios() []show.Scenario {
	return []show.Scenario{
		{Name: "flood", About: "a source, and then many, send 50 times a limit at a real server: who is served"},
		{Name: "slow", About: "clients that never end their requests hold a real server's connections, or not"},
	}
}

// Choose plays the duels of a scenario, with the limits of [QuickLimits], where the network
// says. The verdict is nil, or an [ErrDuel] if one went otherwise.
func Choose(ctx context.Context, scenario string, network Network) (tape show.Tape, verdict, err error) {
	limits := QuickLimits()
	var duels []Duel
	for _, d := range Duels(limits) {
		if d.Scenario == scenario {
			duels = append(duels, d)
		}
	}
	if len(duels) == 0 {
		return nil, nil, fmt.Errorf("siege: no scenario %q", scenario)
	}
	return Record(ctx, "websec: "+scenario, duels, network, limits)
}

// Record plays duels, each at both sites, and looks at the gauges while they run. The verdict
// is that of [Choose].
func Record(ctx context.Context, title string, duels []Duel, network Network, limits Limits) (tape show.Tape, verdict, err error) {
	var moments []Moment
	fell := map[string]int{}
	for _, d := range duels {
		moments = append(moments, Moment{Kind: momentBegin, Duel: d.Name, Text: d.Sends})
		for _, at := range []struct {
			name   string
			limits *Limits
			falls  bool
		}{{"bare", nil, true}, {"protected", &limits, false}} {
			last := Moment{Kind: momentOutcome, Duel: d.Name, Site: at.name}
			watched := d
			watched.Attack = func(ctx context.Context, site *Site, dial Dial) (bool, string, error) {
				defer func() { last.Counts = site.Counts() }()
				return d.watched(ctx, site, dial, func(m Moment) { moments = append(moments, m) })
			}
			var told string
			if last.Fell, told, err = watched.against(ctx, network, at.name, at.limits); err != nil {
				return nil, nil, err
			}
			last.Text, last.Otherwise = breaks.ReplaceAllString(told, "; "), last.Fell != at.falls
			if last.Otherwise {
				verdict = fmt.Errorf("%s: %w", d.Name, ErrDuel)
			}
			if last.Fell {
				fell[at.name]++
			}
			moments = append(moments, last)
		}
	}
	moments = append(moments, Moment{Kind: momentEnd, Otherwise: verdict != nil, Text: fmt.Sprintf(
		"of %d attacks the bare site fell to %d, the protected one to %d", len(duels), fell["bare"], fell["protected"])})
	return show.NewTape(show.Story[Moment, *picture]{
		Title: title, Start: newPicture, Apply: (*picture).apply, Clone: (*picture).clone,
		View: (*picture).view, Line: func(_ *picture, m Moment) string { return m.line() },
	}, moments), verdict, nil
}

// breaks are those within what an attack tells.
var breaks = regexp.MustCompile(`\n\s*`)

// watched attacks a site, and tells what its gauges say from time to time until that is
// over. What has not changed is not told again.
func (d Duel) watched(ctx context.Context, site *Site, dial Dial, tell func(Moment)) (fell bool, told string, err error) {
	begin := time.Now()
	over := make(chan struct{})
	go func() { // until the attack ends, which ctx ends at the latest
		defer close(over)
		fell, told, err = d.Attack(ctx, site, dial)
	}()
	look := time.NewTicker(lookEvery)
	defer look.Stop()
	was := ""
	for {
		select {
		case <-over:
			return fell, told, err
		case <-look.C:
			m := Moment{Kind: momentGauges, Duel: d.Name, Site: site.Name, At: int(time.Since(begin).Milliseconds()), Counts: site.Counts()}
			if now := m.Counts.String(); now != was {
				tell(m)
				was = now
			}
		}
	}
}
