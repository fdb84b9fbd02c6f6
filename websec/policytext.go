package websec

import (
	"encoding/base64"
	"strings"
	"sync"
)

const (
	nonceBytes  = 16 // CSP 3, section 7.1: at least 128 bits
	nonceLength = 22 // in base64 without padding

	batchNonces = 16
	batchBytes  = 3456 // a size of Go's allocator, of which StrictCSP leaves eleven bytes
)

// policyTexts gives each response the text of its policies, with a nonce of its own.
//
// Texts are made a batch at a time and cut from one string: many strings of their own are
// slower to make, and keep the collector busier. No part of a string is given out twice, and
// none is written to again. Who keeps a text keeps its batch.
type policyTexts struct {
	random  *entropy
	form    string    // the text of one response, with nonceMark where the nonce goes
	marks   []int     // where these are
	count   int       // of texts in a batch
	batches sync.Pool // of *textBatch, each used by one goroutine at a time
}

type textBatch struct {
	texts string
	used  int    // bytes of texts that are given out
	draft []byte // where the next texts are written
}

func newPolicyTexts(random *entropy, policies []compiledPolicy) *policyTexts {
	t := &policyTexts{random: random}
	for _, p := range policies {
		t.form += p.form
	}
	for at := range t.form {
		if strings.HasPrefix(t.form[at:], nonceMark) {
			t.marks = append(t.marks, at)
		}
	}
	t.count = min(max(1, batchBytes/len(t.form)), batchNonces)
	return t
}

// next returns the text for a response. It reports false when there are no random bytes.
func (t *policyTexts) next() (text string, ok bool) {
	batch, there := t.batches.Get().(*textBatch)
	if !there {
		batch = &textBatch{draft: []byte(strings.Repeat(t.form, t.count))}
	}
	if batch.used < len(batch.texts) || t.refill(batch) {
		text, ok = batch.texts[batch.used:][:len(t.form)], true
		batch.used += len(t.form)
	}
	t.batches.Put(batch)
	return text, ok
}

func (t *policyTexts) refill(batch *textBatch) bool {
	var raw [batchNonces * nonceBytes]byte
	if !t.random.fill(raw[:t.count*nonceBytes]) {
		return false
	}
	for i := range t.count {
		text := batch.draft[i*len(t.form):][:len(t.form)]
		nonce := text[t.marks[0]:][:nonceLength]
		base64.RawURLEncoding.Encode(nonce, raw[i*nonceBytes:][:nonceBytes])
		for _, at := range t.marks[1:] {
			copy(text[at:], nonce)
		}
	}
	batch.texts, batch.used = string(batch.draft), 0
	return true
}
