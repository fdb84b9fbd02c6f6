package lesson

import (
	"strings"

	"underhood/internal/lessons/websec/browser"
)

// caption says a beat for whoever looks at the picture, and why it is so.
func (s *State) caption(b Beat) string {
	text := s.tell(b)
	if b.Site != "" && b.Kind != beatAlone {
		text = "At the " + s.called(b.Site) + ": " + text
	}
	if b.Kind == beatAlone {
		text = b.Site + " alone: " + text
	}
	if why := s.why(b); why != "" {
		text += ". " + why
	}
	return text
}

// why is the rule behind a beat, "" where there is nothing to add.
func (s *State) why(b Beat) string {
	switch b.Kind {
	case beatStep:
		if b.Method == "form" && whence[b.From] != "" {
			return "Whoever opens that page sends the form, without a click."
		}
	case beatRequest:
		return whyRequest(b)
	case beatLayer:
		switch {
		case b.Refused != "" && b.From == "":
			return "Only the bank's own pages have a token of this session, and no other site can read them."
		case b.Refused != "":
			return "No page can forge Sec-Fetch-Site or Origin: the browser writes them."
		}
	case beatSQL:
		switch {
		case b.Refused != "":
			return "The text was no statement."
		case len(b.Args) > 0:
			return "Values travel beside the text, and are never part of it."
		case b.Site == "bare" && strings.ContainsAny(b.Text, "'"):
			return "What was typed has become part of the statement."
		}
	case beatAnswer:
		if s.goal[0] == "runs" && strings.HasPrefix(b.policy(), "default-src") {
			return "Its policy lets no script run without a nonce of this answer."
		}
	case beatScript:
		if b.Script.Why == "" && s.about(*b.Script) {
			return "It acts as the reader: with her session, on her screen."
		}
	case beatPage:
		if s.goal[0] == "runs" && len(b.Scripts) == 0 {
			return "What was sent is text of the page, and no markup."
		}
	case beatGuard:
		return "No escaping helps in that place, so the program does not start."
	case beatEnd:
		if len(b.Enough) == 0 {
			return ""
		}
		return "Layers stay where one would be enough: each is there for the day another fails."
	}
	return ""
}

func whyRequest(b Beat) string {
	foreign := b.From == browser.CrossSite || b.From == browser.SameSite
	switch {
	case b.From == "" && b.Method == "POST":
		return "An old browser does not say where it comes from, and sends every cookie along."
	case foreign && b.Method == "POST" && b.Cookie != "" && b.From == browser.SameSite:
		return "Another port is the same site, so that SameSite holds nothing back."
	case foreign && b.Method == "POST" && b.Cookie != "":
		return "Cookies go by where a request goes to, not by where it comes from."
	case foreign && b.Method == "POST" && b.Site == "protected":
		return "SameSite=Lax keeps the cookies from forms of other sites."
	}
	return ""
}

// policy is the one that an answer has, "" if none.
func (b Beat) policy() string {
	for _, line := range b.Lines {
		if text, ok := strings.CutPrefix(line, "Content-Security-Policy: "); ok {
			return text
		}
	}
	return ""
}
