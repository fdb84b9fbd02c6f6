// Package lesson plays operations on objects, with the real package orm on a real
// database, and shows the objects, the SQL they become and the tables.
//
// A program is a JSON object. Its tables are ["user"], which is the default,
// ["user","order"] or ["team","person"]; its plan is a list of steps, each a list of words.
//
//	{"plan": [["create"], ["new","ada","user","name=Ada","age=36"], ["insert","ada"]]}
//
// A [User] has the columns id, name, age, version, gone; an [Order] id, user_id, item,
// price; a [Team] id, name, lead_id; a [Person] id, name, team_id, boss_id. The steps, where
// NAME is that of an object and TABLE is one of the program's:
//
//	["create"]                          the tables that are not there are created
//	["new", NAME, TABLE, "age=36", …]   a Go object is made
//	["set", NAME, "age=37", …]          its fields are changed
//	["insert", NAME, …]                 one row or several
//	["update", NAME, COLUMN, …]         the named columns, or all
//	["upsert", NAME, UNIQUE, COLUMN, …] if UNIQUE meets a row, its columns; none: nothing
//	["delete", NAME]                    softly for a user
//	["harddelete", NAME]                … the row goes
//	["get", NAME, TABLE, KEY]           by key
//	["first", NAME, TABLE, QUERY, …]    the first row of a query
//	["list", NAME, TABLE, QUERY, …]     all rows, as NAME[0], NAME[1] and so on
//	["each", NAME, TABLE, N, QUERY, …]  a loop over them that stops after N; 0 goes to the end
//	["count", TABLE, QUERY, …]          how many
//	["change", TABLE, "age+1", "name=x", …, "where", QUERY, …]   rows without objects
//	["drop", TABLE, QUERY, …]           … are deleted
//	["report", NAME, QUERY, …]          orders counted and added up by user (needs orders)
//	["forget", NAME]                    the program drops an object, or a list
//	["begin"] … ["commit"]              a transaction, or ["rollback"]
//	["savepoint"] … ["release"]         in one, or ["rollback"]
//	["session"]                         a session begins, on the database; not in a transaction
//	["add", NAME, …]                    objects whose rows it is to insert
//	["relate", NAME, FIELD, NAME]       a field is set to an object, or to nil: lead of a team,
//	                                    team and boss of a person
//	["meet", NAME, TABLE, KEY]          by key, the session's object
//	["remove", NAME, …]                 objects whose rows it is to delete
//	["plan"]                            what a flush would do, as a graph
//	["flush"]                           … it is done, shown row by row
//
// A QUERY word is a condition (=, <>, <, <=, >, >=, ~ for LIKE: "age>=18", "name~A%",
// "id in 1,2", "gone=NULL"), "order COLUMN", "order COLUMN desc", "limit N", "offset N",
// "deleted", which sees softly deleted rows too, or "all". Conditions hold all together.
// first, list, each and count can also read user+order, a join, whose columns are id,
// name, item, price.
//
// An error of an operation is part of the run and told; a program that makes no sense is
// refused before anything is played.
//
// # How a run is shown
//
// What is shown as SQL is what the orm's own hook ([orm.WithTrace]) was told, and what
// is shown as a table was read by SQL after the step, on the step's own connection. The
// clock stands still and the database is new, so the same program gives the same list of
// [Beat]. A [State] is the fold of the first so many beats, and the picture is drawn from
// it alone.
package lesson
