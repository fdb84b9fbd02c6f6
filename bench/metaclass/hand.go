package metaclass

import (
	"reflect"

	"underhood/bench/harness"
)

// What Go itself offers, for orientation: it is not asked to change while it runs.

// having is a thing with a method; what it is the compiler does not know.
type having interface{ m() int }

type handPoint struct{ _ int } // of a size, or all would be one

func (*handPoint) m() int { return each }

// handOther is a second one, so that the first is not the only one there is.
type handOther struct{ int }

func (h *handOther) m() int { return h.int }

// things hides from the compiler what it is called with.
var things = [2]having{new(handPoint), new(handOther)}

func interfaceWorks() map[string]harness.Work {
	return map[string]harness.Work{
		"method_site": oneIn(1, func() (loop, error) {
			return func(n int) (sum int) {
				o := things[0]
				for range n {
					sum += o.m()
				}
				return sum
			}, nil
		}),
		"isinstance": oneIn(1, func() (loop, error) {
			return func(n int) (sum int) {
				for i := range n {
					if _, is := things[i%2].(*handPoint); is == (i%2 == 0) {
						sum += each
					}
				}
				return sum
			}, nil
		}),
	}
}

// mapWorks have a map for an object, as many programs do.
func mapWorks() map[string]harness.Work {
	return map[string]harness.Work{
		"attr_get": oneIn(1, func() (loop, error) {
			o := map[string]any{"y": 1, "x": each}
			return func(n int) (sum int) {
				for range n {
					x, _ := o["x"].(int)
					sum += x
				}
				return sum
			}, nil
		}),
		"method_site": oneIn(1, func() (loop, error) {
			o := map[string]func() int{"m": things[0].m, "n": things[1].m}
			return func(n int) (sum int) {
				for range n {
					sum += o["m"]()
				}
				return sum
			}, nil
		}),
	}
}

// reflectWorks find field and method by name.
func reflectWorks() map[string]harness.Work {
	return map[string]harness.Work{
		"attr_get": oneIn(10, func() (loop, error) {
			o := reflect.ValueOf(&Counter{Total: each}).Elem()
			return func(n int) (sum int) {
				for range n {
					sum += int(o.FieldByName("Total").Int())
				}
				return sum
			}, nil
		}),
		"go_method": oneIn(20, func() (loop, error) {
			return func(n int) (sum int) {
				o := reflect.ValueOf(new(Counter))
				for range n {
					sum = int(o.MethodByName("Add").Call([]reflect.Value{reflect.ValueOf(each)})[0].Int())
				}
				return sum
			}, nil
		}),
	}
}
