// Package integration tests the session table of package web with real databases.
// It is a module of its own, since package web brings in no driver.
//
// SQLite is always there. UNDERHOOD_POSTGRES_DSN and UNDERHOOD_MYSQL_DSN name the
// others; with UNDERHOOD_REQUIRE_SERVICES a missing one is a failure.
package integration
