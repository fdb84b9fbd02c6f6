// Package ent is what ent generates from package schema, less two helpers of tests that
// nobody uses. It is as it came: `go generate ./orm/ent` in bench makes it again.
package ent

//go:generate go run entgo.io/ent/cmd/ent@v0.14.5 generate ./schema
//go:generate rm -r enttest hook
