package show

import "fmt"

// sketches are the five pictures the model was drawn with before it was fixed:
// what a heap, a ring, a class diamond, SQL tables and tasks need of it.
var sketches = []struct {
	name  string
	scene Scene
}{
	{"heap40", heapSketch(40)},
	{"heap8", heapSketch(8)},
	{"ring", ringSketch()},
	{"diamond", diamondSketch()},
	{"tables", tablesSketch()},
	{"timeline", timelineSketch()},
}

// heapSketch is a heap in the middle of a collection: two frames with named
// variables, a chain, cycles, some objects already proved alive.
func heapSketch(n int) Scene {
	g := Graph{
		Title: "Heap",
		Groups: []Group{
			{ID: "young", Label: "young"},
			{ID: "tentative", Label: "unreachable?"},
		},
		Nodes: []Node{
			{ID: "f0", Label: "main", Root: true},
			{ID: "f1", Label: "build", Root: true, Class: Active},
		},
		Edges: []Edge{
			{From: "f0", To: "n0", Label: "a"},
			{From: "f0", To: "n3", Label: "cache"},
			{From: "f1", To: "n4", Label: "self", Class: Active},
		},
	}
	for i := range n {
		node := Node{ID: fmt.Sprintf("n%d", i), Detail: "1/0", Group: "tentative", Class: Waiting}
		switch {
		case i < n/2:
			node.Group, node.Class, node.Detail = "young", Good, "2/1"
		case i == n/2:
			node.Class = Current
		case i > n-3:
			node.Class = Doomed
		}
		g.Nodes = append(g.Nodes, node)
	}
	link := func(from, to int, c Class) {
		g.Edges = append(g.Edges, Edge{From: fmt.Sprintf("n%d", from), To: fmt.Sprintf("n%d", to), Class: c})
	}
	for i := 0; i+1 < n/2; i++ {
		link(i/2, i+1, Normal)
	}
	for i := n / 2; i+1 < n; i++ {
		if i%4 != 3 {
			link(i, i+1, Normal)
		} else {
			link(i, i-3, Normal)
		}
	}
	link(n-1, n-2, Doomed)
	return Scene{
		Title:   "Collecting generation 0",
		Panels:  []Panel{g},
		Caption: fmt.Sprintf("n%d has gc_refs 0: nothing outside the young list is known to hold it, so it moves to the list of the tentatively unreachable. It may come back when something alive turns out to point at it.", n/2),
	}
}

func ringSketch() Scene {
	c := Cells{Title: "Shared memory ring", Ring: true}
	for i := range 9 {
		cell := Cell{ID: fmt.Sprint(i), Class: Muted}
		switch {
		case i >= 2 && i < 6:
			cell.Label, cell.Class = fmt.Sprintf("m%d", 10+i), Good
		case i == 6:
			cell.Label, cell.Class = "m16", Current
		}
		switch i {
		case 2:
			cell.Mark = "read"
		case 7:
			cell.Mark = "write"
		}
		c.Cells = append(c.Cells, cell)
	}
	return Scene{Title: "Queue over shared memory", Panels: []Panel{c}, Caption: "The writer stored m16 and moved on; five messages wait."}
}

func diamondSketch() Scene {
	g := Graph{Title: "Classes", Nodes: []Node{
		{ID: "D", Label: "class D", Class: Current},
		{ID: "B", Label: "class B", Class: Active},
		{ID: "C", Label: "class C", Class: Waiting},
		{ID: "A", Label: "class A", Class: Waiting},
		{ID: "object", Class: Muted},
	}, Edges: []Edge{
		{From: "D", To: "B"}, {From: "D", To: "C"}, {From: "B", To: "A"}, {From: "C", To: "A"}, {From: "A", To: "object"},
	}}
	mro := Cells{Title: "D.__mro__", Cells: []Cell{
		{ID: "0", Label: "D", Class: Good},
		{ID: "1", Label: "B", Class: Current},
		{ID: "2", Label: "C", Class: Waiting},
		{ID: "3", Label: "A", Class: Waiting},
		{ID: "4", Label: "object", Class: Muted},
	}}
	code := Code{Title: "Source", Lines: []string{"class A: pass", "class B(A): pass", "class C(A): pass", "class D(B, C):", "\tpass"}, Current: 4}
	return Scene{Title: "Method resolution order", Panels: []Panel{code, g, mro}, Caption: "B comes before C because D names it first; A waits until both its subclasses are placed."}
}

func tablesSketch() Scene {
	author := Table{Title: "author", Columns: []string{"id", "name"}, Rows: []Row{
		{ID: "1", Cells: []string{"1", "Le Guin"}}, {ID: "2", Cells: []string{"2", "Lem"}, Class: Active},
	}}
	book := Table{Title: "book", Columns: []string{"id", "title", "author_id", "year"}, Rows: []Row{
		{ID: "1", Cells: []string{"1", "The Dispossessed", "1", "1974"}},
		{ID: "2", Cells: []string{"2", "Solaris", "2", "1961"}, Class: Active},
		{ID: "3", Cells: []string{"3", "The Cyberiad", "2", "1965"}, Class: Current},
		{ID: "4", Cells: []string{"4", "A Wizard of Earthsea", "1", "1968"}},
	}}
	loan := Table{Title: "loan", Columns: []string{"book_id", "reader", "due"}, Rows: []Row{
		{ID: "1", Cells: []string{"2", "kelvin", "2026-12-01"}, Class: Good},
		{ID: "2", Cells: []string{"3", "trurl", "2026-11-02"}, Class: Doomed},
	}}
	sql := Code{Title: "SQL", Lines: []string{"SELECT b.title, a.name", "FROM book b JOIN author a ON a.id = b.author_id", "WHERE a.name = ?"}, Current: 3}
	return Scene{Title: "Lazy loading", Panels: []Panel{author, book, loan, sql}, Caption: "The attribute author was read for the first time: one query, its argument sent apart from the text."}
}

func timelineSketch() Scene {
	l := Lanes{Title: "Event loop", Now: 22}
	for i, name := range []string{"fetch", "parse", "store", "notify", "retry", "idle"} {
		start := i * 3
		lane := Lane{ID: name, Items: []Item{
			{ID: name + "1", Label: "run", Start: start, End: start + 4, Class: Good},
			{ID: name + "2", Label: "wait", Start: start + 4, End: start + 9, Class: Muted},
		}}
		if i < 4 {
			lane.Items = append(lane.Items, Item{ID: name + "3", Label: "run", Start: start + 9, End: start + 12, Class: Active})
		}
		if i == 4 {
			lane.Class = Doomed
			lane.Items = append(lane.Items, Item{ID: name + "3", Label: "fails", Start: 21, End: 22, Class: Doomed})
		}
		l.Lanes = append(l.Lanes, lane)
	}
	stack := Lanes{Title: "Stacks", Stacked: true, Lanes: []Lane{
		{ID: "fetch", Items: []Item{{ID: "a", Label: "main"}, {ID: "b", Label: "fetch"}, {ID: "c", Label: "read", Class: Current}}},
		{ID: "retry", Items: []Item{{ID: "d", Label: "main"}, {ID: "e", Label: "retry", Class: Doomed}}},
	}}
	return Scene{Title: "Six tasks on one thread", Panels: []Panel{l, stack}, Caption: "retry failed at 22; the loop goes on with the task whose answer came first."}
}
