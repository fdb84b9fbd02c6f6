package show

import "encoding/json"

// Scene is one still picture: what a reader should see after one step. A topic's
// view builds it from its state and says nothing of positions; [Layout] places
// it for a size, [Text] says it in words.
type Scene struct {
	Title   string  // short, one line
	Panels  []Panel // in reading order
	Caption string  // what just happened, and why; wraps
}

// Panel is one part of a scene: a [Graph], [Cells], [Table], [Lanes], [Code] or
// [Caption]. The set is closed: every renderer knows every panel.
type Panel interface {
	// kind names the panel's sort in JSON and in spoken text.
	kind() string
	// heading is the panel's title, "" for none.
	heading() string
	// measure says how much of room the panel's body would like.
	measure(room Size) Size
	// place draws the panel's body within room and not outside it.
	place(room Size) canvas
	// describe says the panel's body in words.
	describe(w *prose)
}

// MarshalJSON gives the scene as one object; every panel is an object with its
// kind beside its own fields: {"kind":"graph","panel":{…}}.
func (s Scene) MarshalJSON() ([]byte, error) {
	type tagged struct {
		Kind  string `json:"kind"`
		Panel Panel  `json:"panel"`
	}
	out := struct {
		Title   string   `json:"title"`
		Caption string   `json:"caption"`
		Panels  []tagged `json:"panels"`
	}{Title: s.Title, Caption: s.Caption, Panels: make([]tagged, 0, len(s.Panels))}
	for _, p := range s.Panels {
		out.Panels = append(out.Panels, tagged{Kind: p.kind(), Panel: p})
	}
	return json.Marshal(out)
}
