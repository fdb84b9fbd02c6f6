package lesson

import "slices"

// reasons are the rules behind the steps.
var reasons = map[string]string{
	"create":     "The struct is read once, at registration; its fields are the columns.",
	"new":        "It is a plain struct; the database knows nothing of it.",
	"set":        "A field is changed in Go; no row is, until somebody says Update.",
	"get":        "A row becomes an object: field by field, by the offsets found at registration.",
	"first":      "The first row in the query's order.",
	"list":       "All rows come by one statement, values as parameters.",
	"count":      "The database counts; no object is made.",
	"change":     "One statement for all rows; no object is read, versions count up.",
	"report":     "Rows of any struct: the groups are made by the database.",
	"each":       "One row at a time; the loop's end, early or not, closes the rows.",
	"begin":      "What follows is seen by others all at once, or never.",
	"savepoint":  "A place in the transaction to come back to.",
	"release":    "What the savepoint has done is the transaction's now.",
	"commit":     "Now others see it.",
	"rollback":   "The rows are as they were. Objects are plain structs, and keep what they hold.",
	"harddelete": "The row is removed, softly deleted or not.",
	"session":    "It notes objects, one for each row, and writes when it is told to.",
	"add":        "The session knows them; nothing is sent.",
	"remove":     "Their rows go with the next flush.",
	"relate":     "The field holds the other object; the column follows when the session flushes.",
	"meet":       "The session has one object for a row: the same again, without asking twice.",
	"plan":       "Found by comparing columns with what the rows held: which rows, in which order, and why.",
	"flush":      "What the tables hold and what the objects say is the same again.",
	beatRow:      "It is an object of its own; the next row is not read yet.",
}

// faults are the rules behind the errors.
var faults = map[string]string{
	"stale":          "The row has another version than the object: somebody was faster, and is not overwritten.",
	"not found":      "No row is no success: nothing was written or read, and that is said.",
	"no condition":   "To mean every row one has to say all.",
	"unique":         "The driver's error has a name; nothing has changed, the object neither.",
	"circle":         "No row of a circle can be first, unless a column in it may be NULL for a while.",
	"not in session": "What a session is to write has to be told to it: nothing is saved behind a field.",
	"foreign key":    "A key has to be that of a row.",
}

// reason explains a step that went well.
func reason(b Beat) string {
	switch b.Kind {
	case "insert":
		if len(b.Step) > 2 {
			return "Several rows a statement, in one transaction: all or none. The keys are set when all are there."
		}
		return "Fields are parameters, zero or not; the key that the database made is set in the object."
	case "update":
		if len(b.Step) > 2 {
			return "Only the named columns are written, if the row still has the object's version."
		}
		return "Every column but the key is written, if the row still has the object's version."
	case "upsert":
		if len(b.Step) > 3 {
			return "One statement inserts, or updates the named columns of the row that is there."
		}
		return "One statement inserts, or leaves the row that is there as it is."
	case "delete", "drop":
		for _, st := range b.statements() {
			if len(st.SQL) > 6 && st.SQL[:6] == "UPDATE" {
				return "The row stays, with the time; queries pass it over."
			}
		}
		return "The row is removed."
	}
	if slices.Contains(b.Step, "user+order") {
		return "One statement for both tables. Nothing is read later, behind a field: there is no field that reads."
	}
	return reasons[b.Kind]
}
