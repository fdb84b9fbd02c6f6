package metaclass

import (
	_ "embed"
	"fmt"
	"reflect"

	"github.com/traefik/yaegi/interp"

	"underhood/bench/harness"
)

//go:embed twin.yaegi
var yaegiTwin string

// yaegiWorks run the loops in the interpreter.
func yaegiWorks() map[string]harness.Work {
	works := map[string]harness.Work{}
	for name, function := range map[string]string{"attr_get": "AttrGet", "method_site": "MethodSite", "super": "Super", "go_method": "GoMethod"} {
		works[name] = oneIn(40, func() (loop, error) {
			i := interp.New(interp.Options{})
			if err := i.Use(interp.Exports{"underhood/host/host": {
				"Counter": reflect.ValueOf((*Counter)(nil)), "NewCounter": reflect.ValueOf(func() *Counter { return new(Counter) }),
			}}); err != nil {
				return nil, err
			}
			if _, err := i.Eval(yaegiTwin); err != nil {
				return nil, err
			}
			f, err := i.Eval("main." + function)
			if err != nil {
				return nil, err
			}
			run, ok := f.Interface().(func(int) int)
			if !ok {
				return nil, fmt.Errorf("bench: %s is a %s", function, f.Type())
			}
			return run, nil
		})
	}
	return works
}
