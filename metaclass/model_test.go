package metaclass_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/metaclass"
)

// The model is the rules as one would say them: no cache, no shape, no snapshot.
// Everything is worked out again at each question.

type modelClass struct {
	name   string
	bases  []*modelClass
	below  []*modelClass // the subclasses, oldest first; who changes bases goes to the end
	attrs  map[string]any
	hooked bool // defines __getattr__
}

type modelObject struct {
	class *modelClass
	attrs map[string]any
}

// order is C3, from the definition: the class, then the merge of its bases' orders
// and the list of bases. nil is no order.
func (c *modelClass) order() []*modelClass {
	var lists [][]*modelClass
	for _, b := range c.bases {
		o := b.order()
		if o == nil {
			return nil
		}
		lists = append(lists, o)
	}
	return c.merge(lists)
}

func (c *modelClass) merge(lists [][]*modelClass) []*modelClass {
	lists = append(lists, c.bases)
	out := []*modelClass{c}
	for {
		lists = slices.DeleteFunc(lists, func(l []*modelClass) bool { return len(l) == 0 })
		if len(lists) == 0 {
			return out
		}
		i := slices.IndexFunc(lists, func(l []*modelClass) bool {
			return !slices.ContainsFunc(lists, func(m []*modelClass) bool { return slices.Contains(m[1:], l[0]) })
		})
		if i < 0 {
			return nil
		}
		head := lists[i][0]
		out = append(out, head)
		for j, l := range lists {
			if l[0] == head {
				lists[j] = l[1:]
			}
		}
	}
}

// revisit works the orders below c out one after the other, as CPython does when bases
// change: a class with two bases below c has its turn twice, and at the first one of
// them may have its old order still. That can fail where the end would be good.
func (c *modelClass) revisit(orders map[*modelClass][]*modelClass) bool {
	var lists [][]*modelClass
	for _, b := range c.bases {
		lists = append(lists, orders[b])
	}
	if orders[c] = c.merge(lists); orders[c] == nil {
		return false
	}
	for _, s := range c.below {
		if !s.revisit(orders) {
			return false
		}
	}
	return true
}

func (c *modelClass) find(name string) (any, bool) {
	for _, b := range c.order() {
		if v, ok := b.attrs[name]; ok {
			return v, true
		}
	}
	return nil, false
}

func (c *modelClass) hasHook() bool {
	return slices.ContainsFunc(c.order(), func(b *modelClass) bool { return b.hooked })
}

func (o *modelObject) get(name string) any {
	v, ok := o.class.find(name)
	if d, isData := v.(*dataDescriptor); ok && isData {
		return "data " + d.tag
	}
	if own, has := o.attrs[name]; has {
		return own
	}
	if ok {
		if d, isGetter := v.(*getter); isGetter {
			return "got " + d.tag
		}
		return v
	}
	if o.class.hasHook() {
		return "hook " + name
	}
	return missing
}

// missing stands for an AttributeError.
const missing = "missing"

type getter struct{ tag string }

func (g *getter) DescrGet(inst metaclass.Value, _ *metaclass.Class) (metaclass.Value, error) {
	if inst == nil {
		return g, nil
	}
	return "got " + g.tag, nil
}

type dataDescriptor struct {
	tag string
	set *int
}

func (d *dataDescriptor) DescrGet(inst metaclass.Value, _ *metaclass.Class) (metaclass.Value, error) {
	if inst == nil {
		return d, nil
	}
	return "data " + d.tag, nil
}

func (d *dataDescriptor) DescrSet(metaclass.Value, metaclass.Value) error {
	*d.set++
	return nil
}

// twins are a world and its model, with the same things at the same places.
type twins struct {
	t       testing.TB
	w       *metaclass.World
	classes []*metaclass.Class
	models  []*modelClass
	objects []*metaclass.Object
	shadows []*modelObject
	sites   map[string]*metaclass.Site
	next    func(n int) int
	sets    int
	count   int
}

var modelNames = []string{"a", "b", "c", "d", "e"}

func newTwins(t testing.TB, next func(n int) int) *twins {
	t.Helper()
	tw := &twins{t: t, w: metaclass.New(), next: next, sites: map[string]*metaclass.Site{}}
	for _, n := range modelNames {
		tw.sites[n] = metaclass.NewSite(n)
	}
	tw.makeClass(nil)
	return tw
}

func (tw *twins) name() string { return modelNames[tw.next(len(modelNames))] }

func (tw *twins) pick() int { return tw.next(len(tw.classes)) }

func (tw *twins) value() any {
	tw.count++
	switch tw.next(4) {
	case 0:
		return &getter{fmt.Sprint(tw.count)}
	case 1:
		return &dataDescriptor{fmt.Sprint(tw.count), &tw.sets}
	}
	return tw.count
}

func (tw *twins) makeClass(bases []int) {
	tw.count++
	m := &modelClass{name: fmt.Sprintf("C%d", tw.count), attrs: map[string]any{}}
	opts := []metaclass.ClassOption{}
	for _, b := range bases {
		m.bases = append(m.bases, tw.models[b])
		opts = append(opts, metaclass.Bases(tw.classes[b]))
	}
	if tw.next(3) == 0 {
		n, v := tw.name(), tw.value()
		m.attrs[n] = v
		opts = append(opts, metaclass.Attr(n, v))
	}
	if tw.next(12) == 0 {
		m.hooked = true
		opts = append(opts, metaclass.Def(metaclass.Func2("__getattr__", func(_, name metaclass.Value) (metaclass.Value, error) {
			s, err := metaclass.As[string](name)
			return "hook " + s, err
		})))
	}
	c, err := tw.w.Class(m.name, opts...)
	bad := m.order() == nil
	for i, b := range bases {
		bad = bad || slices.Contains(bases[:i], b)
	}
	if bad {
		require.Error(tw.t, err)
		return
	}
	require.NoError(tw.t, err)
	tw.classes, tw.models = append(tw.classes, c), append(tw.models, m)
	m.list()
}

func (c *modelClass) list() {
	for _, b := range c.bases {
		b.below = append(b.below, c)
	}
}

func (c *modelClass) unlist() {
	for _, b := range c.bases {
		b.below = slices.DeleteFunc(b.below, func(s *modelClass) bool { return s == c })
	}
}

// rebase assigns bases on both sides; on the model it takes everything back when any
// class has lost its order.
func (tw *twins) rebase(i int, bases []int) {
	c, m := tw.classes[i], tw.models[i]
	orders := map[*modelClass][]*modelClass{}
	for _, other := range tw.models {
		orders[other] = other.order()
	}
	old := m.bases
	m.bases = nil
	var given []*metaclass.Class
	bad := false
	for j, b := range bases {
		bad = bad || slices.Contains(bases[:j], b) || slices.Contains(tw.models[b].order(), m)
		m.bases = append(m.bases, tw.models[b])
		given = append(given, tw.classes[b])
	}
	if old == nil || bad {
		// A class derived from object alone has another layout above it than its
		// new base: CPython refuses, and a cycle or a base given twice too.
		m.bases = old
		require.Error(tw.t, c.SetBases(given...))
		return
	}
	if !m.revisit(orders) {
		m.bases = old
		require.Error(tw.t, c.SetBases(given...))
		return
	}
	require.NoError(tw.t, c.SetBases(given...))
	now := m.bases
	m.bases = old
	m.unlist()
	m.bases = now
	m.list()
}

// step does one thing to both.
func (tw *twins) step() {
	t := tw.t
	switch op := tw.next(12); op {
	case 0, 1:
		if len(tw.classes) < 24 {
			var bases []int
			for range 1 + tw.next(3) {
				bases = append(bases, tw.pick())
			}
			tw.makeClass(bases)
		}
	case 2:
		if len(tw.objects) < 16 {
			i := tw.pick()
			o, ok := must(tw.classes[i].New())(t).(*metaclass.Object)
			require.True(t, ok)
			tw.objects = append(tw.objects, o)
			tw.shadows = append(tw.shadows, &modelObject{tw.models[i], map[string]any{}})
		}
	case 3, 4:
		i, n, v := tw.pick(), tw.name(), tw.value()
		tw.models[i].attrs[n] = v
		require.NoError(t, tw.classes[i].Set(n, v))
	case 5:
		i, n := tw.pick(), tw.name()
		_, has := tw.models[i].attrs[n]
		delete(tw.models[i].attrs, n)
		require.Equal(t, has, tw.classes[i].Delete(n) == nil)
	case 6:
		var bases []int
		for range 1 + tw.next(2) {
			bases = append(bases, tw.pick())
		}
		tw.rebase(tw.pick(), bases)
	default:
		if len(tw.objects) > 0 {
			tw.stepObject(op, tw.next(len(tw.objects)), tw.name())
		}
	}
	tw.compare()
}

func (tw *twins) stepObject(op, i int, n string) {
	o, s := tw.objects[i], tw.shadows[i]
	onType, _ := s.class.find(n)
	_, data := onType.(*dataDescriptor)
	switch op {
	case 7, 8:
		tw.count++
		before := tw.sets
		if op == 7 {
			require.NoError(tw.t, o.Set(n, tw.count))
		} else {
			require.NoError(tw.t, tw.sites[n].Set(o, tw.count))
		}
		if data {
			require.Equal(tw.t, before+1, tw.sets)
		} else {
			s.attrs[n] = tw.count
		}
	case 9:
		err := o.Delete(n)
		_, has := s.attrs[n]
		require.Equal(tw.t, has && !data, err == nil)
		if err == nil {
			delete(s.attrs, n)
		}
	case 10:
		to := tw.pick()
		require.NoError(tw.t, o.SetClass(tw.classes[to]))
		s.class = tw.models[to]
	}
}

// compare asks both everything.
func (tw *twins) compare() {
	for i, o := range tw.objects {
		for _, n := range modelNames {
			want := tw.shadows[i].get(n)
			for how, get := range map[string]func() (metaclass.Value, error){
				"site": func() (metaclass.Value, error) { return tw.sites[n].Get(o) },
				"name": func() (metaclass.Value, error) { return o.Get(n) },
			} {
				v, err := get()
				if e := new(metaclass.AttributeError); errors.As(err, &e) {
					v, err = missing, nil
				}
				require.NoError(tw.t, err)
				require.Equal(tw.t, want, v, "%s by %s of an instance of %s", n, how, tw.shadows[i].class.name)
			}
		}
		j := tw.pick()
		is, err := tw.w.IsInstance(o, tw.classes[j])
		require.NoError(tw.t, err)
		require.Equal(tw.t, slices.Contains(tw.shadows[i].class.order(), tw.models[j]), is)
	}
	i := tw.pick()
	var want, got []string
	for _, m := range tw.models[i].order() {
		want = append(want, m.name)
	}
	for _, c := range tw.classes[i].MRO() {
		got = append(got, c.Name())
	}
	require.Equal(tw.t, append(want, "object"), got)
	subclasses := map[string]bool{}
	for c := range tw.classes[i].Subclasses() {
		subclasses[c.Name()] = true
	}
	for _, m := range tw.models {
		require.Equal(tw.t, slices.Contains(m.bases, tw.models[i]), subclasses[m.name], "%s below %s", m.name, tw.models[i].name)
	}
}

func TestPropertyModel(t *testing.T) {
	for seed := range uint64(24) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(seed, 1))
			tw := newTwins(t, r.IntN)
			for range 150 {
				tw.step()
			}
		})
	}
}

func FuzzModel(f *testing.F) {
	f.Add([]byte("a class, its bases, their attributes and what becomes of them"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 600 {
			data = data[:600]
		}
		at := 0
		tw := newTwins(t, func(n int) int {
			if at >= len(data) {
				return 0
			}
			at++
			return int(data[at-1]) % n
		})
		for at < len(data) {
			tw.step()
		}
	})
}
