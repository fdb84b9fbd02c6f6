// Package orm measures [underhood/orm] beside database/sql by hand, GORM, bun, ent, xorm
// and sqlx, and beside SQLAlchemy and Django, on SQLite and on PostgreSQL.
//
// All contestants in Go have the same driver: modernc.org/sqlite, a database in memory,
// and pgx under database/sql, with one connection each. So what differs is what they do
// above it. GORM's dialect for SQLite imports a driver with C in it, which is replaced by
// an empty package and never opened.
//
// All do the same work on the same tables: users of eight columns, one of them nullable
// and one a time, and posts. Each finds them as it would have made them, but the declared
// type of times is the same, TIMESTAMP, for which the driver parses what it reads; ours is
// TEXT, as its schema makes it, and "text times" is how far that goes by hand. Times are
// whole seconds, since xorm and Django keep no more, or otherwise.
//
// What was read is compared row by row, and what was written is read back by hand, in all
// contestants, Python's too: the answer is a checksum over every column. A table is emptied
// before each sample that inserts, updates write the same each time, and PostgreSQL is told to
// clear away what they have left, so nothing grows, however often a contestant is measured.
// Before the first sample each contestant has done a part of it.
//
// On PostgreSQL tables are temporary: they belong to the connection, their rows are not
// logged, and no contestant waits for the disk. So what is measured there is the way to the
// server and back. It is where UNDERHOOD_POSTGRES_DSN says, or on the usual port of this
// machine; without one these cases are left out.
//
// The limit is database/sql that passes SQL as text, as it is commonly written. It does
// not build texts while it is timed. With statements prepared and kept by hand it is a
// contestant of its own, which somebody has to close, and has to keep by connection.
//
// # Files
//
//	topic.go         the cases
//	cases.go         a case made of a store: what is timed, what is checked
//	store.go         what a contestant has to do
//	data.go          users and posts, and their checksum
//	engine.go        the two databases
//	contestants.go   who takes part
//	raw.go kept.go textual.go                          database/sql
//	gorm.go bun.go entstore.go xorm.go sqlx.go         the rivals
//	underhood.go                                       ours
//	twin.py          Python
//	ent/             what ent generates, and from what
package orm
