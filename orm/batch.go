package orm

import (
	"database/sql/driver"
	"math"
)

// prepareInserts runs the hooks of all rows before anything is sent.
func (o *op) prepareInserts(objects []object) error {
	for _, v := range objects {
		if err := o.prepareInsert(v.v, v.at); err != nil {
			return err
		}
	}
	return nil
}

// inserted runs the hooks of all rows when all are there.
func (o *op) inserted(objects []object) error {
	if o.p.hooks&afterInsert == 0 {
		return nil
	}
	for _, v := range objects {
		if err := o.p.hooks.call(o.ctx, afterInsert, v.v); err != nil {
			return err
		}
	}
	return nil
}

// insertMany inserts rows in as few statements as is fast, all or none.
func (o *op) insertMany(objects []object) error {
	in := &o.p.inserts
	open := 0
	if in.auto != nil {
		for _, v := range objects {
			if in.auto.unset(v.at) {
				open++
			}
		}
	}
	reserver, reserves := o.p.d.(KeyReserver)
	allocator, allocates := o.p.d.(KeyAllocator)
	var numbered []cell
	err := o.whole(open == 0 || allocates, func() (err error) {
		if len(in.back) > 0 || open > 0 && !reserves && !allocates {
			return o.oneByOne(objects, &numbered)
		}
		switch {
		case open == 0:
		case allocates:
			if err = o.allocate(allocator, open, objects, &numbered); err != nil {
				return err
			}
		default:
			if err = o.reserve(reserver, objects, &numbered); err != nil {
				return err
			}
		}
		return o.chunks(objects)
	})
	if err != nil {
		for _, at := range numbered {
			_ = in.auto.setKey(at, 0) // zero fits
		}
		return err
	}
	o.ev.made(nil, len(objects))
	o.ev.affected(int64(len(objects)))
	return nil
}

// whole runs the statements of a batch, of which all rows are inserted or none. Where one
// array a column is one statement, and keys are taken before it for good, there is nothing
// to enclose outside a transaction. Within one a savepoint keeps an error from ending it.
func (o *op) whole(keyed bool, f func() error) error {
	_, outside := o.r.(*DB)
	_, columnar := o.p.d.(Columnar)
	if outside && columnar && keyed && len(o.p.inserts.back) == 0 {
		return f()
	}
	return o.r.atomic(o.ctx, o.c, o.ev, f)
}

// oneByOne is for engines that do not tell which row got which key.
func (o *op) oneByOne(objects []object, numbered *[]cell) error {
	auto := o.p.inserts.auto
	for _, v := range objects {
		if auto != nil && auto.unset(v.at) {
			*numbered = append(*numbered, v.at)
		}
		if err := o.insertRow(v.v, v.at); err != nil {
			return err
		}
	}
	return nil
}

// reserve numbers the objects without a key behind the greatest one, theirs and the
// table's. Nobody else can take these, since the transaction is the only one that
// writes.
func (o *op) reserve(k KeyReserver, objects []object, numbered *[]cell) error {
	auto := o.p.inserts.auto
	last := int64(0)
	err := o.single(k.LastKey(o.p.table, auto.ident), nil, func(rows *rowset) (err error) {
		last, err = toInt(rows.dest[0])
		return err
	})
	if err != nil {
		return err
	}
	for _, v := range objects {
		if !auto.unset(v.at) {
			given, err := auto.encode(v.at)
			if n, ok := given.(int64); ok && err == nil {
				last = max(last, n)
			}
		}
	}
	for _, v := range objects {
		if !auto.unset(v.at) {
			continue
		}
		if last == math.MaxInt64 {
			return auto.fail("write", ErrRange)
		}
		last++
		if err := auto.setKey(v.at, last); err != nil {
			return err
		}
		*numbered = append(*numbered, v.at)
	}
	return nil
}

// allocate gives the objects without a key new ones of the engine's. Those of a
// transaction that fails are lost, which is what keeps others from waiting for them.
func (o *op) allocate(k KeyAllocator, n int, objects []object, numbered *[]cell) error {
	auto := o.p.inserts.auto
	text, err := k.AllocateKeys(o.p.name, auto.name)
	if err != nil {
		return err
	}
	rows, err := o.c.query(o.ctx, o.ev, text, o.c.named([]driver.Value{int64(n)}))
	if err != nil {
		return err
	}
	for _, v := range objects {
		if !auto.unset(v.at) {
			continue
		}
		var ok bool
		var key int64
		if ok, err = rows.next(); err == nil && !ok {
			err = errNoRow
		}
		if err == nil {
			key, err = toInt(rows.dest[0])
		}
		if err == nil {
			err = auto.setKey(v.at, key)
		}
		if err != nil {
			break
		}
		*numbered = append(*numbered, v.at)
	}
	return also(err, rows.close())
}

// chunks sends full statements of the best size, and what is left in halves of it, so
// that there are few different texts, and each is prepared once.
func (o *op) chunks(objects []object) error {
	cols := o.p.inserts.all
	if k, ok := o.p.d.(Columnar); ok {
		return o.columnar(k, objects)
	}
	if len(cols) == 0 {
		return o.oneByOne(objects, &[]cell{})
	}
	size := max(1, min(o.p.feat.BatchRows, o.p.feat.MaxParams/len(cols)))
	for len(objects) > 0 {
		for size > len(objects) {
			size = (size + 1) / 2
		}
		args := o.c.room(size * len(cols))
		for i, v := range objects[:size] {
			if err := encodeAll(cols, v.at, args[i*len(cols):]); err != nil {
				return err
			}
		}
		text := o.p.chunkText(size)
		if _, err := o.c.exec(o.ctx, o.ev, text, args); err != nil {
			return err
		}
		objects = objects[size:]
	}
	return nil
}

// A chunkSize names the text of an insert of so many rows.
type chunkSize int

func (p *plan) chunkText(rows int) string {
	if t, ok := p.texts.get(chunkSize(rows)); ok {
		return t
	}
	return p.texts.put(chunkSize(rows), p.insertText(p.inserts.all, rows))
}

// columnar sends one array a column.
func (o *op) columnar(k Columnar, objects []object) error {
	cols := o.p.inserts.all
	args := make([]driver.NamedValue, len(cols))
	all := make([]driver.Value, len(cols)*len(objects))
	for i, b := range cols {
		values := all[i*len(objects):][:len(objects):len(objects)]
		for j, v := range objects {
			var err error
			if values[j], err = b.encode(v.at); err != nil {
				return err
			}
		}
		arg, err := k.Array(b.t, values)
		if err != nil {
			return b.fail("write", err)
		}
		args[i] = driver.NamedValue{Ordinal: i + 1, Value: arg}
	}
	text := o.p.text("columnar", func() string {
		names, types := make([]string, len(cols)), make([]ColumnType, len(cols))
		for i, b := range cols {
			names[i], types[i] = b.ident, b.t
		}
		return k.InsertColumns(o.p.table, names, types)
	})
	_, err := o.c.exec(o.ctx, o.ev, text, args)
	return err
}
