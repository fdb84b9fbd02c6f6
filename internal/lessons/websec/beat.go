package lesson

// A Beat is one moment of a duel, told by what took part in it.
type Beat struct {
	Kind string `json:"kind"`
	Site string `json:"site,omitempty"` // bare or protected; of alone the defence
	Step int    `json:"step,omitempty"` // of the plan, from 1
	Who  string `json:"who,omitempty"`  // whose browser

	Method string `json:"method,omitempty"` // of a request
	Target string `json:"target,omitempty"` // its path, or its URL where that is not the bank's
	From   string `json:"from,omitempty"`   // its Sec-Fetch-Site
	Sent   string `json:"sent,omitempty"`   // its fields, decoded
	Cookie string `json:"cookie,omitempty"` // the cookies with it
	Status int    `json:"status,omitempty"` // of an answer

	Text  string   `json:"text,omitempty"`  // what is said or seen, by kind
	Lines []string `json:"lines,omitempty"` // the message, statement or page itself
	Line  int      `json:"line,omitempty"`  // of Lines, which matters, from 1

	Layer   string `json:"layer,omitempty"`   // that has judged
	Refused string `json:"refused,omitempty"` // why, "" if it let pass

	Args    []string   `json:"args,omitempty"`    // beside a statement
	Columns []string   `json:"columns,omitempty"` // that came back
	Rows    [][]string `json:"rows,omitempty"`

	Script   *Script   `json:"script,omitempty"`
	Scripts  []Script  `json:"scripts,omitempty"`  // of the page
	User     string    `json:"user,omitempty"`     // who is logged in, as the page says
	Accounts []Account `json:"accounts,omitempty"` // afterwards

	Fell   bool     `json:"fell,omitempty"`   // the attacker has got what the duel is about
	Shut   bool     `json:"shut,omitempty"`   // … and if not, customers are kept out as well
	Enough []string `json:"enough,omitempty"` // defences, each of them alone

	quiet bool // it belongs to what comes after
}

// A Script is one that a browser found in a page.
type Script struct {
	Where string `json:"where"`
	Text  string `json:"text"`
	Why   string `json:"why,omitempty"` // it did not run
}

// An Account is what a customer has.
type Account struct {
	Name    string `json:"name"`
	Balance int    `json:"balance"`
}

// The kinds of beat.
const (
	beatOpen    = "open"    // a bank does
	beatStep    = "step"    // of the plan begins
	beatGuard   = "guard"   // the guard has refused the bare bank's pages
	beatRequest = "request" // a browser sends one
	beatLayer   = "layer"   // of the middleware has judged it
	beatSQL     = "sql"     // the database has answered a statement
	beatAnswer  = "answer"  // the browser has got it
	beatPage    = "page"    // … and shows it
	beatScript  = "script"  // of it runs, or does not
	beatLogin   = "login"   // somebody is logged in
	beatGoal    = "goal"    // what became of the attack at a bank
	beatAlone   = "alone"   // … and at one with a single defence
	beatEnd     = "end"     // the verdict
)
