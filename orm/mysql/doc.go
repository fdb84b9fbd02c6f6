// Package mysql opens MariaDB databases, 10.6 or later, for [underhood/orm], with
// github.com/go-sql-driver/mysql. MySQL speaks the same protocol, but has neither
// INSERT … RETURNING nor the collation that is used here, and is not supported.
//
//	db, err := mysql.Open(ctx, "user:password@tcp(localhost:3306)/app")
//	…
//	defer db.Close()
//
// # What every session is told
//
// Values that do not fit are errors and are not cut (STRICT_ALL_TABLES). Sessions are in
// UTC. Updates count the rows they met, changed or not (clientFoundRows), without which a
// write of equal values looks like a row that is not there. "a" is a name and \ a
// character, as in the standard. Tables are made with a collation that compares bytes, so
// that 'a' is neither 'A' nor 'a '.
//
// # Connections and transactions
//
// A context that ends makes the driver drop the connection, while the server goes on with
// the query. It is killed over another connection (KILL QUERY, TestCancel). The driver looks
// whether a connection of the pool is alive before it uses it; one that is lost later is
// [orm.ErrConnLost], which ends a transaction (TestTrapKilledIdle, TestTrapLostInTx). A
// deadlock is [orm.ErrRetry]; the server has rolled back then (TestTrapDeadlock). So is a write
// of a row that has changed since it was read, where innodb_snapshot_isolation is on; it is
// off before MariaDB 11.6, and that write goes through (TestTrapLostUpdate). DDL commits the
// transaction it is in, and what was done before it stays (TestTrapDDLCommits).
//
// # Sets, batches and keys
//
// Up to 512 values of a set are parameters, padded to a power of two, so that there are ten
// texts and not 512; more are one JSON text. A batch whose keys the database makes is
// inserted row by row in a transaction: LAST_INSERT_ID tells the first, and the others are
// not those that follow it where a cluster counts in threes.
//
// [orm.Conflict] Nothing catches the error of the unique index, whichever it is; INSERT
// IGNORE would hide others. Unique indexes of tables with soft delete count deleted rows as
// well, since there are no partial ones.
//
// # How values are kept
//
// TestValueTable made this table by writing a row and asking the server:
//
//	Go                       tag            column                                                                                                       kept as
//	int64                                   BIGINT AUTO_INCREMENT PRIMARY KEY                                                                            1
//	int8                                    TINYINT NOT NULL                                                                                             127
//	int16                                   SMALLINT NOT NULL                                                                                            32767
//	int32                                   INT NOT NULL                                                                                                 2147483647
//	int64                                   BIGINT NOT NULL                                                                                              9223372036854775807
//	int                                     BIGINT NOT NULL                                                                                              9223372036854775807
//	uint8                                   TINYINT UNSIGNED NOT NULL                                                                                    255
//	uint16                                  SMALLINT UNSIGNED NOT NULL                                                                                   65535
//	uint32                                  INT UNSIGNED NOT NULL                                                                                        4294967295
//	uint64                   text           VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL                                         18446744073709551615
//	bool                                    BOOLEAN NOT NULL                                                                                             1
//	float32                                 FLOAT NOT NULL                                                                                               3.40282e38
//	float64                                 DOUBLE NOT NULL                                                                                              1.7976931348623157e308
//	string                                  LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL                                            it's "日本" \ %_?;--
//	Color                                   VARCHAR(9) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL CHECK (`enum` IN ('red', 'it''s blue'))  red
//	string                   decimal=20.2   DECIMAL(20,2) NOT NULL                                                                                       12345678901234567.89
//	big.Rat                  decimal=30.10  DECIMAL(30,10) NOT NULL                                                                                      99999999999999999999.9999999999
//	[]uint8                                 LONGBLOB                                                                                                     X'00FF27'
//	time.Time                               DATETIME(6) NOT NULL                                                                                         9999-12-31 23:59:59.999999
//	time.Time                micros         BIGINT NOT NULL                                                                                              1709164923000456
//	time.Duration                           BIGINT NOT NULL                                                                                              9223372036854775807
//	[16]uint8                               BINARY(16) NOT NULL                                                                                          X'FF010000000000000000000000000000'
//	[16]uint8                text           CHAR(36) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL                                            ff010000-0000-0000-0000-000000000000
//	map[string]interface {}  json           LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL                                            {"a":[1.5,null,"x"]}
//	[]string                 array          LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL                                            ["","a,b","\"'"]
//	Point                                   LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin                                                     -1;2
//	sql.Null[int16]                         SMALLINT                                                                                                     -1
//	*string                                 LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin                                                     there
//	sql.Null[time.Time]                     DATETIME(6)                                                                                                  2024-05-06 07:08:09.123456
//	*[16]uint8                              BINARY(16)                                                                                                   X'00000000000000000000000000000001'
//
// A string with an index is a VARCHAR(255) unless its tag says a size. A decimal parameter
// is cast where it is compared, for beside a string the server compares floats. A time is a
// DATETIME(6) and travels as text, because the driver writes the year 1 as 0000-00-00.
package mysql
