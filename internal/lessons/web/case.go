package lesson

import (
	"encoding/json"
	"fmt"
)

// A Case is an application and the requests it gets: the description in the comment
// of the package.
type Case struct {
	ID               json.RawMessage `json:"id"`
	Secret           *string         `json:"secret"`
	secretIsNull     bool
	Fallbacks        []string        `json:"fallbacks"`
	Now              *float64        `json:"now"`
	Config           json.RawMessage `json:"config"`
	PermanentSeconds *float64        `json:"permanent_seconds"`
	Errors           json.RawMessage `json:"errors"`
	App              Node            `json:"app"`
	Blueprints       map[string]Node `json:"blueprints"`
	Register         []Registration  `json:"register"`
	Requests         []Request       `json:"requests"`
	KeepCookies      bool            `json:"keep_cookies"`
	CookiesOut       json.RawMessage `json:"cookies_out"`
	CookiesIn        []string        `json:"cookies_in"`

	// Stored keeps sessions on the server, which Flask itself does not.
	Stored bool `json:"stored"`
}

// A Node is an application or a blueprint.
type Node struct {
	Name                 *string         `json:"name"`
	URLPrefix            *string         `json:"url_prefix"`
	URLDefaults          json.RawMessage `json:"url_defaults"`
	Before               []Hook          `json:"before"`
	After                []Hook          `json:"after"`
	Teardown             []Hook          `json:"teardown"`
	TeardownAppContext   []Hook          `json:"teardown_appcontext"`
	AppBefore            []Hook          `json:"app_before"`
	AppAfter             []Hook          `json:"app_after"`
	AppTeardown          []Hook          `json:"app_teardown"`
	URLValuePreprocessor []Hook          `json:"url_value_preprocessor"`
	URLDefaultsFn        []DefaultsFn    `json:"url_defaults_fn"`
	ErrorHandlers        []Handler       `json:"error_handlers"`
	AppErrorHandlers     []Handler       `json:"app_error_handlers"`
	Routes               []Route         `json:"routes"`
}

// A Hook is a function around the request.
type Hook struct {
	Label string          `json:"label"`
	Do    json.RawMessage `json:"do"`
}

// A DefaultsFn sets values that URLs are built from.
type DefaultsFn struct {
	Set json.RawMessage `json:"set"`
}

// A Handler answers for a code or a class.
type Handler struct {
	For   json.RawMessage `json:"for"`
	Do    json.RawMessage `json:"do"`
	Label *string         `json:"label"`
}

// A Route is a rule with its view.
type Route struct {
	Rule          string          `json:"rule"`
	Endpoint      string          `json:"endpoint"`
	Label         string          `json:"label"`
	Methods       []string        `json:"methods"`
	Defaults      json.RawMessage `json:"defaults"`
	StrictSlashes *bool           `json:"strict_slashes"`
	Automatic     *bool           `json:"provide_automatic_options"`
	None          bool            `json:"none"`
	Prefix        json.RawMessage `json:"prefix"` // a note of who made the case, not used
	Do            json.RawMessage `json:"do"`
}

// A Registration puts a blueprint somewhere.
type Registration struct {
	Blueprint   string          `json:"bp"`
	URLPrefix   *string         `json:"url_prefix"`
	Name        *string         `json:"name"`
	URLDefaults json.RawMessage `json:"url_defaults"`
	Children    []Registration  `json:"children"`
}

// A Request is one request.
type Request struct {
	Method  *string         `json:"method"`
	Path    string          `json:"path"`
	Headers json.RawMessage `json:"headers"`
	Data    json.RawMessage `json:"data"`
	JSON    json.RawMessage `json:"json"`
	Cookies json.RawMessage `json:"cookies"`
	BaseURL *string         `json:"base_url"`
}

// Parse reads a case. The error says what of it is none.
func Parse(text []byte) (*Case, error) {
	c := &Case{}
	if err := json.Unmarshal(text, c); err != nil {
		return nil, fmt.Errorf("no case: %w", err)
	}
	var secret struct{ Secret json.RawMessage }
	if err := json.Unmarshal(text, &secret); err != nil {
		return nil, fmt.Errorf("no case: %w", err)
	}
	c.secretIsNull = string(secret.Secret) == "null"
	return c, nil
}

// pairs reads an object as pairs of key and value, nil if it is not there.
func pairs(text json.RawMessage) (object, error) {
	if len(text) == 0 || string(text) == "null" {
		return nil, nil
	}
	v, err := decode(text)
	if err != nil {
		return nil, err
	}
	o, ok := v.(object)
	if !ok {
		return nil, fmt.Errorf("no object: %s", text)
	}
	return o, nil
}

func (o object) flat() []any {
	var list []any
	for _, m := range o {
		list = append(list, m.key, plain(m.value))
	}
	return list
}

// A step is one operation of an action and its arguments.
type step struct {
	op   string
	args []any
}

// steps reads an action.
func steps(text json.RawMessage) ([]step, error) {
	if len(text) == 0 || string(text) == "null" {
		return nil, nil
	}
	v, err := decode(text)
	if err != nil {
		return nil, err
	}
	return stepsOf(v)
}

func stepsOf(v any) ([]step, error) {
	list, ok := v.([]any)
	if !ok {
		return nil, fmt.Errorf("an action is a list of steps, not %v", v)
	}
	var all []step
	for i, item := range list {
		parts, _ := item.([]any)
		if len(parts) == 0 {
			return nil, fmt.Errorf("step %d is no list", i)
		}
		op, ok := parts[0].(string)
		if least, known := operations[op]; !ok || !known || len(parts)-1 < least {
			return nil, fmt.Errorf("step %d: no step is %v", i, parts)
		}
		all = append(all, step{op, parts[1:]})
	}
	return all, nil
}

// operations are the steps there are, with the arguments they need.
var operations = map[string]int{
	"log": 1, "return": 1, "abort": 1, "raise": 1, "session_set": 2, "session_del": 1, "session_get": 1,
	"session_in": 1, "session_len": 0, "session_clear": 0, "session_permanent": 1, "g_set": 2, "g_get": 1,
	"url_for": 1, "after_this_request": 1, "header": 2, "endpoint": 0, "blueprints": 0, "view_args": 0,
	"flash": 1, "flashes": 0, "pop_view_arg": 1, "inner_app_context": 1,
	// and those the oracle does not know
	"panic": 1, "session_rotate": 0, "stream": 1,
}
