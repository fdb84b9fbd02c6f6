package orm_test

import (
	"context"
	"database/sql"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"underhood/orm"
	"underhood/orm/sqlite"
)

type embedded struct{ City string }

type Deep struct {
	City string
	Zip  string
}

type Loop struct{ *Loop }

type Pointed struct{ Street string }

type badEnum string

func (e *badEnum) Values() []string { return nil }

type emptyEnum string

func (emptyEnum) Values() []string { return nil }

type valueHook struct{ ID int64 }

func (valueHook) BeforeInsert(context.Context) error { return nil }

type otherHook struct{ ID int64 }

func (*otherHook) AfterUpdate() {}

// problems registers T in an empty schema and gives the messages.
func problems[T any](opts ...orm.TableOption[T]) []string {
	_, err := orm.Register(orm.NewSchema(), opts...)
	if err == nil {
		return nil
	}
	return strings.Split(err.Error(), "\n")
}

func TestMappingErrors(t *testing.T) {
	type all struct {
		ID     int64
		C      chan int
		F      func() `orm:"f"`
		M      map[string]int
		S      struct{ A int }
		R      big.Rat
		L      []string
		hidden int    `orm:"hidden"`
		Typo   string `orm:",indx"`
		Size   string `orm:",size=-1"`
		Val    string `orm:",unique=1"`
		Want   string `orm:",default"`
		Dec    string `orm:",decimal=2.5"`
		Def    int    `orm:",default=x"`
		Same   int    `orm:"typo"`
		Micro  int64  `orm:",micros"`
		Arr    int    `orm:",array"`
		Emb    int    `orm:",embed"`
		Bad    badEnum
		Empty  emptyEnum
		Ver    string              `orm:",version"`
		Ver2   int64               `orm:",version"`
		Ver3   int64               `orm:",version"`
		Soft   time.Time           `orm:",softdelete"`
		Auto   int64               `orm:",auto"`
		NotN   int64               `orm:",notnull"`
		Tab    string              `orm:",text"`
		Szint  int                 `orm:",size=3"`
		Dup    sql.Null[time.Time] `orm:"size"`
	}
	_ = all{}.hidden
	require.Equal(t, []string{
		`orm: orm_test.all.C: type chan int has no column type`,
		`orm: orm_test.all.F: type func() has no column type`,
		`orm: orm_test.all.M: type map[string]int has no column type; say json, embed or -`,
		`orm: orm_test.all.S: type struct { A int } has no column type; say json, embed or -`,
		`orm: orm_test.all.R: a big.Rat needs the option decimal=digits.scale`,
		`orm: orm_test.all.L: type []string has no column type; say array or json`,
		`orm: orm_test.all.hidden: has a tag but is not exported`,
		`orm: orm_test.all.Typo: option "indx" is unknown`,
		`orm: orm_test.all.Size: size=-1 is not a positive number`,
		`orm: orm_test.all.Val: option "unique" takes no value`,
		`orm: orm_test.all.Want: option "default" wants a value`,
		`orm: orm_test.all.Dec: decimal=2.5 is not digits.scale, such as decimal=12.2`,
		`orm: orm_test.all.Def: default=x is no int`,
		`orm: orm_test.all.Micro: option "micros" is for times, not int`,
		`orm: orm_test.all.Arr: option "array" wants a slice, not int`,
		`orm: orm_test.all.Emb: embed wants a struct, not int`,
		`orm: orm_test.all.Bad: method Values of orm_test.badEnum is not func() []string or func() []badEnum, with a value receiver`,
		`orm: orm_test.all.Empty: method Values of orm_test.emptyEnum gives none`,
		`orm: orm_test.all.NotN: option "notnull" is for []byte and Valuers; a plain int64 is not NULL anyway`,
		`orm: orm_test.all.Tab: option "text" is for uint64 and UUIDs, not text`,
		`orm: orm_test.all.Szint: option "size" is for strings, not int`,
		`orm: orm_test.all.Same: column "typo" is that of Typo, too`,
		`orm: orm_test.all.Dup: column "size" is that of Size, too`,
		`orm: orm_test.all.Ver: version wants an integer that cannot be NULL, not string`,
		`orm: orm_test.all.Ver2: a second version, after Ver`,
		`orm: orm_test.all.Ver3: a second version, after Ver`,
		`orm: orm_test.all.Soft: softdelete wants an sql.Null[time.Time] or *time.Time, not time.Time`,
		`orm: orm_test.all.Auto: auto is for keys`,
	}, problems[all]())

	type noKey struct{ Name string }
	require.Equal(t, []string{"orm: orm_test.noKey: no key: mark its fields with the option key, or name one ID"}, problems[noKey]())
	require.Equal(t, []string{"orm: orm_test.valueHook: hook BeforeInsert has a value receiver and would see a copy; make it (*valueHook)"}, problems[valueHook]())
	require.Equal(t, []string{"orm: orm_test.otherHook: hook AfterUpdate is func(), not func(context.Context) error"}, problems[otherHook]())
	require.Equal(t, []string{"orm: int: not a struct"}, problems[int]())
	type loop struct {
		ID int64
		Loop
	}
	require.Equal(t, []string{"orm: orm_test.loop: embeds itself"}, problems[loop]())
	type nothing struct{ a int }
	_ = nothing{}.a
	require.Equal(t, []string{"orm: orm_test.nothing: has no columns"}, problems[nothing]())

	type one struct{ ID int64 }
	s := orm.NewSchema()
	orm.MustRegister[one](s)
	_, err := orm.Register[one](s)
	require.ErrorContains(t, err, "registered before")
	require.Panics(t, func() { orm.MustRegister[noKey](s) })
	type two struct{ ID int64 }
	_, err = orm.Register(s, orm.Name[two]("one"))
	require.EqualError(t, err, `orm: orm_test.two: table "one" is that of orm_test.one`)
}

func TestEmbedding(t *testing.T) {
	type Base struct {
		ID   int64
		City string // hidden by the outer one
	}
	type place struct {
		Base
		City     string
		Home     Deep `orm:",prefix=home_"`
		*Pointed `orm:",prefix=p_"`
		Work     *Deep    `orm:",prefix=work_"`
		Extra    Deep     `orm:",json"`
		Skipped  chan int `orm:"-"`
		embedded `orm:"-"`
	}
	s := orm.NewSchema()
	places := orm.MustRegister[place](s)
	db := open(t)
	require.NoError(t, s.Create(t.Context(), db))
	ddl, err := s.DDL(sqlite.Dialect{})
	require.NoError(t, err)
	require.Equal(t, []string{`CREATE TABLE IF NOT EXISTS "place" (
	"id" INTEGER PRIMARY KEY,
	"city" TEXT NOT NULL,
	"home_city" TEXT NOT NULL,
	"home_zip" TEXT NOT NULL,
	"p_street" TEXT,
	"work_city" TEXT,
	"work_zip" TEXT,
	"extra" TEXT NOT NULL
)`}, ddl)

	full := place{City: "Rome", Home: Deep{"a", "b"}, Pointed: &Pointed{"s"}, Work: &Deep{"c", ""}, Extra: Deep{"x", "y"}}
	bare := place{City: "Bonn"}
	require.NoError(t, places.Insert(t.Context(), db, &full, &bare))
	got, err := places.Get(t.Context(), db, full.ID)
	require.NoError(t, err)
	require.Equal(t, full, *got)
	got, err = places.Get(t.Context(), db, bare.ID)
	require.NoError(t, err)
	require.Equal(t, bare, *got, "embedded pointers stay nil")

	street := orm.C(func(p *place) *string { return &p.Street })
	zip := orm.C(func(p *place) *string { return &p.Work.Zip })
	home := orm.C(func(p *place) *string { return &p.Home.City })
	id := orm.C(func(p *place) *int64 { return &p.ID })
	n, err := places.Where(street.Eq("s"), zip.Eq(""), home.Eq("a"), id.Gt(0)).Count(t.Context(), db)
	require.NoError(t, err)
	require.EqualValues(t, 1, n)

	hidden := orm.C(func(p *place) *string { return &p.Base.City })
	_, err = places.Where(hidden.Eq("")).Count(t.Context(), db)
	require.ErrorContains(t, err, "is not mapped")
}

func TestSelectorMisuse(t *testing.T) {
	type one struct{ ID int64 }
	var elsewhere int64
	require.PanicsWithValue(t, "orm: C: the function returns no field of its orm_test.one", func() {
		orm.C(func(*one) *int64 { return &elsewhere })
	})
	require.Panics(t, func() { orm.C(func(*one) *int64 { return nil }) })
}

func TestNaming(t *testing.T) {
	tests := []struct{ name, snake, pascal string }{
		{"ID", "id", "Id"},
		{"TrackID", "track_id", "TrackId"},
		{"HTTP2Server", "http2_server", "Http2Server"},
		{"UserURL", "user_url", "UserUrl"},
		{"URLs", "ur_ls", "UrLs"},
		{"Name", "name", "Name"},
		{"already_snake", "already_snake", "AlreadySnake"},
		{"X", "x", "X"},
		{"ÄrgerÖl", "ärger_öl", "ÄrgerÖl"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			require.Equal(t, tt.snake, orm.SnakeCase(tt.name))
			require.Equal(t, tt.pascal, orm.PascalCase(tt.name))
			require.Equal(t, tt.name, orm.Verbatim(tt.name))
		})
	}
	type Track struct {
		TrackID int64 `orm:",key"`
	}
	s := orm.NewSchema(orm.WithNaming(orm.PascalCase))
	orm.MustRegister[Track](s)
	ddl, err := s.DDL(sqlite.Dialect{})
	require.NoError(t, err)
	require.Equal(t, []string{"CREATE TABLE IF NOT EXISTS \"Track\" (\n\t\"TrackId\" INTEGER NOT NULL,\n\tPRIMARY KEY (\"TrackId\")\n)"}, ddl)
}

func TestRefusedByDialect(t *testing.T) {
	type big struct {
		ID   int64
		N    uint64
		Name string `orm:"a\xffb"`
	}
	s := orm.NewSchema()
	orm.MustRegister[big](s)
	_, err := s.DDL(sqlite.Dialect{})
	require.ErrorContains(t, err, "orm: orm_test.big.N: a uint64 does not fit SQLite's integers; say text, or use another type\n")
	require.ErrorContains(t, err, "orm: orm_test.big.Name: constsql: not an identifier")
}

type intEnum int

func (intEnum) Values() []intEnum { return []intEnum{1} }

type Knot struct {
	R *Knot `orm:",embed"`
}

func TestMappingErrorsOfOptions(t *testing.T) {
	type all struct {
		ID    int64
		Int   intEnum
		Level Level  `orm:",default=silver"`
		Twice int    `orm:",index,index"`
		Sized string `orm:",size=3,size=4"`
		Nul   string `orm:"a\x00b"`
		Null  sql.Null[sql.Null[int64]]
		Knot
	}
	require.Equal(t, []string{
		`orm: orm_test.all.Int: an enum is a string: orm_test.intEnum has a method Values and is int`,
		`orm: orm_test.all.Level: default=silver is none of basic, gold`,
		`orm: orm_test.all.Twice: option "index" is said twice`,
		`orm: orm_test.all.Sized: option "size" is said twice`,
		`orm: orm_test.all.Nul: the name "a\x00b" has a NUL`,
		`orm: orm_test.all.Null: sql.Null[int64] is NULL in two ways`,
		`orm: orm_test.all.R: embeds itself`,
	}, problems[all]())
	type one struct{ ID int64 }
	require.Equal(t, []string{`orm: orm_test.one: "" is no name of a table`}, problems(orm.Name[one]("")))
	require.Equal(t, []string{`orm: orm_test.one: "a\x00" is no name of a table`}, problems(orm.Name[one]("a\x00")))
	require.Equal(t, []string{`orm: orm_test.one: option 2 of Register is nil`}, problems(orm.Name[one]("a"), nil))
}
