package bank

import (
	"fmt"
	"net/http"
	"time"
)

// RateTime is what the rates of exchange take. The bank asks another house for them, and
// has one line to it.
const RateTime = 20 * time.Millisecond

// rates is the page that costs the bank much more than who asks for it. As most handlers
// do, it does not look whether anybody still waits for the answer.
func (b *Bank) rates(w http.ResponseWriter, _ *http.Request) {
	select {
	case b.teller <- struct{}{}: // first come, first served
	case <-b.closing:
		http.Error(w, "The bank is closed.", http.StatusServiceUnavailable)
		return
	}
	defer func() { <-b.teller }()
	answer := time.NewTimer(RateTime)
	defer answer.Stop()
	select {
	case <-answer.C:
		fmt.Fprintln(w, "EUR 1 = GBP 0.86")
	case <-b.closing:
		http.Error(w, "The bank is closed.", http.StatusServiceUnavailable)
	}
}
