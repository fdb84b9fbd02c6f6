package sqlite_test

import (
	"context"
	"fmt"
	"time"

	"underhood/orm"
	"underhood/orm/sqlite"
)

func ExampleOpen() {
	type Note struct {
		ID   int64
		Text string
	}
	ctx, schema := context.Background(), orm.NewSchema()
	notes := orm.MustRegister[Note](schema)
	db, err := sqlite.Open(ctx, ":memory:")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer db.Close()
	fmt.Println(schema.Create(ctx, db), notes.Insert(ctx, db, &Note{Text: "kept"}))
	n, err := notes.Get(ctx, db, 1)
	fmt.Println(n.Text, err)
	// Output:
	// <nil> <nil>
	// kept <nil>
}

func ExampleOpenConfig() {
	_, err := sqlite.OpenConfig(context.Background(), "no/such/file.db", sqlite.Config{ReadOnly: true, BusyTimeout: time.Second})
	fmt.Println(err != nil)
	// Output: true
}

func ExampleDialect() {
	fmt.Println(sqlite.Dialect{}.Quote(`a "name"`))
	// Output: "a ""name""" <nil>
}
