package orm_test

import (
	"context"
	"errors"
	"fmt"

	"underhood/orm"
	"underhood/orm/sqlite"
)

type Painter struct {
	ID   int64
	Name string
}

type Picture struct {
	ID        int64
	Title     string
	PainterID int64
	Painter   orm.Rel[Painter]
}

var (
	painterID      = orm.C(func(a *Painter) *int64 { return &a.ID })
	picturePainter = orm.C(func(b *Picture) *int64 { return &b.PainterID })
)

// A gallery is what the examples of sessions work on: it knows Ada, and what is sent.
type gallery struct {
	*orm.DB
	painters *orm.Table[Painter]
	pictures *orm.Table[Picture]
	sent     []string
}

func newGallery() *gallery {
	ctx, schema, l := context.Background(), orm.NewSchema(), &gallery{}
	painter := orm.RefersTo(picturePainter, painterID)
	l.painters = orm.MustRegister[Painter](schema)
	l.pictures = orm.MustRegister(schema, orm.Foreign(orm.Cascade, painter), orm.Link(func(b *Picture) *orm.Rel[Painter] { return &b.Painter }, painter))
	l.DB, _ = sqlite.Open(ctx, ":memory:", orm.WithTrace(func(e orm.Event) {
		for _, s := range e.Statements {
			l.sent = append(l.sent, s.SQL)
		}
	}))
	schema.Create(ctx, l.DB)
	l.painters.Insert(ctx, l, &Painter{Name: "Ada"})
	l.sent = nil
	return l
}

func ExampleNewSession() {
	ctx, l := context.Background(), newGallery()
	defer l.Close()

	s := orm.NewSession(l)
	ada, _ := l.painters.In(s).Get(ctx, 1)
	same, _ := l.painters.In(s).Get(ctx, 1)
	fmt.Println("one object for one row:", ada == same)
	ada.Name = "Ada L."
	l.pictures.In(s).Add(&Picture{Title: "Light", Painter: orm.To(ada)})
	l.sent = nil
	s.Flush(ctx)
	for _, text := range l.sent {
		fmt.Println(text)
	}
	// Output:
	// one object for one row: true
	// BEGIN IMMEDIATE
	// INSERT INTO "picture" ("title", "painter_id") VALUES (?, ?)
	// UPDATE "painter" SET "name" = ? WHERE "id" = ?
	// COMMIT
}

// The key of the painter is made by the database in the same flush.
func ExampleTo() {
	ctx, l := context.Background(), newGallery()
	defer l.Close()

	s := orm.NewSession(l)
	bob := &Painter{Name: "Bob"}
	picture := &Picture{Title: "Boats", Painter: orm.To(bob)}
	l.pictures.In(s).Add(picture)
	err := s.Flush(ctx)
	fmt.Println(err)
	l.painters.In(s).Add(bob)
	err = s.Flush(ctx)
	fmt.Println(err, picture.PainterID == bob.ID)
	// Output:
	// orm: flush: an object that is not in the session: a new row of picture refers to it by painter_id; Add it
	// <nil> true
}

func ExampleSession_Plan() {
	l := newGallery()
	defer l.Close()

	s := orm.NewSession(l)
	bob, eve := &Painter{Name: "Bob"}, &Painter{Name: "Eve"}
	l.pictures.In(s).Add(&Picture{Title: "Boats", Painter: orm.To(bob)}, &Picture{Title: "Rain", Painter: orm.To(eve)})
	l.painters.In(s).Add(bob, eve)
	plan, _ := s.Plan()
	fmt.Print(plan)
	fmt.Println(len(l.sent), "sent")
	// Output:
	// insert painter
	//   1: a new row
	//   2: a new row
	// insert picture
	//   3: a new row, after 1: refers to it by painter_id
	//   4: a new row, after 2: refers to it by painter_id
	// 0 sent
}

// After a transaction that failed, the objects are as they were before it.
func ExampleSession_Tx() {
	ctx, l := context.Background(), newGallery()
	defer l.Close()

	s := orm.NewSession(l)
	ada, _ := l.painters.In(s).Get(ctx, 1)
	err := s.Tx(ctx, func(*orm.Tx) error {
		ada.Name = "Eve"
		s.Flush(ctx)
		return errors.New("not after all")
	})
	fmt.Println(err)
	fmt.Println(ada.Name)
	// Output:
	// not after all
	// Ada
}

// What the foreign key does to rows, the session does to its objects.
func ExampleObjects_Remove() {
	ctx, l := context.Background(), newGallery()
	defer l.Close()

	s := orm.NewSession(l)
	painters, pictures := l.painters.In(s), l.pictures.In(s)
	ada, _ := painters.Get(ctx, 1)
	picture := &Picture{Title: "Light", Painter: orm.To(ada)}
	pictures.Add(picture)
	s.Flush(ctx)
	painters.Remove(ada)
	plan, _ := s.Plan()
	fmt.Print(plan)
	s.Flush(ctx)
	fmt.Println(pictures.Has(picture))
	// Output:
	// delete picture
	//   1: row 1
	// delete painter
	//   2: row 1, after 1: it refers to this by painter_id
	// false
}
