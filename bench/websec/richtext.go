package websec

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/microcosm-cc/bluemonday"

	"underhood/bench/harness"
	"underhood/websec/richtext"
)

// comment is what a reader writes, and somebody who means harm below him.
const comment = `<p>I <b>did</b> try it, see <a href="https://example.org/notes?a=1&amp;b=2">my notes</a>:</p>
<ul><li>it <em>works</em></li><li>with <code>a &lt; b</code> as well</li></ul><blockquote>quite so</blockquote>
<p onclick="steal()">Thanks<img src=x onerror=alert(1)> a <script>steal()</script><a href="javascript:steal()">lot</a>!</p>`

// cleans measures comments that are cleaned; as many tags have to be left.
func cleans(make func() (func(string) string, error)) harness.Work {
	return func(p harness.Params) (harness.Run, error) {
		clean, err := make()
		if err != nil {
			return harness.Run{}, err
		}
		tags := 0
		return harness.Run{Sample: func() (harness.Sample, error) {
			var out string
			sample := harness.Measure(func() {
				for range p.Size {
					out = clean(comment)
				}
			})
			tags = strings.Count(out, "<")
			for _, bad := range []string{"script", "steal", "onerror", "onclick"} {
				if strings.Contains(out, bad) {
					return sample, fmt.Errorf("%s is left in %s", bad, out)
				}
			}
			onProcessor(&sample, 1)
			sample.Answer = strconv.Itoa(tags)
			return sample, nil
		}}, nil
	}
}

func ourRichtext() (func(string) string, error) {
	p, err := richtext.New(richtext.Comments())
	return func(text string) string { return string(p.Clean(text)) }, err
}

// blueRichtext has the rules of richtext.Comments.
func blueRichtext() (func(string) string, error) {
	p := bluemonday.NewPolicy()
	p.AllowElements(richtext.Comments().Tags...)
	p.AllowURLSchemes("http", "https", "mailto")
	p.RequireParseableURLs(true)
	p.AllowAttrs("href").OnElements("a")
	p.RequireNoFollowOnLinks(true)
	p.RequireNoReferrerOnLinks(true)
	p.AddTargetBlankToFullyQualifiedLinks(true)
	return p.Sanitize, nil
}
