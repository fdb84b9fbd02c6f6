package orm

import (
	"context"
	"errors"
	"time"
)

// textual reads as raw does, from a table whose times are text of one width, and parses
// them by hand: what of the difference to raw is due to the form of times alone.
type textual struct{ *raw }

func openTextual(ctx context.Context, e *engine) (store[user], error) {
	db, err := e.open(ctx, false)
	if err != nil {
		return nil, err
	}
	return &textual{newRaw(db, e)}, nil
}

func (t *textual) get(ctx context.Context, id int64) (*user, error) {
	u := new(user)
	err := scanText(t.handle.QueryRowContext(ctx, t.getText, id), u)
	return u, err
}

func (t *textual) list(ctx context.Context) (found, error) {
	rows, err := t.handle.QueryContext(ctx, t.listText)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var users []user
	for rows.Next() {
		var u user
		if err := scanText(rows, &u); err != nil {
			return nil, err
		}
		users = append(users, u)
	}
	return these(users), rows.Err()
}

// scanText reads a user whose time is text.
func scanText(row interface{ Scan(dest ...any) error }, u *user) error {
	var created string
	err := row.Scan(&u.ID, &u.Name, &u.Email, &u.Age, &u.Active, &u.Score, &u.Bio, &created)
	if err == nil {
		u.Created, err = parseTime(created)
	}
	return err
}

var errTime = errors.New("a time of another form")

// parseTime reads the form of [timeText].
func parseTime(s string) (time.Time, error) {
	if len(s) != len(timeText) {
		return time.Time{}, errTime
	}
	n := func(from, to int) (v int) {
		for _, c := range []byte(s[from:to]) {
			v = 10*v + int(c-'0')
		}
		return v
	}
	return time.Date(n(0, 4), time.Month(n(5, 7)), n(8, 10), n(11, 13), n(14, 16), n(17, 19), n(20, 26)*1000, time.UTC), nil
}
