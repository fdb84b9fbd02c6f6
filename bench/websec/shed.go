package websec

import (
	"context"
	"errors"
	"strconv"

	"github.com/failsafe-go/failsafe-go/adaptivelimiter"

	"underhood/bench/harness"
	"underhood/websec"
)

var errShed = errors.New("a request was shed although there was room")

// enters measures a request let in and out of a service that has room.
func enters(make func() (enter func() error, err error)) harness.Work {
	return func(p harness.Params) (harness.Run, error) {
		enter, err := make()
		if err != nil {
			return harness.Run{}, err
		}
		return harness.Run{Sample: func() (harness.Sample, error) {
			admitted := 0
			s := harness.Measure(func() {
				for range p.Size {
					if err = enter(); err != nil {
						return
					}
					admitted++
				}
			})
			onProcessor(&s, 1)
			s.Answer = strconv.Itoa(admitted)
			return s, err
		}}, nil
	}
}

func ourShedder() (func() error, error) {
	s, err := websec.NewShedder()
	ctx := context.Background()
	return func() error {
		ticket, err := s.Acquire(ctx, websec.Normal)
		if err == nil {
			ticket.Release()
		}
		return err
	}, err
}

func failsafeShedder() (func() error, error) {
	l := adaptivelimiter.NewWithDefaults[any]()
	return func() error {
		permit, ok := l.TryAcquirePermit()
		if !ok {
			return errShed
		}
		permit.Record()
		return nil
	}, nil
}
