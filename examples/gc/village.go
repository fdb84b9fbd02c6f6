package main

import (
	"math/rand/v2"

	"underhood/gc"
)

// A village is a program to look at: a list of people who know each other. Those who
// move away are forgotten by the list, but friends keep each other's counts up, which
// is work for the collector.
type village struct {
	h      *gc.Heap
	chance *rand.Rand
	people gc.Ref // the list; the name people owns it
	born   int
}

func newVillage(h *gc.Heap, seed uint64) *village {
	return &village{h: h, chance: rand.New(rand.NewPCG(seed, 0))}
}

// most is how many people the village has room for.
const most = 120

// Slots of a person.
const (
	nameSlot = iota
	friendSlot
	houseSlot
	personSlots
)

// day brings somebody, and when it is full somebody moves away.
func (v *village) day() error {
	if v.people == gc.Nil {
		list, err := v.h.NewList()
		if err != nil {
			return err
		}
		v.people = list
		if err := firstOf(v.h.SetLabel(list, "people"), v.h.Globals().Give("people", list)); err != nil {
			return err
		}
	}
	if err := v.arrive(); err != nil {
		return err
	}
	if n, err := v.h.Size(v.people); err != nil || n <= most {
		return err
	}
	return v.h.Remove(v.people, v.chance.IntN(most))
}

// arrive adds a person with a house, who becomes the friend of another.
func (v *village) arrive() error {
	v.born++
	person, err := v.build("person", personSlots)
	if err != nil {
		return err
	}
	name, err := v.h.NewLeaf(v.born)
	if err != nil {
		return err
	}
	house, err := v.build("house", 1)
	if err != nil {
		return err
	}
	err = firstOf(v.h.Give(person, nameSlot, name),
		v.h.Give(person, houseSlot, house), v.h.Set(house, 0, person))
	if err != nil {
		return err
	}
	if n, err := v.h.Size(v.people); err != nil {
		return err
	} else if n > 0 {
		friend, err := v.h.Get(v.people, v.chance.IntN(n))
		if err := firstOf(err, v.h.Set(person, friendSlot, friend), v.h.Set(friend, friendSlot, person)); err != nil {
			return err
		}
	}
	return firstOf(v.h.Append(v.people, person), v.h.Globals().Bind("newest", person), v.h.DecRef(person))
}

func (v *village) build(label string, slots int) (gc.Ref, error) {
	r, err := v.h.NewInstance(slots)
	if err != nil {
		return gc.Nil, err
	}
	return r, v.h.SetLabel(r, label)
}

// firstOf is the first error there is.
func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
