package lesson

import (
	"fmt"
	"strings"

	"underhood/internal/lessons/websec/browser"
)

// line says a beat in one line. What happens at one of the banks begins with its name.
func (s *State) line(b Beat) string {
	text := s.tell(b)
	switch {
	case b.Kind == beatAlone:
		return fmt.Sprintf("%s alone: %s", b.Site, text)
	case b.Site != "":
		return fmt.Sprintf("  %-9s  %s", b.Site, text)
	}
	return text
}

// tell says a beat in one sentence.
func (s *State) tell(b Beat) string {
	switch b.Kind {
	case beatStep:
		return begins(b)
	case beatGuard:
		return "the guard refuses: " + b.Text
	case beatRequest:
		return sends(b)
	case beatLayer:
		if b.Refused == "" {
			return "layer " + b.Layer + " lets it pass"
		}
		return "layer " + b.Layer + " refuses it: " + b.Refused
	case beatSQL:
		return stated(b)
	case beatAnswer:
		text := fmt.Sprintf("the answer to %s %s is %d", b.Method, b.Target, b.Status)
		if b.Text != "" {
			text += ", a redirect to " + b.Text
		}
		return text
	case beatPage:
		return s.page(b)
	case beatScript:
		return fmt.Sprintf("%s in the page %s: %s", b.Script.Where, runs(*b.Script), brief(b.Script.Text))
	case beatLogin:
		if b.Refused != "" {
			return b.Who + " is not let in: " + b.Refused
		}
		return fmt.Sprintf("%s is logged in, and the browser keeps %s", b.Who, b.Cookie)
	case beatGoal, beatAlone:
		return became(b.Fell) + ": " + b.Text
	}
	text := b.Text
	text += "; enough alone: " + enough(b.Enough)
	if b.Refused != "" {
		text = b.Refused
	}
	return text
}

// whence says who asks, by Sec-Fetch-Site.
var whence = map[string]string{
	browser.SameSite: "a page of another port", browser.CrossSite: "a page of another site",
}

// begins says what somebody does, or is made to do.
func begins(b Beat) string {
	sent := strings.Join(b.Args, " ")
	switch asker := whence[b.From]; {
	case b.Method == "guard":
		return "a program with the bare bank's page " + b.Target + " starts, under the guard of templates"
	case b.Method == "login":
		return b.Who + " logs in"
	case b.Method == "form" && asker == "":
		return strings.TrimSpace(b.Who + " fills in the bank's form for " + b.Target + ": " + sent)
	case b.Method == "form":
		return strings.TrimSpace(asker + " sends a form from " + b.Who + "'s browser to " + b.Target + ": " + sent)
	case asker != "":
		return strings.TrimSpace(b.Who + " follows a link on " + asker + " to " + b.Target + " " + sent)
	case b.From == browser.SameOrigin:
		return strings.TrimSpace(b.Who + " follows a link of the bank to " + b.Target + " " + sent)
	}
	return strings.TrimSpace(b.Who + " opens " + b.Target + " " + sent)
}

// sends says what crosses the wire.
func sends(b Beat) string {
	text := b.Method + " " + b.Target
	if b.Sent != "" {
		text += " " + b.Sent
	}
	if b.From != "" {
		text += ", Sec-Fetch-Site: " + b.From
	} else {
		text += ", nothing says where from"
	}
	if b.Cookie != "" {
		text += ", Cookie: " + b.Cookie
	} else {
		text += ", no cookie"
	}
	return text
}

// stated says a statement and what came back.
func stated(b Beat) string {
	text := b.Text
	if len(b.Args) > 0 {
		quoted := make([]string, len(b.Args))
		for i, a := range b.Args {
			quoted[i] = fmt.Sprintf("%q", a)
		}
		text += " <- " + strings.Join(quoted, ", ")
	}
	switch {
	case b.Refused != "":
		return text + ": " + b.Refused
	case b.Columns == nil:
		return text
	}
	rows := make([]string, len(b.Rows))
	for i, r := range b.Rows {
		rows[i] = strings.Join(r, " ")
	}
	if len(rows) == 0 {
		return text + " -> no row"
	}
	return text + " -> " + strings.Join(rows, ", ")
}

// page says what is to be seen.
func (s *State) page(b Beat) string {
	text := b.Who + "'s browser shows " + fmt.Sprintf("%q", b.Text)
	if s.goal[0] != "runs" {
		return text
	}
	switch len(b.Scripts) {
	case 0:
		return text + ", without a script"
	case 1:
		return text + ", with a script"
	}
	return fmt.Sprintf("%s, with %d scripts", text, len(b.Scripts))
}

func runs(s Script) string {
	if s.Why == "" {
		return "runs"
	}
	return "does not run, for " + s.Why
}

// enough says which defences would have been.
func enough(defences []string) string {
	if len(defences) == 0 {
		return "none"
	}
	return strings.Join(defences, ", or ")
}
