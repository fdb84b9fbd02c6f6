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

// scenarios begin with the one that has most to see; then they are in the order of the
// topic: scripts in pages, forged requests, built SQL.
var scenarios = []Scenario{
	{Name: "csrf", About: "a page of another site sends ada's money, with ada's cookie", Poster: 10},
	{Name: "xss", About: "a link with a script in it: the page greets ada, and the script runs as she"},
	{Name: "xss-onerror", About: "an image that is not there has its handler run"},
	{Name: "xss-onload", About: "a drawing has its handler run when it is there"},
	{Name: "xss-srcdoc", About: "a document inside an attribute: escaped, and in vain"},
	{Name: "xss-src", About: "the address of a script: escaped, and in vain"},
	{Name: "xss-stored", About: "a script that eve says, and that runs for all who come later"},
	{Name: "csrf-port", About: "a page of another port of the same site, for which SameSite is no help"},
	{Name: "csrf-old", About: "an old browser, which says nothing and keeps no cookie back: the token decides"},
	{Name: "login", About: "ada is logged in as eve, without noticing"},
	{Name: "sql", About: "a quote in a password logs in as ada"},
	{Name: "sql-union", About: "a search that gives all passwords"},
	{Name: "sql-condition", About: "a search that gives everybody"},
	{Name: "sql-order", About: "a column to sort by that asks for a letter of a password"},
	{Name: "all", About: "every attack against the bare bank, each defence alone, and the protected bank"},
}

// Scenarios are what an example can play, the first by default.
func Scenarios() []show.Scenario { return shelf.Listed(scenarios) }

// Find loads a scenario.
func Find(name string) (Scenario, error) { return shelf.Find(files, scenarios, name) }
