package sqlite_test

import (
	"flag"
	"testing"

	"underhood/orm/internal/laws"
)

var update = flag.Bool("update", false, "rewrite golden files")

func TestValueTable(t *testing.T) {
	laws.ValueTable(t, openMemory, "testdata/values.golden", *update, func(column, _ string) string {
		// The digits of a float are not the point.
		return "CASE typeof(" + column + ") WHEN 'real' THEN 'real' ELSE typeof(" + column + ") || ' ' || quote(" + column + ") END"
	})
}
