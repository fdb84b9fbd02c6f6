package websec

import (
	"slices"
	"text/template/parse"
)

// A stamp is what Guard writes into a template's text by itself.
type stamp struct {
	at   int // offset in the text
	kind byte
}

const (
	stampNonce = 'n' // an attribute, behind the name of a tag
	stampToken = 't' // a hidden field, behind the tag of a form
)

// note keeps the stamps of one text. A text that is walked from several places must
// get the same ones from each.
func (w *walker) note(n *parse.TextNode, stamps []stamp) bool {
	before, known := w.stamps[n]
	if !known {
		w.stamps[n] = stamps
		return true
	}
	return slices.Equal(before, stamps)
}

// stamp writes all stamps into the texts.
func (w *walker) stamp(mark string) {
	texts := map[byte]string{
		stampNonce: ` nonce="` + mark + string(markNonce) + `"`,
		stampToken: `<input type="hidden" name="` + mark + string(markField) + `" value="` + mark + string(markToken) + `">`,
	}
	for n, stamps := range w.stamps {
		if len(stamps) == 0 {
			continue
		}
		var text []byte
		from := 0
		for _, s := range stamps {
			text = append(text, n.Text[from:s.at]...)
			text = append(text, texts[s.kind]...)
			from = s.at
		}
		n.Text = append(text, n.Text[from:]...)
	}
}
