// Package sqlite opens SQLite databases for [underhood/orm], with the engine built in:
// modernc.org/sqlite is SQLite in Go, so there is no server and no cgo.
//
//	db, err := sqlite.Open(ctx, "app.db")
//	…
//	defer db.Close()
//
// # One writes, many read
//
// SQLite has one writer at a time, whoever it is. Here that is one connection, in front of
// which writers queue, in place of many that poll a lock and time out; a transaction takes
// the lock as it begins (BEGIN IMMEDIATE), since one that read first and finds it taken
// could only fail. Other connections read beside it (WAL) and cannot write. A read sees what
// was committed when it began. A database in memory is one connection's own, so it has one;
// a loop over [orm.Query.Each] that writes then belongs into a transaction.
//
// # How values are kept
//
// Columns are declared so that no affinity changes a value. TestValueTable made this table
// by writing a row and asking SQLite:
//
//	Go                       tag            column                                                 kept as
//	int64                                   INTEGER PRIMARY KEY                                    integer 1
//	int8                                    INTEGER NOT NULL                                       integer 127
//	int16                                   INTEGER NOT NULL                                       integer 32767
//	int32                                   INTEGER NOT NULL                                       integer 2147483647
//	int64                                   INTEGER NOT NULL                                       integer 9223372036854775807
//	int                                     INTEGER NOT NULL                                       integer 9223372036854775807
//	uint8                                   INTEGER NOT NULL                                       integer 255
//	uint16                                  INTEGER NOT NULL                                       integer 65535
//	uint32                                  INTEGER NOT NULL                                       integer 4294967295
//	uint64                   text           TEXT NOT NULL                                          text '18446744073709551615'
//	bool                                    BOOLEAN NOT NULL                                       integer 1
//	float32                                 REAL NOT NULL                                          real
//	float64                                 REAL NOT NULL                                          real
//	string                                  TEXT NOT NULL                                          text 'it''s "日本" \ %_?;--'
//	Color                                   TEXT NOT NULL CHECK ("enum" IN ('red', 'it''s blue'))  text 'red'
//	string                   decimal=20.2   TEXT NOT NULL                                          text '12345678901234567.89'
//	big.Rat                  decimal=30.10  TEXT NOT NULL                                          text '99999999999999999999.9999999999'
//	[]uint8                                 BLOB                                                   blob X'00FF27'
//	time.Time                               TEXT NOT NULL                                          text '9999-12-31 23:59:59.999999Z'
//	time.Time                micros         INTEGER NOT NULL                                       integer 1709164923000456
//	time.Duration                           INTEGER NOT NULL                                       integer 9223372036854775807
//	[16]uint8                               BLOB NOT NULL                                          blob X'FF010000000000000000000000000000'
//	[16]uint8                text           TEXT NOT NULL                                          text 'ff010000-0000-0000-0000-000000000000'
//	map[string]interface {}  json           TEXT NOT NULL                                          text '{"a":[1.5,null,"x"]}'
//	[]string                 array          TEXT NOT NULL                                          text '["","a,b","\"''"]'
//	Point                                   BLOB                                                   text '-1;2'
//	sql.Null[int16]                         INTEGER                                                integer -1
//	*string                                 TEXT                                                   text 'there'
//	sql.Null[time.Time]                     TEXT                                                   text '2024-05-06 07:08:09.123456Z'
//	*[16]uint8                              BLOB                                                   blob X'00000000000000000000000000000001'
//
// A time is text of one width, which sorts, and which SQLite's date functions read; it is
// parsed by hand, since the driver's parser takes a third of the time of a list. With the
// tag micros it is an integer, which is a little faster still. A uint64 does not fit
// SQLite's integers and is refused without the tag text. A NUMERIC column would make a float
// of a decimal and lose digits; as text it is exact, but does not sort, so comparing for
// less or greater, ordering and adding up are refused.
//
// # Differences between drivers
//
// The same laws hold over ncruces/go-sqlite3 (TestPartner), which gives bool where modernc
// gives an integer. Neither accepts another process's writes without a wait: [Config] has
// the time-out.
package sqlite
