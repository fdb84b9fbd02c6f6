package orm_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"underhood/orm"
	"underhood/orm/sqlite"
)

type Author struct {
	ID   int64
	Name string
	Born int64
}

type Book struct {
	ID       int64
	AuthorID int64
	Title    string
	Price    sql.Null[float64]
	Version  int64 `orm:",version"`
}

var (
	authorID   = orm.C(func(a *Author) *int64 { return &a.ID })
	authorName = orm.C(func(a *Author) *string { return &a.Name })

	bookAuthor = orm.C(func(b *Book) *int64 { return &b.AuthorID })
	bookTitle  = orm.C(func(b *Book) *string { return &b.Title })
	bookPrice  = orm.CNull(func(b *Book) *sql.Null[float64] { return &b.Price })
)

// A library is what the examples work on: two authors, three books.
type library struct {
	*orm.DB
	schema  *orm.Schema
	authors *orm.Table[Author]
	books   *orm.Table[Book]
}

func newLibrary(opts ...orm.Option) library {
	ctx := context.Background()
	l := library{schema: orm.NewSchema()}
	l.authors = orm.MustRegister[Author](l.schema)
	l.books = orm.MustRegister(l.schema, orm.Foreign(orm.Restrict, orm.RefersTo(bookAuthor, authorID)))
	var err error
	if l.DB, err = sqlite.Open(ctx, ":memory:", opts...); err != nil {
		panic(err)
	}
	if err := l.schema.Create(ctx, l.DB); err != nil {
		panic(err)
	}
	le, eco := &Author{Name: "Le Guin", Born: 1929}, &Author{Name: "Eco", Born: 1932}
	err = errors.Join(l.authors.Insert(ctx, l, le, eco), l.books.Insert(ctx, l,
		&Book{AuthorID: le.ID, Title: "The Dispossessed", Price: sql.Null[float64]{V: 9, Valid: true}},
		&Book{AuthorID: le.ID, Title: "Lavinia"},
		&Book{AuthorID: eco.ID, Title: "Baudolino", Price: sql.Null[float64]{V: 12, Valid: true}}))
	if err != nil {
		panic(err)
	}
	return l
}

func Example() {
	type User struct {
		ID   int64
		Name string
		Age  int64
	}
	var (
		ctx    = context.Background()
		schema = orm.NewSchema()
		users  = orm.MustRegister[User](schema)
		name   = orm.C(func(u *User) *string { return &u.Name })
		age    = orm.C(func(u *User) *int64 { return &u.Age })
	)
	db, err := sqlite.Open(ctx, ":memory:")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer db.Close()
	schema.Create(ctx, db)

	ada := &User{Name: "Ada", Age: 36}
	users.Insert(ctx, db, ada, &User{Name: "Tim", Age: 9})
	fmt.Println("key", ada.ID)

	ada.Age++
	users.Update(ctx, db, ada, age)

	adults, err := users.Where(age.Ge(18)).OrderBy(name.Asc()).List(ctx, db)
	fmt.Println(adults, err)
	// Output:
	// key 1
	// [{1 Ada 37}] <nil>
}

func ExampleRegister() {
	type Wrong struct {
		Key    int64  `orm:",kee"`
		Amount string `orm:",decimal=x"`
		Notify chan int
	}
	_, err := orm.Register[Wrong](orm.NewSchema())
	fmt.Println(err)
	// Output:
	// orm: orm_test.Wrong.Key: option "kee" is unknown
	// orm: orm_test.Wrong.Amount: decimal=x is not digits.scale, such as decimal=12.2
	// orm: orm_test.Wrong.Notify: type chan int has no column type
}

func ExampleSchema_DDL() {
	l := newLibrary()
	defer l.Close()
	texts, _ := l.schema.DDL(sqlite.Dialect{})
	fmt.Println(texts[1])
	// Output:
	// CREATE TABLE IF NOT EXISTS "book" (
	// 	"id" INTEGER PRIMARY KEY,
	// 	"author_id" INTEGER NOT NULL,
	// 	"title" TEXT NOT NULL,
	// 	"price" REAL,
	// 	"version" INTEGER NOT NULL,
	// 	FOREIGN KEY ("author_id") REFERENCES "author" ("id") ON DELETE RESTRICT
	// )
}

func ExampleTable() {
	ctx, l := context.Background(), newLibrary()
	defer l.Close()
	book, err := l.books.Get(ctx, l, 3)
	fmt.Println(book.Title, err)

	book.Title = "Baudolino, 2nd"
	fmt.Println(l.books.Update(ctx, l, book), book.Version)
	fmt.Println(l.books.Delete(ctx, l, book))

	_, err = l.books.Get(ctx, l, 3)
	fmt.Println(err)
	// Output:
	// Baudolino <nil>
	// <nil> 1
	// <nil>
	// orm: get "book": no such row
}

func ExampleCol() {
	ctx, l := context.Background(), newLibrary()
	defer l.Close()
	cheap := bookPrice.Lt(10)
	free := bookPrice.IsNull()
	books, _ := l.books.Where(orm.Or(cheap, free), orm.Contains(bookTitle, "avi")).List(ctx, l)
	for _, b := range books {
		fmt.Println(b.Title)
	}
	// Output: Lavinia
}

func ExampleQuery() {
	ctx, l := context.Background(), newLibrary()
	defer l.Close()
	byTitle := l.books.All().OrderBy(bookTitle.Asc())
	first, _ := byTitle.First(ctx, l)
	priced, _ := byTitle.Where(bookPrice.IsNotNull()).Count(ctx, l)
	all, _ := byTitle.Count(ctx, l) // unchanged
	fmt.Println(first.Title, priced, all)
	// Output: Baudolino 2 3
}

func ExampleQuery_Each() {
	ctx, l := context.Background(), newLibrary()
	defer l.Close()
	for b, err := range l.books.All().OrderBy(bookTitle.Desc()).Each(ctx, l) {
		if err != nil {
			fmt.Println(err) // the last pair
			break
		}
		fmt.Println(b.Title)
		if strings.HasPrefix(b.Title, "L") {
			break // closes the rows
		}
	}
	// Output:
	// The Dispossessed
	// Lavinia
}

func ExampleQuery_Update() {
	ctx, l := context.Background(), newLibrary()
	defer l.Close()
	n, err := l.books.Where(bookPrice.Gt(10)).Update(ctx, l, orm.Add(bookPrice, -2.5))
	fmt.Println(n, err)
	_, err = l.books.Where(orm.And[Book]()).Delete(ctx, l)
	fmt.Println(err)
	// Output:
	// 1 <nil>
	// orm: delete "book": no condition; say All to mean every row
}

func ExampleTable_Upsert() {
	ctx, l := context.Background(), newLibrary()
	defer l.Close()
	again := &Author{ID: 1, Name: "Ursula K. Le Guin"}
	n, err := l.authors.Upsert(ctx, l, orm.OnConflict[Author](authorID).Update(authorName), again)
	fmt.Println(n, err)
	a, _ := l.authors.Get(ctx, l, 1)
	fmt.Println(a.Name, a.Born)
	// Output:
	// 1 <nil>
	// Ursula K. Le Guin 1929
}

func ExampleSelect() {
	type Shelf struct {
		Author int64
		Books  int64
		Price  *float64
	}
	var (
		author = orm.C(func(s *Shelf) *int64 { return &s.Author })
		books  = orm.C(func(s *Shelf) *int64 { return &s.Books })
		price  = orm.CPtr(func(s *Shelf) **float64 { return &s.Price })
	)
	ctx, l := context.Background(), newLibrary()
	defer l.Close()
	shelves, err := orm.Select(l.books.All().GroupBy(bookAuthor).OrderBy(orm.Count[Book]().Desc()),
		orm.Into(author, bookAuthor),
		orm.Into(books, orm.Count[Book]()),
		orm.Into(price, orm.Max(bookPrice)),
	).List(ctx, l)
	for _, s := range shelves {
		fmt.Println(s.Author, s.Books, *s.Price, err)
	}
	// Output:
	// 1 2 9 <nil>
	// 2 1 12 <nil>
}

func ExampleValue() {
	ctx, l := context.Background(), newLibrary()
	defer l.Close()
	mean, err := orm.Value(ctx, l, l.books.All(), orm.Avg(bookPrice))
	fmt.Println(mean.V, mean.Valid, err)
	// Output: 10.5 true <nil>
}

func ExampleView() {
	type Written struct {
		Author Author
		Book   *Book // nil for an author without one
	}
	var (
		by    = orm.C(func(w *Written) *int64 { return &w.Book.AuthorID })
		id    = orm.C(func(w *Written) *int64 { return &w.Author.ID })
		born  = orm.C(func(w *Written) *int64 { return &w.Author.Born })
		title = orm.C(func(w *Written) *string { return &w.Book.Title })
	)
	ctx, l := context.Background(), newLibrary()
	defer l.Close()
	l.authors.Insert(ctx, l, &Author{Name: "Homer", Born: -750})
	written := orm.MustJoin(l.schema, by.EqExpr(id))
	rows, err := written.Where(born.Lt(1930)).OrderBy(born.Asc(), title.Desc()).List(ctx, l)
	for _, w := range rows {
		if w.Book == nil {
			fmt.Println(w.Author.Name, "-")
			continue
		}
		fmt.Println(w.Author.Name, w.Book.Title, err)
	}
	// Output:
	// Homer -
	// Le Guin The Dispossessed <nil>
	// Le Guin Lavinia <nil>
}

func ExampleExists() {
	ctx, l := context.Background(), newLibrary()
	defer l.Close()
	costly := l.books.Where(bookPrice.Gt(10))
	authors, _ := l.authors.Where(orm.Exists(authorID, bookAuthor, costly)).List(ctx, l)
	fmt.Println(authors)
	// Output: [{2 Eco 1932}]
}

func ExampleSQL() {
	type Decade struct {
		Decade int64
		N      int64
	}
	ctx, l := context.Background(), newLibrary()
	defer l.Close()
	rows, err := orm.List[Decade](ctx, l, orm.SQL(
		"SELECT born / 10 * 10 AS decade, count(*) AS n FROM author WHERE born > ? GROUP BY 1 ORDER BY 1", 1900))
	fmt.Println(rows, err)
	// Output: [{1920 1} {1930 1}] <nil>
}

func ExampleDB_Tx() {
	ctx, l := context.Background(), newLibrary()
	defer l.Close()
	err := l.Tx(ctx, func(tx *orm.Tx) error {
		tx.AfterCommit(func() { fmt.Println("committed") })
		err := tx.Tx(ctx, func(tx *orm.Tx) error { // a savepoint
			if _, err := l.books.All().Delete(ctx, tx); err != nil {
				return err
			}
			return errors.New("better not")
		})
		fmt.Println(err)
		return l.authors.Insert(ctx, tx, &Author{Name: "Calvino", Born: 1923})
	})
	books, _ := l.books.All().Count(ctx, l)
	authors, _ := l.authors.All().Count(ctx, l)
	fmt.Println(err, books, authors)
	// Output:
	// better not
	// committed
	// <nil> 3 3
}

func ExampleStaleError() {
	ctx, l := context.Background(), newLibrary()
	defer l.Close()
	mine, _ := l.books.Get(ctx, l, 1)
	theirs, _ := l.books.Get(ctx, l, 1)
	l.books.Update(ctx, l, theirs)
	err := l.books.Update(ctx, l, mine)
	var stale *orm.StaleError
	fmt.Println(errors.As(err, &stale), stale)
	// Output: true orm: row [1] of "book" was changed since it was read
}

func ExampleWithTrace() {
	watch := func(e orm.Event) {
		if e.Op == "update" {
			fmt.Println(e.Op, e.Table, e.Changes, e.Rows)
			fmt.Println(e.Statements[0].SQL, e.Statements[0].Args)
		}
	}
	clock := func() time.Time { return time.Unix(0, 0) }
	ctx, l := context.Background(), newLibrary(orm.WithTrace(watch), orm.WithClock(clock))
	defer l.Close()
	l.authors.Update(ctx, l, &Author{ID: 2, Name: "Umberto Eco"}, authorName)
	// Output:
	// update author [{name Umberto Eco}] 1
	// UPDATE "author" SET "name" = ? WHERE "id" = ? [Umberto Eco 2]
}

func ExampleUnique() {
	type Seat struct {
		ID   int64
		Row  string
		Seat int64
	}
	row := orm.C(func(s *Seat) *string { return &s.Row })
	seat := orm.C(func(s *Seat) *int64 { return &s.Seat })
	ctx, schema := context.Background(), orm.NewSchema()
	seats := orm.MustRegister(schema, orm.Unique[Seat](row, seat))
	db, _ := sqlite.Open(ctx, ":memory:")
	defer db.Close()
	schema.Create(ctx, db)
	seats.Insert(ctx, db, &Seat{Row: "A", Seat: 1})
	err := seats.Insert(ctx, db, &Seat{Row: "A", Seat: 1})
	fmt.Println(errors.Is(err, orm.ErrUnique))
	// Output: true
}
