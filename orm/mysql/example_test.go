package mysql_test

import (
	"context"
	"fmt"

	"underhood/orm/mysql"
)

// A connection string that cannot be is refused before anything is opened.
func ExampleOpen() {
	_, err := mysql.Open(context.Background(), "no address://")
	fmt.Println(err != nil)
	// Output: true
}
