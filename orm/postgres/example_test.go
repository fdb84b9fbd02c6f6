package postgres_test

import (
	"context"
	"fmt"

	"underhood/orm/postgres"
)

// A connection string that cannot be is refused before anything is opened.
func ExampleOpen() {
	_, err := postgres.Open(context.Background(), "no address://")
	fmt.Println(err != nil)
	// Output: true
}
