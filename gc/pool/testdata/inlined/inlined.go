// Package inlined is compiled by TestSlabInlined.
package inlined

import "underhood/gc/pool"

// Touch takes a value and gives it back.
func Touch(s *pool.Slab[[64]byte]) error {
	p, err := s.Get()
	if err != nil {
		return err
	}
	p[0]++
	return s.Put(p)
}
