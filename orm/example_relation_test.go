package orm_test

import (
	"context"
	"fmt"

	"underhood/orm"
	"underhood/orm/sqlite"
)

type Poet struct {
	ID    int64
	Name  string
	Poems orm.RelMany[Poem]
}

type Poem struct {
	ID     int64
	Title  string
	PoetID int64
	Poet   orm.Rel[Poet]
}

var (
	poetID   = orm.C(func(p *Poet) *int64 { return &p.ID })
	poemID   = orm.C(func(p *Poem) *int64 { return &p.ID })
	poemPoet = orm.C(func(p *Poem) *int64 { return &p.PoetID })
)

// An anthology is what the examples of relations work on.
type anthology struct {
	*orm.DB
	poets *orm.Table[Poet]
	poems *orm.Table[Poem]
}

func newAnthology() *anthology {
	ctx, schema := context.Background(), orm.NewSchema()
	a := &anthology{poets: orm.MustRegister[Poet](schema), poems: orm.MustRegister[Poem](schema)}
	a.DB, _ = sqlite.Open(ctx, ":memory:")
	schema.Create(ctx, a.DB)
	a.poets.Insert(ctx, a, &Poet{Name: "Sappho"}, &Poet{Name: "Heine"}, &Poet{Name: "Nobody"})
	a.poems.Insert(ctx, a, &Poem{Title: "Ode", PoetID: 1}, &Poem{Title: "Belsatzar", PoetID: 2}, &Poem{Title: "Lore-Ley", PoetID: 2})
	return a
}

// Two statements, however many poets there are: theirs, and that of the relation.
func ExampleLoad() {
	ctx, a := context.Background(), newAnthology()
	defer a.Close()
	poems := orm.HasMany(func(p *Poet) *orm.RelMany[Poem] { return &p.Poems }, a.poems, orm.On(poetID, poemPoet))

	poets, _ := a.poets.All().OrderBy(poetID.Asc()).List(ctx, a)
	orm.Load(ctx, a, poets, poems.OrderBy(poemID.Desc()).Limit(1))
	for _, p := range poets {
		latest, _ := p.Poems.Get()
		fmt.Print(p.Name, ":")
		for _, poem := range latest {
			fmt.Print(" ", poem.Title)
		}
		fmt.Println()
	}
	// Output:
	// Sappho: Ode
	// Heine: Lore-Ley
	// Nobody:
}

// What has not been loaded is unknown, which is not the same as none.
func ExampleRel() {
	ctx, a := context.Background(), newAnthology()
	defer a.Close()
	poet := orm.BelongsTo(func(p *Poem) *orm.Rel[Poet] { return &p.Poet }, a.poets, orm.On(poemPoet, poetID))

	poem, _ := a.poems.Get(ctx, a, 1)
	fmt.Println(poem.Poet.Loaded())
	orm.LoadAll(ctx, a, []*Poem{poem}, poet)
	by, loaded := poem.Poet.Get()
	fmt.Println(by.Name, loaded)
	// Output:
	// false
	// Sappho true
}

// A relation is refined as a query is, and goes on to the next.
func ExampleRelation_With() {
	ctx, a := context.Background(), newAnthology()
	defer a.Close()
	poet := orm.BelongsTo(func(p *Poem) *orm.Rel[Poet] { return &p.Poet }, a.poets, orm.On(poemPoet, poetID))
	poems := orm.HasMany(func(p *Poet) *orm.RelMany[Poem] { return &p.Poems }, a.poems, orm.On(poetID, poemPoet))

	found, _ := a.poems.Where(poemID.Eq(2)).List(ctx, a)
	orm.Load(ctx, a, found, poet.With(poems.OrderBy(poemID.Asc())))
	by, _ := found[0].Poet.Get()
	all, _ := by.Poems.Get()
	fmt.Println(by.Name, len(all))
	// Output: Heine 2
}
