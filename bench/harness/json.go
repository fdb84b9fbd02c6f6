package harness

import (
	"encoding/json"
	"io"
)

// jsonRow is a line of -json. The vs_ fields are our figure divided by theirs,
// absent where that contestant is not there.
type jsonRow struct {
	Topic       string   `json:"topic"`
	Case        string   `json:"case"`
	Impl        string   `json:"impl"`
	NS          float64  `json:"ns"`
	CPUNS       float64  `json:"cpu_ns,omitempty"`
	Bytes       *float64 `json:"bytes,omitempty"`
	Allocs      *float64 `json:"allocs,omitempty"`
	Unit        string   `json:"unit"`
	VsPython    float64  `json:"vs_python,omitempty"`
	VsBestRival float64  `json:"vs_best_rival,omitempty"`
	VsLimit     float64  `json:"vs_limit,omitempty"`
	Samples     int      `json:"samples"`
	Spread      float64  `json:"spread"`
	AA          float64  `json:"aa,omitempty"`
	Objects     int64    `json:"objects,omitempty"`
	PauseNS     float64  `json:"pause_ns,omitempty"`
	Size        int      `json:"size"`
	Note        string   `json:"note,omitempty"`
	BestRival   string   `json:"best_rival,omitempty"`
	Version     string   `json:"version"`
}

// WriteJSON writes one object a line for each row of r: the median time in
// nanoseconds and what Go's heap gave out for one such unit, with the ratios.
func WriteJSON(w io.Writer, r Result) error {
	out := json.NewEncoder(w)
	for _, row := range r.Rows {
		j := jsonRow{
			Topic: r.Topic, Case: r.Case.Name, Impl: row.Impl, NS: row.NS, CPUNS: row.CPUNS, Bytes: row.Bytes, Allocs: row.Allocs,
			Unit: r.Case.Unit, VsPython: row.VsPython, VsBestRival: row.VsBestRival, VsLimit: row.VsLimit,
			Samples: row.Samples, Spread: row.Spread, Objects: row.Objects, PauseNS: row.PauseNS,
			Size: r.Size, Note: r.Note, BestRival: row.BestRival, Version: row.Version,
		}
		if row.Role == RoleOurs {
			j.AA = r.AA
		}
		if err := out.Encode(j); err != nil {
			return err
		}
	}
	return nil
}
