package web

import "strconv"

// A Step is one thing that happens to a request. Flask has signals for some.
type Step uint8

// The steps in the order in which a request without trouble takes them.
const (
	AppPushed       Step = iota + 1 // an application context, unless one of the App is there
	RequestPushed                   // the request context
	SessionOpened                   // before the URL is matched
	Matched                         // Err is the routing error, which is only kept
	Started                         // Flask's request_started
	Preprocessing                   // a function of Preprocess is called
	BeforeCalled                    // a function of Before is called
	Viewing                         // the view is called
	OptionsAnswered                 // instead, OPTIONS was answered
	Raised                          // Err came from one of these
	Handling                        // an error handler is called for Err
	Responded                       // there is a response
	AfterThis                       // a function of AfterThisRequest is called
	AfterCalled                     // a function of After is called
	SessionSaved                    // if there is anything to save
	Finished                        // Flask's request_finished
	Escaped                         // Err was taken by no handler: on with a 500 and from Responded
	FinishFailed                    // Err, while finishing that 500, which goes out as it is
	Unanswered                      // Err came from the handler of the 500 itself
	Sent                            // status and header, and what there is of the body
	TeardownCalled                  // a function of Teardown is called; Err is what escaped
	RequestPopped                   // the request context
	TeardownApp                     // a function of TeardownApp is called; Err is what escaped
	AppPopped                       // the application context
	TeardownFailed                  // Err is all that teardown returned
)

var stepNames = [...]string{
	"", "app context pushed", "request context pushed", "session opened", "matched", "request started", "preprocess",
	"before", "view", "options answered", "raised", "error handler", "response made", "after this request", "after",
	"session saved", "request finished", "error escaped", "finishing failed", "unanswered", "sent", "teardown",
	"request context popped", "app teardown", "app context popped", "teardown failed",
}

// String names the step.
func (s Step) String() string {
	if int(s) < len(stepNames) && s > 0 {
		return stepNames[s]
	}
	return "step " + strconv.Itoa(int(s))
}

// An Event is one step of one request. It is only valid during the call of the hook
// that is told.
type Event struct {
	Step    Step
	Request *RequestContext // nil in App.In outside of a request
	App     *AppContext
	Scope   string // the blueprint the function comes from, "" for the App
	Func    string // the name of the function in the program
	Err     error
}

func (a *App) tell(e Event) {
	if a.watch != nil {
		a.watch(e)
	}
}
