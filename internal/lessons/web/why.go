package lesson

import (
	"strings"

	"underhood/web"
)

// reasons are the rules behind the steps.
var reasons = map[string]string{
	beatRequest:                  "App.ServeHTTP is called; in Flask, wsgi_app.",
	web.RequestPushed.String():   "In Flask it is found by the thread or task; here it is the context.Context that every function gets.",
	web.SessionOpened.String():   "Before the URL is matched; what is in it is read when somebody asks.",
	web.Preprocessing.String():   "It sees the values of the URL before any before_request, and may change them.",
	web.BeforeCalled.String():    "First the app's, then those of the blueprints from the outermost in; one that answers ends it.",
	web.Viewing.String():         "dispatch_request: the function of the endpoint, with the values of the URL.",
	web.Responded.String():       "From here on there is a response, be it from the view, from a handler or from a before_request.",
	web.AfterThis.String():       "Only for this request, before every after_request.",
	web.AfterCalled.String():     "The way back: the innermost blueprint's first, the app's last, each backwards.",
	web.SessionSaved.String():    "After all after_request functions, so that they can still change it.",
	web.Escaped.String():         "It is logged, the client is told no more than 500, and after_request runs for that response.",
	web.Sent.String():            "Both contexts are still there; in Flask they are popped when the server sends the body.",
	web.TeardownCalled.String():  "Whatever happened, with the error that nobody took, or none.",
	web.TeardownApp.String():     "The request is gone already; g is still there.",
	web.RequestPopped.String():   "Last pushed, first popped.",
	web.AppPopped.String():       "g is gone; nothing of it reaches the next request.",
	web.TeardownFailed.String():  "One that fails keeps none of the others from running, as in Flask from 3.2 on; the response is out by then.",
	web.OptionsAnswered.String(): "No view has to know of it.",
	web.Unanswered.String():      "The client gets a plain 500.",
	beatDelete:                   "Whoever still has the old id has nothing.",
	beatPart:                     "In Flask this takes stream_with_context; without it the contexts are gone by now.",
	beatSave:                     "Under the hash of the id, so that who reads the store cannot take a session over.",
}

// why explains a beat.
func (s *State) why(b Beat) string {
	switch {
	case b.step(web.AppPushed) && len(s.app.on) > 1:
		return "What was in the other g is not seen until this one is popped."
	case b.step(web.AppPushed):
		return "No context of this app is on top, so one is pushed; its g is empty."
	case b.step(web.Matched) && b.Error != "":
		return "The functions before the view still run; only then is it raised."
	case b.step(web.Matched):
		return "The endpoint's name says which blueprints the request goes through."
	case b.step(web.Raised):
		return "A handler is looked for: by code in each scope from the innermost out, then by class in each."
	case b.step(web.Handling):
		return s.handled()
	case b.step(web.SessionSaved) && b.Cookie == "":
		return "There is nothing to save, or only the store had to know."
	case b.step(web.SessionSaved) && b.Says != "":
		return "It is signed, not encrypted: everybody can read it, nobody can change it."
	case b.step(web.Sent) && s.streams:
		return "The view is not over: header and session are out, and what it yields now goes straight through."
	case b.Kind == beatRequest && strings.HasPrefix(b.Sealed, "the signature is right"):
		return "No secret is needed to read it. It can be sent again until it is too old, after a logout too: the server keeps nothing to know better."
	case b.Kind == beatRequest && strings.HasSuffix(b.Sealed, "wrong"):
		return "It was changed by somebody without the secret, so it is no session: not an error, just nothing."
	case b.Kind == beatLoad && b.Error != "":
		return "An id that the store does not know is never adopted: the session is empty."
	case b.Kind == beatLoad:
		return "The cookie has only the id; the values never leave the server."
	case b.Kind == beatDoes:
		return s.meaning(b)
	}
	return reasons[b.Kind]
}

// called is the step in which the function was called that a beat belongs to.
func (s *State) called(b Beat) string {
	if i := s.at(b); i >= 0 {
		return s.calls[i].step
	}
	return ""
}

// handled says why it is this handler.
func (s *State) handled() string {
	for _, line := range s.Last.codeLines() {
		_, key, ok := strings.Cut(line, "errorhandler(")
		if !ok {
			continue
		}
		if key != "" && key[0] >= '0' && key[0] <= '9' {
			return "A handler by code comes before every handler by class, also before one of an inner blueprint."
		}
		return "No handler by code fits; this is the innermost one by class."
	}
	return "What it writes is the response."
}

func (b Beat) codeLines() []string {
	if b.Code == nil {
		return nil
	}
	return b.Code.Lines
}

// meaning explains some of what functions do.
func (s *State) meaning(b Beat) string {
	switch {
	case strings.HasPrefix(b.Text, "url_for(\"."):
		return "A leading dot is the blueprint of this request, by the name it is registered under."
	case strings.HasPrefix(b.Text, "url_for("):
		return "The rule backwards: values that are no variables become the query."
	case strings.HasPrefix(b.Text, "return ") && s.called(b) == web.Viewing.String():
		return "The view has answered."
	case strings.HasPrefix(b.Text, "return ") && s.called(b) == web.BeforeCalled.String():
		return "It has answered: no other before_request is called, and no view."
	case strings.HasPrefix(b.Text, "yield ") && s.answer == nil:
		return "The first part: before it goes out, the header has to, and with it whatever comes after the view."
	case b.Text == "session.rotate()":
		return "When it is saved, the session gets another id, and the old one is void."
	case strings.HasPrefix(b.Text, "session[") && s.arrived.Sealed == "":
		return "It is loaded when it is first touched, and saved because it was changed."
	case strings.HasPrefix(b.Text, "session.get(") && s.arrived.Sealed != "":
		return "Now that somebody asks, the signature is checked: it " + strings.TrimPrefix(s.arrived.Sealed, "the signature ") + "."
	case strings.HasPrefix(b.Text, "g.") && len(s.app.on) > 1:
		return "This g is the inner context's; what is in the outer one is untouched."
	case strings.HasPrefix(b.Text, "g."):
		return "g belongs to the application context, so it lasts as long as this request."
	case strings.HasPrefix(b.Text, "abort("):
		return "An HTTP error, raised like any other."
	case strings.HasPrefix(b.Text, "yield "):
		return "The contexts are kept while the view goes on."
	case strings.HasPrefix(b.Text, "raise ") && strings.HasSuffix(s.called(b), "teardown"):
		return "It is noted, and the others run all the same."
	case strings.HasPrefix(b.Text, "raise "):
		return "In Go a view returns an error, or panics: both are handled alike."
	}
	return ""
}
