package lesson

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
)

// A tree is JSON with objects in their order: the order of keyword arguments is
// something a program can see. Nodes are nil, bool, int, float64, string, []any and
// *object.
type object struct {
	keys   []string
	values []any
}

func (o *object) get(key string) (any, bool) {
	if o != nil {
		for i, k := range o.keys {
			if k == key {
				return o.values[i], true
			}
		}
	}
	return nil, false
}

func (o *object) text(key string) string {
	v, _ := o.get(key)
	s, _ := v.(string)
	return s
}

func (o *object) list(key string) []any {
	v, _ := o.get(key)
	l, _ := v.([]any)
	return l
}

func (o *object) object(key string) *object {
	v, _ := o.get(key)
	x, _ := v.(*object)
	return x
}

func parseTree(text []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	v, err := readNode(d)
	if err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("something follows the program")
	}
	return v, nil
}

func readNode(d *json.Decoder) (any, error) {
	t, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch t := t.(type) {
	case json.Number:
		if n, err := strconv.Atoi(t.String()); err == nil {
			return n, nil
		}
		return t.Float64()
	case json.Delim:
		if t == '[' {
			list := []any{}
			for d.More() {
				v, err := readNode(d)
				if err != nil {
					return nil, err
				}
				list = append(list, v)
			}
			_, err := d.Token()
			return list, err
		}
		return readObject(d)
	}
	return t, nil
}

func readObject(d *json.Decoder) (any, error) {
	o := new(object)
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil, err
		}
		name, ok := key.(string)
		if !ok {
			return nil, fmt.Errorf("%v is no name", key)
		}
		v, err := readNode(d)
		if err != nil {
			return nil, err
		}
		o.keys, o.values = append(o.keys, name), append(o.values, v)
	}
	_, err := d.Token()
	return o, err
}

// mentions reports whether a tree has the text as a string or a key.
func mentions(node any, text string) bool {
	switch n := node.(type) {
	case string:
		return n == text
	case []any:
		for _, v := range n {
			if mentions(v, text) {
				return true
			}
		}
	case *object:
		for i, k := range n.keys {
			if k == text || mentions(n.values[i], text) {
				return true
			}
		}
	}
	return false
}
