// Package constsql is SQL text that no value of a running program can get into.
//
// A parameter of type [Constant] accepts an untyped constant and nothing else that
// does not say so: a string variable does not convert by itself, and who imports this
// module cannot name the type, since it is internal. So the text of a statement is
// what stands in the source, and values travel beside it as arguments. (The idea is
// that of safehtml and of database/sql's proposal 60286.)
//
// The rest are the three places where text is made from data after all, each with its
// rule: [Quote] for identifiers, [EscapeLike] for patterns, [Rebind] for placeholders.
package constsql
