// Package sqlite opens SQLite databases for [underhood/orm], with the engine built in:
// modernc.org/sqlite is SQLite in Go, so there is no server and no cgo.
package sqlite
