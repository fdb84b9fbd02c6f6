package gcview

import (
	"time"

	"underhood/gc"
)

// Bounds of what a page shows, however large the heap.
const (
	mostGroups = 40 // kinds and labels of the census
	mostNames  = 60 // names in frames
	mostText   = 80 // characters of a label
)

// overview is a heap at one moment. It holds nothing of the heap's own.
type overview struct {
	At          time.Time    `json:"at"`
	Objects     int          `json:"objects"`
	Bytes       int          `json:"bytes"` // of the heap's tables: 40 an object, 4 a reference
	Edges       int          `json:"edges"`
	Frozen      int          `json:"frozen"`
	Automatic   bool         `json:"automatic"`
	Visited     uint64       `json:"visited"`
	Collections int          `json:"collections"`
	Collected   int          `json:"collected"`
	Generations []generation `json:"generations"`
	Groups      []group      `json:"groups"`
	MoreGroups  int          `json:"more_groups"`
	Names       []name       `json:"names"`
	MoreNames   int          `json:"more_names"`
	Pauses      pauses       `json:"pauses"`
}

type generation struct {
	Name        string `json:"name"`
	Objects     int    `json:"objects"`
	Count       int    `json:"count"`     // what the threshold is compared with
	Threshold   int    `json:"threshold"` // 0 never
	Collections int    `json:"collections"`
	Collected   int    `json:"collected"`
}

type group struct {
	Kind    string `json:"kind"`
	Label   string `json:"label,omitempty"`
	Objects int    `json:"objects"`
	Bytes   int    `json:"bytes"`
}

type name struct {
	Frame string `json:"frame"`
	Name  string `json:"name"`
	To    object `json:"to"`
}

type pauses struct {
	Count   uint64        `json:"count"`
	Total   time.Duration `json:"total_ns"`
	Longest time.Duration `json:"longest_ns"`
	Median  time.Duration `json:"median_ns"`
	P99     time.Duration `json:"p99_ns"`
	Buckets []bucket      `json:"buckets"`
}

// bucket is the pauses shorter than Below that are in no bucket before.
type bucket struct {
	Below time.Duration `json:"below_ns"`
	Count uint64        `json:"count"`
}

// object is what a table or a graph says of one object.
type object struct {
	Ref   ref    `json:"ref"`
	Kind  string `json:"kind"`
	Label string `json:"label,omitempty"`
	Count int    `json:"count"` // references to it
	Size  int    `json:"size"`  // slots and items
	List  string `json:"list"`
}

// look is the owner's answer for the overview. It walks the heap once, for the census.
func look(h *gc.Heap) (*overview, error) {
	o := &overview{
		At: time.Now(), Objects: h.Len(), Frozen: h.Frozen(), Automatic: h.Enabled(),
		Visited: h.Visited(), Pauses: measured(h.Pauses()),
	}
	census := h.Census()
	for i, g := range census {
		size := bytesOf(g.Objects, g.Edges)
		o.Edges += g.Edges
		o.Bytes += size
		if i < mostGroups {
			o.Groups = append(o.Groups, group{Kind: g.Kind.String(), Label: short(g.Label), Objects: g.Objects, Bytes: size})
		}
	}
	o.MoreGroups = max(0, len(census)-mostGroups)
	c0, c1, c2 := h.Counts()
	t0, t1, t2 := h.Threshold()
	counts, thresholds, stats := [3]int{c0, c1, c2}, [3]int{t0, t1, t2}, h.Stats()
	for i, l := range []gc.ListID{gc.Young, gc.Middle, gc.Old} {
		o.Generations = append(o.Generations, generation{
			Name: l.String(), Objects: h.LenOf(l), Count: counts[i], Threshold: thresholds[i],
			Collections: stats[i].Collections, Collected: stats[i].Collected,
		})
		o.Collections += stats[i].Collections
		o.Collected += stats[i].Collected
	}
	for f := range h.Frames() {
		for n, r := range f.Names() {
			if len(o.Names) == mostNames {
				o.MoreNames++
				continue
			}
			o.Names = append(o.Names, name{Frame: short(f.Name()), Name: short(n), To: describe(h, r)})
		}
	}
	return o, nil
}

// bytesOf is what gc.Retention counts: 40 bytes an object and 4 a reference.
func bytesOf(objects, edges int) int { return 40*objects + 4*edges }

func measured(p gc.Pauses) pauses {
	m := pauses{Count: p.Count, Total: p.Total, Longest: p.Longest, Median: p.Quantile(0.5), P99: p.Quantile(0.99)}
	for i, n := range p.Buckets {
		if n > 0 {
			m.Buckets = append(m.Buckets, bucket{Below: time.Duration(1) << i, Count: n})
		}
	}
	return m
}

// describe says what r is; of a dead object only its name.
func describe(h *gc.Heap, r gc.Ref) object {
	o := object{Ref: ref(r), Kind: "dead"}
	kind, err := h.KindOf(r)
	if err != nil {
		return o
	}
	o.Kind, o.Label = kind.String(), short(h.Label(r))
	// r is alive, so none of these can fail; a leaf has no size.
	o.Count, _ = h.RefCount(r)
	o.Size, _ = h.Size(r)
	list, _ := h.ListOf(r)
	o.List = list.String()
	return o
}

// short cuts a label to what a page can show.
func short(s string) string {
	n := 0
	for i := range s {
		if n == mostText {
			return s[:i] + "…"
		}
		n++
	}
	return s
}
