// Package sqlvet finds SQL text that is not made of constants, which is how injection
// begins: text of a user's becomes a part of a statement.
//
//	go build -o sqlvet underhood/websec/sqlvet/cmd/sqlvet
//	go vet -vettool=$PWD/sqlvet ./...
//
// (The command works alone, too, and then reads all packages from source at once: miniflux's
// storage and what it imports take 7 s and 1 GiB, where go vet, which keeps what it has found
// of packages, takes 0.5 s and 33 MiB when storage has changed.)
//
//	db.Query("SELECT id FROM users WHERE name = '" + r.FormValue("name") + "'")
//	→ SQL text for (*sql.DB).Query is not made of constants: the result of (*http.Request).FormValue
//
// # How it works
//
// A statement goes to a database through one argument of a few methods. From there the
// analyser goes backwards over the program in SSA form (golang.org/x/tools/go/ssa) to
// all that the text may be made of:
//
//	db.Query(b.String())
//	         b  ←  b.WriteString(" ORDER BY " + o.col)     what is written into it
//	                                             o.col  ←  every store to the field
//	                                                       ←  parameter col of sortBy
//	                                                          ←  what its callers give
//
// It is a search on demand: where there is no SQL it costs little. Its answers are three:
//
//   - made of constants: literals, numbers, truth values, times; what an embedded file
//     holds; what a map, slice or switch of constants lets through;
//   - a parameter: the question goes on at the callers. A parameter that is passed on as
//     it is makes its function one that runs statements, and the callers are looked at in
//     its place, also those in other packages;
//   - anything else, which is reported with the place where it comes from.
//
// So it is strict: not what is known to be evil is reported, but what is not known to be
// constant. A list of sources of evil is never complete, and a database, a file and
// another service hand on what users have said.
//
// A path is followed through the calls that it came in by, so a function that gets
// constants here and data there is two cases. Fields are one for all objects of a type,
// except for objects that stay in one function. Of a struct that a template is executed
// with, the fields count that the template's text, when it is constant, can reach. Memory is followed through pointers,
// slices, maps, channels, closures and interfaces, in both directions: what is written
// into a builder by a function that it is passed to is found. Functions as values, method
// values and methods behind interfaces are resolved within the package.
//
// A check guards what it dominates. Known are the comparison with a constant, a switch, a
// look-up in a map of constants, slices.Contains and slices.Index, an anchored pattern
// that matches nothing but words, and functions of the package that say so by a truth
// value or an error.
//
// The package's facts for its importers are what each result, and each object that a
// parameter points to, is made of, and which parameters and fields are statements. The
// standard library is not analysed but modelled in models.go.
//
// # Statements
//
// These are the query arguments of the methods of database/sql's DB, Tx and Conn; of the
// interfaces Conn, ConnPrepareContext, Queryer, QueryerContext, Execer and ExecerContext of
// database/sql/driver; of Conn, Tx, Pool and Batch of pgx 4 and 5 and PgConn of their pgconn;
// the fields BeginQuery and CommitQuery of pgx's TxOptions; methods of any interface that are
// called as theirs and give what they give; and everything that passes a parameter on to one.
//
// Three libraries keep what they get in maps and lists of anything, so they are known by
// name, and a bad part is reported where it is given:
//
//   - sqlx: each parameter that is called query, of functions, types and interfaces alike. In,
//     Named, Rebind and BindNamed make text of text.
//   - squirrel: each string, alone or as the predicate, column or part of any type; the keys
//     of Eq, Lt, Like and its other maps, and of SetMap. What a builder gives is well. A type
//     of yours with a ToSql is not looked into when a builder gets it.
//   - gorm: the text of Raw, Exec, Expr, Where, Or, Not, Having, Select, Joins, InnerJoins,
//     Order, Group, Table, Pluck and Distinct, the first condition of First, Last, Take, Find,
//     Delete, FirstOrInit and FirstOrCreate where it stands in the call, and the field SQL of
//     clause.Expr and NamedExpr. Columns that gorm quotes are not SQL.
//
// Of other libraries that are built from source (bun, dbr, goqu, xorm) it is known what they
// pass on to the above, as of any package, and no more.
//
// # Types that take constants only
//
// A parameter of an unexported string type can be given an untyped constant by everybody
// and nothing else by anybody, as in SQL of underhood/websec. Since there is type
// inference, that is no longer so: generic code that is handed the function learns the
// type, and reflection always did.
//
//	func via[T ~string, R any](f func(T) R, s string) R { return f(T(s)) }
//
//	via(safe.New, r.FormValue("q")) // compiles, and is reported
//
// Reported are therefore such functions when they are used as values, type parameters
// that stand for such a type, and conversions to it of what is not constant. A type that
// is exported is one when a comment says so.
//
// # Comments that it obeys
//
//	//sqlvet:ignore why    behind code: nothing is reported on its line; above a statement
//	                       of however many lines: nor in it, but in functions within it
//	//sqlvet:trusted why   above a function, a method of an interface or a type: its
//	                       results and what it writes into its arguments, or its values
//	                       and their methods' results, are well
//	//sqlvet:constant      above a string type: it is one that takes constants only
//
// The reason is not optional. A directive is reported that is misspelt, stands above nothing
// that it is for, or ignores what nothing is reported of.
//
// # Beside gosec
//
// testdata is a module with idioms that have to be found and idioms that are safe, in
// seven parts. The first was there before the analyser, which was made for it. What the
// others met was mended; in brackets is how many were wrong at first.
//
//	                                 to be found           safe
//	bad, safe, across                 82 (1 missed)         41
//	laterbad, latersafe               39 (2 missed)         23 (2 reported)
//	loosebad, loosesafe               39 (3 missed)         20 (4 reported)
//	wholebad, mainbad, wholesafe      18 (1 missed)          6 (3 reported)
//	librarybad, librarysafe           17 (16 missed)        10 (6 reported)
//	keptuse, keptsafe                 12 (12 missed)         6
//	changedbad, changedsafe           14 (13 missed)         9 (1 reported)
//
// They have one author, who wrote the analyser as well: that is the limit of the figures.
// Most of wholebad are statements made by text/template, into which gosec does not look; the
// last three parts are of what trials met. An eighth part, unseen, is by
// somebody who knew neither: of 31 lines to be found one was missed at first (fmt.Sprint of
// a parameter), and none of 21 safe functions was reported.
//
//	                                        found      false alarms
//	sqlvet                               221 of 221       0 of 115
//	gosec v2.30.0, G201 G202 G701        112 of 221      54 of 115
//
// TestGosec counts again, with any gosec in the PATH (go test -run Gosec -v); an idiom
// counts as found when anything in it is reported. gosec is not told of the corpus's
// types that take constants only and of its comments. It looks for much beside SQL, which
// this does not. Most of its false alarms are checks in front of a statement, and
// placeholders that are counted.
//
// # Limits
//
//   - Text from a function of a package that was not analysed is not constant, nor is
//     what a function without facts fills through a pointer.
//   - An exported function that makes a parameter a part of a statement is reported where
//     it does, even if all callers give constants: not all of them can be seen. Give it a
//     Query of websec or a type that takes constants only.
//   - An exported function that makes a statement of a parameter as it is, and that nobody
//     here calls, is not reported: it is a wrapper, as every layer over database/sql has,
//     and whoever imports it is looked at in its place. gosec is silent there too. One
//     that nobody can import is reported: not exported, or in package main.
//   - Behind an interface the methods of this package's types are looked at, and not those
//     of others; reflection, unsafe, assembly and cgo are not looked into.
//   - An exported field that this package sets to constants only is taken for constant
//     here; who sets it elsewhere is reported there. What functions of its package put into
//     it is followed to this package's calls of them, for all objects alike, and, for objects
//     from elsewhere, to what made them. A variable that an exported function sets to what it
//     gets is not constant for those who import it.
//   - A check is good until a call between it and the statement can write what was checked:
//     through a pointer, a field of the same name of any object, a captured variable. What a
//     package of others does counts when its name says that it fills, such as Decode.
//   - Numbers that are made into characters, string(rune(n)), and the name that
//     [time.FixedZone] gives a time are not followed.
//   - What a constant is made into is not read: whether a placeholder is in quotes or a
//     LIKE pattern escaped is the database's to say.
//   - Stored procedures that build statements in the database are out of sight, and so are
//     drivers that are used without the interfaces above.
//   - The walks are bounded (walk.go). Where a bound is reached, text is not constant.
package sqlvet
