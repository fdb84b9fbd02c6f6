// A module of its own: the corpus builds, so any tool can be run on it.
module corpus

go 1.26

require github.com/jackc/pgx/v5 v5.0.0

replace github.com/jackc/pgx/v5 => ./pgx
