// Package orm maps structs to tables and operations on objects to SQL, checked by the
// compiler without generated code, and faster than database/sql written by hand.
//
//	type User struct {
//		ID   int64
//		Name string
//		Age  int64
//	}
//
//	var (
//		schema = orm.NewSchema()
//		users  = orm.MustRegister[User](schema)
//		name   = orm.C(func(u *User) *string { return &u.Name })
//		age    = orm.C(func(u *User) *int64 { return &u.Age })
//	)
//
//	db, err := sqlite.Open(ctx, "app.db")
//	…
//	err = users.Insert(ctx, db, &User{Name: "Ada", Age: 36})
//	adults, err := users.Where(age.Ge(18)).OrderBy(name.Asc()).List(ctx, db)
//
// # How it works
//
// An object-relational mapper is three translations. Each is done once, as early as it
// can be:
//
//	struct type  --Register-->  model: columns, offsets, roles     once a type
//	model        --first use->  plan: SQL texts, how values travel  once a type and dialect
//	text         --prepare--->  statement of the engine            once a connection
//
// So an operation finds its text ready, copies fields to the driver's arguments by their
// offsets, and runs a statement that the engine has parsed before. Rows go the same way
// back, below database/sql: its pool is used, its copying and converting is not.
// That a statement is kept is where the speed comes from: parsing takes half of a
// small statement's time, and code that hands SQL text to database/sql pays it each call.
//
// A column is made by [C] from a function that selects a field. The function runs once,
// on an object made for the purpose; where the pointer that it returns points says which
// field it is. The column's type carries the table's and the field's, which is all that
// the compiler needs: a wrong value, a field that is not there and a column of another
// table do not compile (TestMisuse holds the messages), and renaming a field renames it in
// every query.
//
// # Tags
//
// A field is a column named by the schema's [Naming], snake_case by default. The tag is
// `orm:"name,option,option=value"`, and "-" leaves a field out. A name that is also an
// option needs a comma at the end, `orm:"version,"`; without it, it is refused.
//
//	key          part of the primary key; a field ID is the key if none has this
//	auto         a key that is made at insert if it is zero: an integer by the database,
//	             a UUID (version 7) here; an integer field ID has it
//	version      counts up at each update, which has to have seen the last ([StaleError])
//	softdelete   an sql.Null[time.Time] or *time.Time that Delete sets
//	unique       a unique index; of several columns: [Unique]
//	index        an index; of several columns: [Index]
//	default=v    for rows that others insert: here what the field holds is written
//	generated    the database fills it; it is read back after Insert and Update
//	json         anything, as JSON
//	array        a slice, as an array or JSON
//	decimal=p.s  p digits, s behind the point: a string, big.Rat, or Valuer and Scanner
//	size=n       a string of n characters at most
//	micros       a time as an integer of microseconds
//	text         a uint64 or UUID as text
//	notnull      a []byte or Valuer that is never NULL
//	prefix=p     the columns of an embedded struct begin with p
//	embed        a struct field whose fields are columns
//
// Embedded structs follow Go's rules of promotion. One that is a pointer is nil when all
// its columns are NULL. Every mistake in a type is reported by [Register], all at once.
//
// NULL is sql.Null[T] or *T, and nil for []byte. A plain T is NOT NULL, and NULL read into
// one is an error that names the column. Zero is a value: it is written, compared and
// counted like any other.
//
// How each type is stored is a table in the dialect's package, made by the test that
// writes and reads them.
//
// # Queries
//
// A [Query] is a value: every method gives another one, so a query can be kept, shared and
// refined twice. [Query.List], [Query.Each], [Query.One], [Query.First], [Query.Count] and
// [Query.Exists] read; [Query.Update] and [Query.Delete] write, and refuse to without a
// condition, unless the query began with [Table.All]. [Select] reads expressions and
// aggregates into another struct, [Value] reads one, [Exists] asks for related rows, and a
// [View] is a join, whose row is a struct of the tables' structs.
//
// [SQL] and [Raw] take SQL by hand, as constants of the program with arguments; a text
// made at run time does not compile. In lists of values ([Expr.In]) all of them are one
// parameter, so there is no limit on their number and one statement for all lengths.
//
// # Relations
//
// A field of type [Rel] or [RelMany] is for objects of another table. It knows whether they
// have been loaded, and asks for nothing by itself. [BelongsTo], [HasOne] and [HasMany] make a
// [Relation] from pairs of columns, and [Load] brings it for all rows at once, in one
// statement whatever their number, with an order and a limit for each of them. Many to many
// is two relations through the table between, whose rows are there to be read. Saving an
// object saves what its own columns say and nothing that is related to it.
//
// # Sessions
//
// All of the above does what it says when it is called. A [Session] is for work in which many
// objects change and who comes first does not matter to the program: an identity map, one
// object for one row, and a unit of work, which writes what has changed in one transaction.
//
//	s := orm.NewSession(db)
//	ada, err := painters.In(s).Get(ctx, 1)
//	ada.Name = "Ada L."
//	err = pictures.In(s).Add(&Picture{Title: "Light", Painter: orm.To(ada)})
//	plan, err := s.Plan() // what Flush would do, in which order, and why
//	err = s.Flush(ctx)
//
// Objects stay plain structs. What has changed is found by comparing columns with what the
// row held when it was last seen: encoded, so that what was changed in place counts, and a
// time that differs by less than is stored does not. Only those columns are written.
//
// A field that was declared by [Link] gives its columns at the flush, when the key of the
// other object is known, be it one that the database has just made. If the program changes
// the column instead, the column counts, and a field that was loaded is loaded no more. If
// it says two things by [To] and by the column, it is told so.
//
// The order is found row by row, and then rows of one table that need not wait are written
// together:
//
//	insert  after the rows it refers to, and after what frees its key or a unique value
//	update  after the rows it will refer to, and after what frees a unique value
//	delete  after the rows that refer to it have gone or refer to something else
//
// Where rows refer to each other in a circle, a reference that may be NULL is NULL at
// first. SQLAlchemy, the model of this, sorts tables and wants to be told of such circles;
// here rows are sorted, so two tables may refer to each other, and a table to itself. A
// circle of NOT NULL is a [CycleError] that names its rows; so is one of unique values, as
// when two rows swap theirs, which takes two flushes.
//
// Differences from SQLAlchemy: what Add is not told of is not saved (no cascade along
// fields); a query does not flush unless [WithAutoFlush] is given; the map holds its objects
// strongly, since changes are only seen by comparing; a failed flush can be mended and
// repeated; nothing expires at a commit, since nothing is read behind a field. RelMany is for
// reading: what was loaded before a flush is as old as that.
//
// # Transactions
//
// [DB.Tx] runs a function in a transaction, and [Tx.Tx] in a savepoint of it: committed if
// it returns nil, else undone, be it by an error, a panic or runtime.Goexit. Operations take
// a [Runner], which is a [DB] or a [Tx]. A [Tx] whose engine has rolled back already says
// so to everything that comes after ([ErrRetry], [ErrTxLost], the end of a context).
//
// # Invariants
//
//   - Random operations give the same results as on a map (TestReference of orm/sqlite).
//   - What is written is read back equal, at the ends of every type (TestRoundTrip).
//   - Values and identifiers are data, never SQL (FuzzInjection).
//   - An object is changed only when the database is (TestTrapBatchIDs, TestTrapRestore).
//   - A pool of one connection is enough: no operation holds one and asks for another
//     (TestTrapPoolOfOne).
//   - A kept statement that is being read is not run again (TestTrapPoolOfOne), and there
//     are never more than the dialect says (TestStatementCache).
//   - A relation is one statement for any number of rows, on every engine (TestManyParents).
//   - What is said of typed queries and SQL by hand holds on SQLite, PostgreSQL and MariaDB
//     (TestChinook), and the SQL of each is on file (TestSQL).
//   - After a flush of any edits to any graph the tables hold what the objects say, and after
//     one that fails half-way tables and objects hold what they held (TestSessionLaw).
//   - Without a hook ([WithTrace]) nothing is noted (TestTraceCost).
//
// # Differences from SQL
//
// x <> NULL is what Ne of an invalid sql.Null would be in SQL; here it is IS NOT NULL, and
// Eq is IS NULL. NOT IN of nothing holds, also for NULL. Decimals are text in SQLite and do
// not sort as numbers there, so asking for that is an error. Whether LIKE minds case is left
// to the engine.
//
// # Sources
//
// Fowler, Patterns of Enterprise Application Architecture (2002), for the vocabulary: data
// mapper, identity field, identity map, unit of work, optimistic offline lock. SQLAlchemy's
// orm/unitofwork.py and "Session Basics" for what sessions do. sqlite.org: lang_returning, wal,
// rescode, json1. database/sql/driver, for what a driver promises (ErrBadConn). What other
// mappers do wrong is in the tests named TestTrap.
package orm
