// Package sqlite3 stands in for the driver of the same path. GORM's dialect for SQLite
// imports that one whichever driver it is handed, and nothing here opens it: without
// this, every build would compile SQLite once more, with a C compiler.
package sqlite3
