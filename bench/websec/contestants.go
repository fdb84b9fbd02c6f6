package websec

import (
	"context"
	"os"
	"strings"

	"underhood/bench/harness"
)

func contestants() []harness.Contestant {
	all := []harness.Contestant{
		{Name: "underhood", Role: harness.RoleOurs, What: "package websec, as it comes"},
		{Name: "underhood/again", Role: harness.RoleAgain, What: "the same, a second time: the noise"},
		{Name: limit, Role: harness.RoleLimit, What: "http.CrossOriginProtection: no token, no state"},
		{Name: "nosurf", Role: harness.RoleRival, What: "nosurf v1.2.0: masked tokens of a cookie"},
		{Name: "gorilla/csrf", Role: harness.RoleRival, What: "gorilla/csrf v1.7.3: masked tokens of a signed cookie"},
		{Name: "unrolled/secure", Role: harness.RoleRival, What: "unrolled/secure v1.18.0 with the headers of StrictHeaders"},
		{Name: "secure+nosurf", Role: harness.RoleRival, What: "unrolled/secure, http.MaxBytesHandler and nosurf joined"},
		{Name: "x/time/rate", Role: harness.RoleRival, What: "golang.org/x/time/rate v0.16.0, a map of limiters under a RWMutex; nothing is ever forgotten"},
		{Name: "httprate", Role: harness.RoleRival, What: "go-chi/httprate v0.16.1, windows"},
		{Name: "ulule", Role: harness.RoleRival, What: "ulule/limiter v3.11.2, in memory, windows"},
		{Name: "throttled", Role: harness.RoleRival, What: "throttled v2.15.0, in memory without a bound, GCRA"},
		{Name: "sethvargo", Role: harness.RoleRival, What: "sethvargo/go-limiter v0.7.1, in memory, windows"},
		{Name: "failsafe-go", Role: harness.RoleRival, What: "failsafe-go v0.9.8, adaptive limiter, no queue"},
		{Name: "validator", Role: harness.RoleRival, What: "encoding/json without unknown members, and go-playground/validator v10.30.1"},
		{Name: "gin", Role: harness.RoleRival, What: "gin v1.12.0's binding: encoding/json, its own reading of forms, and the same validator"},
		{Name: "bluemonday", Role: harness.RoleRival, What: "bluemonday v1.0.27 with the rules of richtext.Comments"},
	}
	for i := range all {
		all[i].Command = itself(strings.TrimSuffix(all[i].Name, "/again"))
	}
	return all
}

// itself runs this program again as a worker.
func itself(name string) func(context.Context) (harness.Command, error) {
	return func(context.Context) (harness.Command, error) {
		exe, err := os.Executable()
		return harness.Command{Args: []string{exe, "worker", "websec", name}}, err
	}
}
