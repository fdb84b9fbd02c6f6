package lesson

import (
	"fmt"
	"strconv"
	"strings"

	"underhood/internal/show"
	"underhood/web"
)

// decorators are Flask's names for the functions around a request, by step.
var decorators = map[string]string{
	web.Preprocessing.String(): "url_value_preprocessor", web.BeforeCalled.String(): "before_request",
	web.Viewing.String(): "view", web.Handling.String(): "errorhandler", web.AfterThis.String(): "after_this_request",
	web.AfterCalled.String(): "after_request", web.TeardownCalled.String(): "teardown_request",
	web.TeardownApp.String(): "teardown_appcontext",
}

// line says a beat in one line, further in the deeper it lies.
func (s *State) line(b Beat) string {
	in := "  "
	switch b.Kind {
	case beatRequest, beatAnswer, beatEnd, beatRefused:
		in = ""
	case beatDoes, beatLoad, beatSave, beatDelete:
		in = "    "
	}
	return in + show.Printable(s.say(b))
}

// say says what happened.
func (s *State) say(b Beat) string {
	switch b.Kind {
	case beatRequest:
		return s.arrival(b)
	case beatDoes:
		return does(b)
	case beatLoad:
		if b.Error != "" {
			return "the store is asked for " + b.Text + ": " + b.Error
		}
		return "the store has " + b.Text + ": " + b.Result
	case beatSave:
		return orFailed("the store keeps "+b.Text+", "+b.Func+": "+b.Result, b.Error)
	case beatDelete:
		return orFailed("the store removes "+b.Text, b.Error)
	case beatPart:
		return "send more of it: " + strconv.Quote(b.Text)
	case beatAnswer:
		if b.Answer == nil {
			return "the client has nothing"
		}
		return "the client has " + b.Answer.text()
	case beatRefused:
		return "the application is refused: " + b.Error
	case beatEnd:
		return plural(s.Requests, "request") + ", " + plural(s.Called, "function") + " called"
	}
	if b.calls() {
		text := decorators[b.Kind] + " " + b.Func + " of " + owner(b.Scope)
		return with(text, b.Error)
	}
	return s.stage(b)
}

// stage says a step in which no function is called.
func (s *State) stage(b Beat) string {
	switch {
	case b.step(web.AppPushed) && len(s.app.on) > 1:
		return "push another application context: it has a g of its own"
	case b.step(web.AppPushed):
		return "push an application context: current_app, g"
	case b.step(web.RequestPushed):
		return "push a request context: request, session"
	case b.step(web.SessionOpened):
		return "open the session"
	case b.step(web.Matched) && b.Error != "":
		return "match the URL: " + b.Error + ", which is kept for later"
	case b.step(web.Matched):
		return "match the URL: " + b.Text + " is " + b.Result
	case b.step(web.OptionsAnswered):
		return "OPTIONS is answered with the methods there are"
	case b.step(web.Raised):
		return "raised: " + b.Error
	case b.step(web.Responded):
		return "a response is made"
	case b.step(web.SessionSaved):
		return s.saved(b)
	case b.step(web.Escaped):
		return "nobody handles " + b.Error + ": a 500"
	case b.step(web.FinishFailed):
		return "finishing the 500 fails: " + b.Error
	case b.step(web.Unanswered):
		return "the handler of the 500 fails: " + b.Error
	case b.step(web.Sent):
		if b.Answer != nil {
			return with("send "+b.Answer.text(), b.Error)
		}
	case b.step(web.RequestPopped):
		return "pop the request context"
	case b.step(web.AppPopped):
		return "pop the application context"
	case b.step(web.TeardownFailed):
		return "logged, all of it: " + b.Error
	}
	return with(b.Kind, b.Error)
}

func (s *State) arrival(b Beat) string {
	text := b.Text
	switch {
	case b.Says != "":
		text += ", with a cookie that says " + b.Says
	case b.Cookie != "":
		text += ", with the cookie " + b.Cookie
	}
	if b.Sealed != "" {
		text += ": " + b.Sealed
	}
	return text
}

func (s *State) saved(b Beat) string {
	switch {
	case b.Cookie == "deleted":
		return "save the session: it is empty, so its cookie is deleted"
	case b.Says != "":
		return "save the session: a signed cookie that says " + b.Says
	case b.Cookie != "":
		return "save the session: the cookie is " + b.Cookie
	}
	return "save the session: no cookie is set"
}

// does says what a function did, and what came of it.
func does(b Beat) string {
	if b.Result != "" && b.Error == "" {
		return b.Text + " -> " + b.Result
	}
	return b.Text // an error is told when it is raised
}

// with adds the error that is on its way.
func with(text, err string) string {
	if err == "" {
		return text
	}
	return text + ", told of " + err
}

func orFailed(text, err string) string {
	if err == "" {
		return text
	}
	return text + ": it fails, " + err
}

// mostBody is how long a body may be to be told as it is.
const mostBody = 200

// text is what went out, in a few words.
func (m *Message) text() string {
	text := strconv.Itoa(m.Status)
	if m.Where != "" {
		return text + " to " + m.Where
	}
	if title, rest, ok := strings.Cut(m.Body, "</title>"); ok && rest != "" { // a page: what it is called
		return text + ", a page: " + title[strings.LastIndexByte(title, '>')+1:]
	}
	if m.Body == "" {
		return text + ", no body yet"
	}
	if len(m.Body) > mostBody {
		return text + fmt.Sprintf(", %d bytes of %s", len(m.Body), m.Type)
	}
	return text + " " + strconv.Quote(m.Body)
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func itoa(n int) string { return strconv.Itoa(n) }

// caption says a beat for whoever looks at the picture, and why it is so.
func (s *State) caption(b Beat) string {
	text := strings.TrimSpace(s.say(b))
	if !strings.HasSuffix(text, ".") {
		text += "."
	}
	if why := s.why(b); why != "" {
		text += " " + why
	}
	return text
}
