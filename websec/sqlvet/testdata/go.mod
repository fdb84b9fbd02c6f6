// A module of its own: the corpus builds, so any tool can be run on it. The libraries are
// small ones with the names and ways of the real.
module corpus

go 1.26

require (
	github.com/Masterminds/squirrel v1.5.4
	github.com/jackc/pgx/v4 v4.18.3
	github.com/jackc/pgx/v5 v5.0.0
	github.com/jmoiron/sqlx v1.4.0
	github.com/lib/pq v1.12.3
	gorm.io/gorm v1.31.2
)

replace (
	github.com/Masterminds/squirrel => ./squirrel
	github.com/jackc/pgx/v4 => ./pgx4
	github.com/jackc/pgx/v5 => ./pgx
	github.com/jmoiron/sqlx => ./sqlx
	github.com/lib/pq => ./pq
	gorm.io/gorm => ./gorm
)
