package gcview_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"

	"underhood/gc"
	"underhood/gc/gcview"
)

// A program with a heap, and somebody who looks at it while it works.
func Example() {
	v := gcview.New()
	defer v.Close()
	h := gc.New(gc.WithHook(v.Record)) // the hook is for the events alone
	if err := v.Attach(h); err != nil {
		fmt.Println(err)
		return
	}
	mux := http.NewServeMux()
	mux.Handle("/heap/", http.StripPrefix("/heap", v))

	looked := make(chan string)
	go func() { // a browser; a program would serve mux on the loopback interface
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/heap/overview.json", nil))
		var heap struct{ Objects int }
		err := json.Unmarshal(w.Body.Bytes(), &heap)
		looked <- fmt.Sprint(w.Code, err, heap.Objects > 0)
	}()

	list, err := h.NewList()
	for err == nil {
		select {
		case answer := <-looked:
			fmt.Println(answer)
			return
		default: // a step of the program's own
			err = h.Append(list, list)
			v.Poll()
		}
	}
	fmt.Println(err)
	// Output: 200 <nil> true
}

// At its end a program can stay to be looked at.
func ExampleView_Stay() {
	v := gcview.New()
	h := gc.New()
	if err := v.Attach(h); err != nil {
		fmt.Println(err)
		return
	}
	ctx, stop := context.WithCancel(context.Background())
	go func() {
		defer stop()
		w := httptest.NewRecorder()
		v.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
		fmt.Println(w.Code, w.Header().Get("Content-Type"))
	}()
	fmt.Println(v.Stay(ctx))
	// Output:
	// 200 text/html; charset=utf-8
	// context canceled
}
