package show

import (
	"fmt"
	"strings"
)

// palette is the colours for one kind of surroundings.
type palette struct {
	page, text, faint, line string
	classes                 [classes]struct{ edge, fill, text string }
}

var lightPalette = palette{
	page: "#ffffff", text: "#1f2328", faint: "#59636e", line: "#d1d9e0",
	classes: [classes]struct{ edge, fill, text string }{
		Normal:  {"#818b98", "#f6f8fa", "#1f2328"},
		Current: {"#0969da", "#ddf4ff", "#0550ae"},
		Active:  {"#8250df", "#fbefff", "#6639ba"},
		Good:    {"#1a7f37", "#e6f9ea", "#116329"},
		Waiting: {"#bf8700", "#fff8c5", "#7d4e00"},
		Doomed:  {"#cf222e", "#ffebe9", "#a40e26"},
		Dead:    {"#cf222e", "#ffffff", "#82071e"},
		Muted:   {"#b7bfc8", "#ffffff", "#59636e"},
	},
}

var darkPalette = palette{
	page: "#0d1117", text: "#f0f6fc", faint: "#9198a1", line: "#3d444d",
	classes: [classes]struct{ edge, fill, text string }{
		Normal:  {"#8b949e", "#161b22", "#f0f6fc"},
		Current: {"#58a6ff", "#0c2d6b", "#a5d6ff"},
		Active:  {"#a371f7", "#271052", "#d2a8ff"},
		Good:    {"#3fb950", "#0f2f1a", "#7ee787"},
		Waiting: {"#d29922", "#332503", "#f2cc60"},
		Doomed:  {"#f85149", "#490202", "#ffa198"},
		Dead:    {"#f85149", "#0d1117", "#ffa198"},
		Muted:   {"#4d555e", "#0d1117", "#9198a1"},
	},
}

// styleSheet is the picture's CSS. Classes differ by the weight and dashes of
// their lines as well as by colour, as they do in text.
func styleSheet() string {
	var b strings.Builder
	b.WriteString(`text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;white-space:pre}
.strong{font-weight:700}
.frame,.bar{stroke-width:1.4}
.wire,.rule{fill:none;stroke-width:1.6}
.rule{stroke-width:1}
.current{stroke-width:2.6}
.doomed{stroke-width:2.2}
path.rule{stroke-width:1}
.dead,.now{stroke-dasharray:4 3}
.head{stroke:none}
`)
	lightPalette.rules(&b)
	b.WriteString("@media(prefers-color-scheme:dark){\n")
	darkPalette.rules(&b)
	b.WriteString("}\n")
	return b.String()
}

func (p palette) rules(b *strings.Builder) {
	fmt.Fprintf(b, ".page{fill:%s}\ntext{fill:%s}\n", p.page, p.text)
	for _, c := range Classes() {
		look := p.classes[c]
		fmt.Fprintf(b, ".frame.%s,.bar.%s{fill:%s;stroke:%s}", c, c, look.fill, look.edge)
		fmt.Fprintf(b, ".wire.%s,.rule.%s{stroke:%s}.head.%s{fill:%s}text.%s{fill:%s}\n", c, c, look.edge, c, look.edge, c, look.text)
	}
	fmt.Fprintf(b, ".rule.muted{stroke:%s}\n.faint{fill:%s}\n", p.line, p.faint)
}
