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
	stampNonce = 'N' // an attribute, behind the name of a tag
	stampToken = 'T' // a hidden field, behind the tag of a form that stays on this origin
	stampMaybe = 'C' // the same, if the form's action turns out to stay here
	stampSlash = 'S' // behind the slash that a URL's constant beginning consists of
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

// stamp writes all stamps into the texts. To html/template a nonce's is the name of an
// attribute without a value, and the others are text.
func (w *walker) stamp(mark string) {
	for n, stamps := range w.stamps {
		if len(stamps) == 0 {
			continue
		}
		var text []byte
		from := 0
		for _, s := range stamps {
			text = append(text, n.Text[from:s.at]...)
			if s.kind == stampNonce {
				text = append(text, ' ')
			}
			text = append(text, mark...)
			text = append(text, s.kind)
			from = s.at
		}
		n.Text = append(text, n.Text[from:]...)
	}
}
