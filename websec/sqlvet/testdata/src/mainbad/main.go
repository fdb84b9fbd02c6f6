// Command mainbad is a program, so that nobody imports what it exports.
package main

import "database/sql"

// idiom: an exported function of a program that nobody calls
func Run(db *sql.DB, query string) {
	db.Query(query) // want "which nobody calls with a constant"
}

func main() {}
