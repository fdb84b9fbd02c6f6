package lesson

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"strconv"
	"time"
	"unicode/utf8"

	"underhood/web"
)

// A member is one key of a JSON object; the order counts, as that of a dict does.
type member struct {
	key   string
	value any
}

type object []member

func (o object) get(key string) any {
	for _, m := range o {
		if m.key == key {
			return m.value
		}
	}
	return nil
}

// decode reads JSON as Python does: objects keep their order, 1 is an int and 1.0 a
// float, integers have any size.
func decode(text []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	return next(d)
}

func next(d *json.Decoder) (any, error) {
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch token {
	case json.Delim('{'):
		o := object{}
		for d.More() {
			key, err := d.Token()
			if err != nil {
				return nil, err
			}
			value, err := next(d)
			if err != nil {
				return nil, err
			}
			name, _ := key.(string) // a key is nothing else
			o = append(o, member{name, value})
		}
		_, err := d.Token()
		return o, err
	case json.Delim('['):
		list := []any{}
		for d.More() {
			value, err := next(d)
			if err != nil {
				return nil, err
			}
			list = append(list, value)
		}
		_, err := d.Token()
		return list, err
	}
	if n, ok := token.(json.Number); ok {
		return number(n)
	}
	return token, nil
}

func number(n json.Number) (any, error) {
	if i, ok := new(big.Int).SetString(n.String(), 10); ok {
		if i.IsInt64() {
			return int(i.Int64()), nil
		}
		return i, nil
	}
	return n.Float64()
}

// plain makes maps of objects.
func plain(v any) any {
	switch v := v.(type) {
	case object:
		m := make(map[string]any, len(v))
		for _, o := range v {
			m[o.key] = plain(o.value)
		}
		return m
	case []any:
		list := make([]any, len(v))
		for i := range v {
			list[i] = plain(v[i])
		}
		return list
	}
	return v
}

// dec reads a VALUE of the format.
func dec(v any) (any, error) {
	switch v := v.(type) {
	case []any:
		list := make([]any, len(v))
		for i := range v {
			var err error
			if list[i], err = dec(v[i]); err != nil {
				return nil, err
			}
		}
		return list, nil
	case object:
		if len(v) == 1 {
			if special, ok, err := decTagged(v[0]); ok || err != nil {
				return special, err
			}
		}
		m := make(map[string]any, len(v))
		for _, o := range v {
			value, err := dec(o.value)
			if err != nil {
				return nil, err
			}
			m[o.key] = value
		}
		return m, nil
	}
	return v, nil
}

func decTagged(m member) (any, bool, error) {
	text, _ := m.value.(string)
	var err error
	switch m.key {
	case "$tuple":
		list, err := dec(m.value)
		items, _ := list.([]any)
		return web.Tuple(items), true, err
	case "$bytes":
		b, err := base64.StdEncoding.DecodeString(text)
		return b, true, err
	case "$markup":
		return web.Markup(text), true, nil
	case "$uuid":
		u, err := web.ParseUUID(text)
		return u, true, err
	case "$datetime":
		for _, form := range []string{"2006-01-02T15:04:05.999999999Z07:00", "2006-01-02T15:04:05.999999999", "2006-01-02"} {
			var t time.Time
			if t, err = time.Parse(form, text); err == nil {
				return t, true, nil
			}
		}
		return nil, true, fmt.Errorf("no date is %q", text)
	}
	return nil, false, nil
}

// enc writes a value in the format.
func enc(v any) any {
	switch v := v.(type) {
	case web.Markup:
		return map[string]any{"$markup": string(v)}
	case web.Tuple:
		return map[string]any{"$tuple": encList(v)}
	case []byte:
		return map[string]any{"$bytes": base64.StdEncoding.EncodeToString(v)}
	case web.UUID:
		return map[string]any{"$uuid": fmt.Sprintf("%x", v[:])}
	case time.Time:
		return map[string]any{"$datetime": v.Format("2006-01-02T15:04:05-07:00")}
	case map[string]any:
		m := make(map[string]any, len(v))
		for key, value := range v {
			m[key] = enc(value)
		}
		return m
	case []any:
		return encList(v)
	case float64:
		return pythonFloat(v)
	case string:
		if !utf8.ValidString(v) { // a lone surrogate, as package web keeps it
			return surrogates(v)
		}
	}
	return v
}

// surrogates writes a string with lone surrogates, which only JSON's escapes can.
func surrogates(s string) json.RawMessage {
	b := []byte{'"'}
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 && i+2 < len(s) {
			b = fmt.Appendf(b, `\u%04x`, rune(s[i]&15)<<12|rune(s[i+1]&63)<<6|rune(s[i+2]&63))
			i += 3
			continue
		}
		text, _ := json.Marshal(string(r)) // a string cannot fail
		b = append(b, text[1:len(text)-1]...)
		i += n
	}
	return append(b, '"')
}

func encList(v []any) []any {
	list := make([]any, len(v))
	for i := range v {
		list[i] = enc(v[i])
	}
	return list
}

// A pythonFloat is written as Python writes it.
type pythonFloat float64

// MarshalJSON writes what repr does.
func (f pythonFloat) MarshalJSON() ([]byte, error) {
	switch {
	case math.IsInf(float64(f), 1):
		return []byte("1e999"), nil // Python writes Infinity, which is no JSON, and reads this as such
	case math.IsInf(float64(f), -1):
		return []byte("-1e999"), nil
	case math.IsNaN(float64(f)):
		return []byte("null"), nil
	}
	if a := math.Abs(float64(f)); a != 0 && (a < 1e-4 || a >= 1e16) {
		return strconv.AppendFloat(nil, float64(f), 'e', -1, 64), nil
	}
	b := strconv.AppendFloat(nil, float64(f), 'f', -1, 64)
	if !bytes.Contains(b, []byte(".")) {
		b = append(b, '.', '0')
	}
	return b, nil
}

func encArgs(a *web.Args) any {
	if a == nil {
		return nil
	}
	m := map[string]any{}
	for name, value := range a.All() {
		m[name] = enc(value)
	}
	return m
}
