//go:build linux || darwin

package segment_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"reflect"

	"underhood/ipc/internal/segment"
)

func Example() {
	type job struct {
		ID   int64
		Name [16]uint8
	}
	layout, err := segment.Layout(reflect.TypeFor[job]())
	fmt.Println(layout, err)

	// One process makes a segment and gives it a name …
	spec := segment.Spec{Kind: 1, Size: 240, Elem: 24, Capacity: 10, Layout: layout}
	seg, err := segment.Create(spec, segment.Keep())
	if err != nil {
		fmt.Println(err)
		return
	}
	copy(seg.Bytes(), "prepared")
	seg.Ready()
	name := fmt.Sprintf("example/%d", os.Getpid())
	segment.Publish(name, seg)

	// … and another finds it.
	ctx := context.Background()
	found, err := segment.Lookup(ctx, name, segment.Spec{Kind: 1, Layout: layout})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(string(found.Bytes()[:8]), found.Spec().Capacity)
	found.Close()

	_, err = segment.Lookup(ctx, name, segment.Spec{Kind: 1, Layout: "[3]int64"})
	fmt.Println(errors.Is(err, segment.ErrMismatch))

	seg.Close()
	_, err = segment.Lookup(ctx, name, spec)
	fmt.Println(errors.Is(err, segment.ErrNotExist))
	// Output:
	// struct{ID int64 @0; Name [16]uint8 @8} size 24 <nil>
	// prepared 10
	// true
	// true
}
