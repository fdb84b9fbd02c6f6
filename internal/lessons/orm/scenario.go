package lesson

import (
	"embed"

	"underhood/internal/lessons/shelf"
	"underhood/internal/show"
)

//go:embed scenarios/*.json
var files embed.FS

// Scenario is a program that comes with the topic.
type Scenario = shelf.Scenario

// scenarios are in the order of the topic: mapping, one object, many, what goes wrong
// with others at work, what cannot.
var scenarios = []Scenario{
	{Name: "objects", About: "a struct becomes a table, an object a row, and a row an object again", Poster: 7},
	{Name: "mapping", About: "structs are read once and become CREATE TABLE", Poster: 1},
	{Name: "insert", About: "the key comes back into the object; a second row with that name is an error", Poster: 5},
	{Name: "get", About: "by key; what is not there is ErrNotFound, not an empty object", Poster: 5},
	{Name: "query", About: "filter, order, limit: each refines a value, and one statement is sent", Poster: 6},
	{Name: "update", About: "the columns that are named are written, and no row is ErrNotFound", Poster: 5},
	{Name: "zero-values", About: "0 and the empty text are values: inserted, written, looked for", Poster: 9},
	{Name: "optimistic-lock", About: "two editors: the second is stale, and overwrites nothing", Poster: 8},
	{Name: "soft-delete", About: "the row stays with a time, is passed over, and can be restored", Poster: 7},
	{Name: "transaction", About: "a savepoint is rolled back, the transaction goes on and is committed", Poster: 9},
	{Name: "batch", About: "many objects, several a statement: all are inserted or none", Poster: 8},
	{Name: "bulk", About: "update and delete by a query; without a condition both refuse", Poster: 6},
	{Name: "upsert", About: "insert, or update the named columns, in one statement", Poster: 5},
	{Name: "join", About: "users and their orders in one statement, and what each has spent", Poster: 10},
	{Name: "stream", About: "one row at a time; a loop that stops early closes its rows", Poster: 7},
	{Name: "injection", About: "quotes, comments and DROP TABLE stay text", Poster: 4},
	{Name: "flush", About: "a session finds what has changed and writes it in an order that foreign keys allow", Poster: 15},
	{Name: "cycle", About: "rows that need each other: NULL first, and the reference when both are there", Poster: 9},
	{Name: "n-plus-one", About: "one statement for each order has to be written out; a join is one for all", Poster: 13},
}

// Scenarios are what an example can play, the first by default.
func Scenarios() []show.Scenario { return shelf.Listed(scenarios) }

// Find loads a scenario.
func Find(name string) (Scenario, error) { return shelf.Find(files, scenarios, name) }
