package singleton

import "underhood/bench/harness"

const million = 1_000_000

// pairs is the number of pairs a ratio to a near limit is taken from.
const pairs = 15

// Topic gives the cases and contestants of package singleton.
func Topic() *harness.Topic {
	t := &harness.Topic{
		Name:  "singleton",
		Title: "singleton: one instance",
		About: "Package singleton beside sync, samber/do, dig and CPython.",
		Cases: []harness.Case{
			{
				Name: "get", Cost: .9, Unit: "run", Size: million, SmallSize: 1000, Rounds: pairs, Limit: "OnceValues", Paired: true,
				What: "1M gets of an instance that is there, by one goroutine.",
			},
			{
				Name: "get_contended", Cost: .9, Unit: "run", Size: million, SmallSize: 1000, Rounds: pairs, Limit: "OnceValues", Paired: true,
				What: "1M gets by eight goroutines together. Python: eight threads.",
			},
			{
				Name: "of_type", Cost: .1, Unit: "run", Size: million, SmallSize: 1000, Rounds: pairs, Limit: "sync.Map", Paired: true,
				What: "1M gets of the instance of a type. The limit is a sync.Map by reflect.Type, whose value is the instance.",
			},
			{
				Name: "first_get", Cost: .1, Unit: "run", Size: 1000, SmallSize: 10, Limit: "OnceValues",
				What: "1,000 holders made, each asked once.",
			},
		},
		Works: map[string]map[string]harness.Work{},
	}
	for name, h := range holders() {
		t.Works[name] = h.works()
	}
	t.Works["underhood"] = ours()
	t.Contestants = contestants()
	return t
}
