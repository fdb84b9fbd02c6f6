package bad

import (
	"bufio"
	"bytes"
	"database/sql"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"text/template"
)

// idiom: strings.Builder
func Builder(db *sql.DB, r *http.Request) {
	var b strings.Builder
	b.WriteString("SELECT id FROM users WHERE name = '")
	b.WriteString(r.FormValue("name"))
	b.WriteByte('\'')
	db.Query(b.String()) // want "not made of constants"
}

// idiom: Fprintf into a builder
func FprintfBuilder(db *sql.DB, r *http.Request) {
	b := &strings.Builder{}
	fmt.Fprintf(b, "SELECT id FROM users WHERE name = '%s'", r.FormValue("name"))
	db.Query(b.String()) // want "not made of constants"
}

// idiom: bytes.Buffer, given as bytes
func Buffer(db *sql.DB, r *http.Request) {
	b := bytes.NewBufferString("SELECT id FROM users WHERE name = '")
	fmt.Fprint(b, r.FormValue("name"), "'")
	db.Query(string(b.Bytes())) // want "not made of constants"
}

// idiom: a builder is passed to a function that writes
func BuilderPassed(db *sql.DB, r *http.Request) {
	var b strings.Builder
	b.WriteString("SELECT id FROM users")
	where(&b, "name", r.FormValue("name"))
	db.Query(b.String()) // want "not made of constants"
}

func where(b *strings.Builder, col, value string) {
	b.WriteString(" WHERE " + col + " = '" + value + "'")
}

// idiom: a builder behind io.Writer and bufio
func BuilderWriter(db *sql.DB, r *http.Request) {
	var b strings.Builder
	w := bufio.NewWriter(&b)
	io.WriteString(w, "SELECT id FROM users WHERE name = ")
	io.WriteString(w, r.FormValue("name"))
	w.Flush()
	db.Query(b.String()) // want "not made of constants"
}

// idiom: rune by rune
func Runes(db *sql.DB, name string) {
	var b strings.Builder
	for _, c := range name {
		b.WriteRune(c)
	}
	db.Query("SELECT id FROM users WHERE name = '" + b.String() + "'") // want "not made of constants"
}

// idiom: strings.Join
func Join(db *sql.DB, r *http.Request) {
	parts := []string{"SELECT id FROM users WHERE name =", "'" + r.FormValue("name") + "'"}
	db.Query(strings.Join(parts, " ")) // want "not made of constants"
}

// idiom: strings.Replace as a template
func Replace(db *sql.DB, r *http.Request) {
	db.Query(strings.Replace("SELECT id FROM users WHERE name = ':name'", ":name", r.FormValue("name"), 1)) // want "not made of constants"
}

// idiom: strings.NewReplacer as a template
func Replacer(db *sql.DB, r *http.Request) {
	rep := strings.NewReplacer("{table}", r.FormValue("table"))
	db.Query(rep.Replace("SELECT id FROM {table}")) // want "not made of constants"
}

// idiom: escaping by hand
func EscapedByHand(db *sql.DB, r *http.Request) {
	name := strings.ReplaceAll(r.FormValue("name"), "'", "''")
	db.Query("SELECT id FROM users WHERE name = '" + name + "'") // want "not made of constants"
}

// idiom: strings.Repeat of a condition
func Repeat(db *sql.DB, cond string, n int) {
	db.Query("SELECT id FROM users WHERE 1=1" + strings.Repeat(" AND "+cond, n)) // want "not made of constants"
}

// idiom: trimmed and lowered is still the user's
func Trimmed(db *sql.DB, r *http.Request) {
	db.Query("SELECT id FROM " + strings.ToLower(strings.TrimSpace(r.FormValue("table")))) // want "not made of constants"
}

// idiom: strings.Map and Fields
func Mapped(db *sql.DB, r *http.Request) {
	words := strings.Fields(strings.Map(func(c rune) rune { return c }, r.FormValue("cols")))
	db.Query("SELECT " + words[0] + " FROM users") // want "not made of constants"
}

// idiom: text/template
func Template(db *sql.DB, r *http.Request) error {
	t := template.Must(template.New("q").Parse("SELECT id FROM users WHERE name = '{{.Name}}'"))
	var b bytes.Buffer
	if err := t.Execute(&b, map[string]string{"Name": r.FormValue("name")}); err != nil {
		return err
	}
	_, err := db.Query(b.String()) // want "not made of constants"
	return err
}

// idiom: append to bytes
func AppendBytes(db *sql.DB, r *http.Request) {
	q := []byte("SELECT id FROM users WHERE name = '")
	q = append(q, r.FormValue("name")...)
	q = append(q, '\'')
	db.Query(string(q)) // want "not made of constants"
}

// idiom: strconv appends quoted text
func AppendQuote(db *sql.DB, r *http.Request) {
	q := []byte("SELECT id FROM users WHERE name = ")
	q = strconv.AppendQuote(q, r.FormValue("name"))
	db.Query(string(q)) // want "not made of constants"
}

// idiom: copy into bytes
func CopyBytes(db *sql.DB, name string) {
	q := make([]byte, 100)
	n := copy(q, "SELECT id FROM ")
	copy(q[n:], name)
	db.Query(string(q)) // want "not made of constants"
}

// idiom: a body that was read
func Body(db *sql.DB, r *http.Request) {
	text, _ := io.ReadAll(r.Body)
	db.Exec(string(text)) // want "not made of constants"
}

// idiom: lines of a scanner
func Scanner(db *sql.DB, in io.Reader) {
	for s := bufio.NewScanner(in); s.Scan(); {
		db.Exec(s.Text()) // want "not made of constants"
	}
}

// idiom: an iterator's collected values
func Collected(db *sql.DB, cols map[string]string) {
	names := slices.Sorted(func(yield func(string) bool) {
		for name := range cols {
			if !yield(name) {
				return
			}
		}
	})
	db.Query("SELECT " + strings.Join(names, ", ") + " FROM users") // want "not made of constants"
}
