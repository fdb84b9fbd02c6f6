package orm

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
)

// A tag is what the struct tag `orm:"name,option,option=value"` of a field says. The
// first word is the column's name, or empty. An option nobody knows is a mistake: in
// other mappers a misspelt one is silently nothing. So is an option in the name's place,
// unless a comma at the end says that the column is called so.
type tag struct {
	name      string
	skip      bool
	key       bool // part of the primary key
	auto      bool // made at insert when zero
	version   bool
	soft      bool
	unique    bool
	index     bool
	json      bool
	array     bool
	micros    bool // a time as an integer
	text      bool // a uint64 or UUID as text
	notNull   bool // for []byte
	generated bool // the database fills it
	embed     bool
	prefix    string
	size      int // of a VARCHAR
	precision int
	scale     int
	decimal   bool
	def       string
	hasDef    bool
	present   bool
}

// flags are the options without a value.
func (t *tag) flags() map[string]*bool {
	return map[string]*bool{
		"key": &t.key, "auto": &t.auto, "version": &t.version, "softdelete": &t.soft,
		"unique": &t.unique, "index": &t.index, "json": &t.json, "array": &t.array,
		"micros": &t.micros, "text": &t.text, "notnull": &t.notNull,
		"generated": &t.generated, "embed": &t.embed,
	}
}

// parseTag reads a field's tag; problems name what they do not like.
func parseTag(f reflect.StructField) (t tag, problems []string) {
	text, ok := f.Tag.Lookup("orm")
	t.present = ok
	if !ok {
		return t, nil
	}
	if text == "-" {
		t.skip = true
		return t, nil
	}
	parts := strings.Split(text, ",")
	t.name = strings.TrimSpace(parts[0])
	flags := t.flags()
	seen := map[string]bool{}
	named := len(parts) > 1 && parts[len(parts)-1] == ""
	if named {
		parts = parts[:len(parts)-1]
	}
	if _, option := flags[t.name]; option && !named {
		problems = append(problems, fmt.Sprintf("%q is an option: say `orm:\",%s\"`, or `orm:\"%s,\"` for a column of that name", t.name, t.name, t.name))
	}
	for _, part := range parts[1:] {
		option, value, hasValue := strings.Cut(strings.TrimSpace(part), "=")
		if seen[option] {
			problems = append(problems, fmt.Sprintf("option %q is said twice", option))
		}
		seen[option] = true
		if flag, ok := flags[option]; ok && !hasValue {
			*flag = true
			continue
		}
		if why := t.set(option, value, hasValue); why != "" {
			problems = append(problems, why)
		}
	}
	return t, problems
}

// set takes an option with a value, and returns what is wrong with it.
func (t *tag) set(option, value string, hasValue bool) string {
	var err error
	switch option {
	case "prefix":
		t.prefix, t.embed = value, true
	case "size":
		if t.size, err = strconv.Atoi(value); err != nil || t.size < 1 {
			return fmt.Sprintf("size=%s is not a positive number", value)
		}
	case "decimal":
		p, s, _ := strings.Cut(value, ".")
		t.decimal = true
		if t.precision, err = strconv.Atoi(p); err == nil && s != "" {
			t.scale, err = strconv.Atoi(s)
		}
		if err != nil || t.precision < 1 || t.precision > 65 || t.scale < 0 || t.scale > min(t.precision, 30) {
			return fmt.Sprintf("decimal=%s is not digits.scale, such as decimal=12.2", value)
		}
	case "default":
		t.def, t.hasDef = value, true
	default:
		if _, ok := t.flags()[option]; ok {
			return fmt.Sprintf("option %q takes no value", option)
		}
		return fmt.Sprintf("option %q is unknown", option)
	}
	if !hasValue {
		return fmt.Sprintf("option %q wants a value", option)
	}
	return ""
}
