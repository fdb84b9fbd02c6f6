// Package laws is what every dialect of orm has to keep, as tests that take a database:
// random operations against a map ([Reference]), every kind of value there and back
// ([RoundTrip]), additions that are too large ([Add]), and what happens when a server ends a
// connection, a query or a transaction ([Server]).
package laws

import (
	"testing"

	"underhood/orm"
)

// An Open opens an empty database, which the test's clean-up closes.
type Open func(t testing.TB, opts ...orm.Option) *orm.DB
