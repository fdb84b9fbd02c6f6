package harness

// Result is what came of one case.
type Result struct {
	Topic string
	Case  Case
	Size  int
	Note  string // how the case was less than it says, "" when it was not
	Rows  []Row
	// AA is the ratio of the library to itself, 0 when it ran only once.
	AA float64
}

// Row is one contestant's part in a result.
type Row struct {
	Impl    string
	Role    Role
	Version string
	NS      float64 // median
	Spread  float64 // see [Spread]
	CPUNS   float64 // median, 0 when not known
	Samples int
	Allocs  *float64 // medians; nil when nobody knows
	Bytes   *float64
	Objects int64   // fewest visited, 0 when not counted
	PauseNS float64 // median

	// Of our own rows: our figure divided by theirs, 0 when there is no such
	// contestant.
	VsPython, VsBestRival, VsLimit float64
	BestRival                      string
}

func newResult(topic string, c Case, size int, note string, in []*entrant) Result {
	res := Result{Topic: topic, Case: c, Size: size, Note: note}
	times := map[string][]float64{}
	for _, e := range in {
		row := newRow(e)
		times[e.Name] = nanoseconds(e.samples)
		res.Rows = append(res.Rows, row)
	}
	for i := range res.Rows {
		row := &res.Rows[i]
		if row.Role > RoleVariant {
			continue
		}
		for _, other := range res.Rows {
			ratio := row.NS / other.NS
			switch {
			case other.Role == RolePython:
				row.VsPython = max(row.VsPython, ratio) // the best of them
			case other.Role == RoleRival && ratio > row.VsBestRival:
				row.VsBestRival, row.BestRival = ratio, other.Impl
			case other.Impl == c.Limit:
				if c.Paired {
					ratio = PairedRatio(times[row.Impl], times[other.Impl])
				}
				row.VsLimit = ratio
			case other.Role == RoleAgain && row.Role == RoleOurs:
				if c.Paired {
					ratio = PairedRatio(times[row.Impl], times[other.Impl])
				}
				res.AA = ratio
			}
		}
	}
	return res
}

func newRow(e *entrant) Row {
	row := Row{Impl: e.Name, Role: e.Role, Version: e.worker.hello.Version, Samples: len(e.samples)}
	ns := nanoseconds(e.samples)
	row.NS, row.Spread = Median(ns), Spread(ns)
	var allocs, bytes, pauses, cpu []float64
	for i, s := range e.samples {
		if s.Allocs != nil && s.Bytes != nil {
			allocs = append(allocs, float64(*s.Allocs))
			bytes = append(bytes, float64(*s.Bytes))
		}
		pauses = append(pauses, float64(s.PauseNS))
		cpu = append(cpu, float64(s.CPUNS))
		if i == 0 || s.Objects < row.Objects {
			row.Objects = s.Objects
		}
	}
	if len(allocs) > 0 {
		a, b := Median(allocs), Median(bytes)
		row.Allocs, row.Bytes = &a, &b
	}
	row.PauseNS, row.CPUNS = Median(pauses), Median(cpu)
	return row
}

func nanoseconds(samples []Sample) []float64 {
	ns := make([]float64, len(samples))
	for i, s := range samples {
		ns[i] = float64(s.NS)
	}
	return ns
}

// ours is the row of the library as it comes.
func (r *Result) ours() *Row {
	for i := range r.Rows {
		if r.Rows[i].Role == RoleOurs {
			return &r.Rows[i]
		}
	}
	return nil
}
