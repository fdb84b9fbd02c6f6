package bank

import (
	"context"
	"database/sql"
	"errors"

	_ "underhood/orm/sqlite" // which brings the engine
	"underhood/websec"
)

// accounts are the bank's tables, in SQLite in memory.
type accounts struct {
	db         *sql.DB
	parameters bool
}

// A Customer is what the search shows of an account.
type Customer struct{ Name, City string }

const tables = `
CREATE TABLE account (name TEXT PRIMARY KEY, password TEXT NOT NULL, city TEXT NOT NULL, balance INTEGER NOT NULL);
INSERT INTO account VALUES ('ada', 'analytical', 'London', 100), ('bob', 'builder', 'Leeds', 100), ('eve', 'evil', 'Ely', 0);`

func openAccounts(ctx context.Context, d Defences) (*accounts, error) {
	db, err := open(":memory:", d.Statements)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1) // each connection would have a memory of its own
	if _, err := db.ExecContext(ctx, tables); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return &accounts{db, d.Parameters}, nil
}

func (a *accounts) close() error { return a.db.Close() }

func (a *accounts) balance(ctx context.Context, name string) (n int, err error) {
	err = a.db.QueryRowContext(ctx, "SELECT balance FROM account WHERE name = ?", name).Scan(&n)
	return n, err
}

// errTransfer is the answer to who asks for it, and no more than he knows.
var errTransfer = errors.New("there is no such customer, or not so much money")

// transfer is one statement, which looks at the money and moves it: of two at the same
// time the second sees what the first has left.
func (a *accounts) transfer(ctx context.Context, from, to string, amount int) error {
	done, err := a.db.ExecContext(ctx, `UPDATE account SET balance = balance + CASE name WHEN ? THEN -? ELSE ? END
		WHERE name IN (?, ?) AND (SELECT count(*) FROM account WHERE name IN (?, ?)) = 2
		AND (SELECT balance FROM account WHERE name = ?) >= ?`,
		from, amount, amount, from, to, from, to, from, amount)
	if err != nil {
		return err
	}
	if n, err := done.RowsAffected(); err != nil || n == 2 {
		return err
	}
	return errTransfer
}

// authenticate finds who logs in; "" is nobody.
func (a *accounts) authenticate(ctx context.Context, name, password string) (string, error) {
	text, args := "SELECT name FROM account WHERE name = '"+name+"' AND password = '"+password+"'", []any(nil)
	if a.parameters {
		text, args = "SELECT name FROM account WHERE name = ? AND password = ?", []any{name, password}
	}
	var found string
	//sqlvet:ignore the vulnerability that the example is about
	err := a.db.QueryRowContext(ctx, text, args...).Scan(&found)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return found, err
}

// find searches customers by a part of their name, in an order that the page chooses.
func (a *accounts) find(ctx context.Context, part, by string) ([]Customer, error) {
	if by == "" {
		by = "name"
	}
	text, args := "SELECT name, city FROM account WHERE name LIKE '%"+part+"%' ORDER BY "+by, []any(nil)
	if a.parameters {
		query := websec.SQL("SELECT name, city FROM account WHERE").
			Join(websec.Contains(websec.SQL("name"), part)).
			Add("ORDER BY").Join(websec.Allow("name", "city").Pick(by))
		var err error
		if text, args, err = query.For(websec.Question); err != nil {
			return nil, err
		}
	}
	//sqlvet:ignore the vulnerability that the example is about
	rows, err := a.db.QueryContext(ctx, text, args...)
	if err != nil {
		return nil, err
	}
	var found []Customer
	for rows.Next() {
		var c Customer
		if err := rows.Scan(&c.Name, &c.City); err != nil {
			return nil, errors.Join(err, rows.Close())
		}
		found = append(found, c)
	}
	return found, errors.Join(rows.Err(), rows.Close())
}
