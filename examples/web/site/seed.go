package site

import (
	"context"

	"underhood/examples/web/accounts"
	"underhood/examples/web/notes"
)

// An Account is one that the site begins with, its password known to everybody.
type Account struct {
	Name, Password string
	Admin          bool
	notes          [][2]string
}

// Accounts are those the site begins with.
func Accounts() []Account {
	return []Account{
		{"ada", "analytical engine", true, [][2]string{
			{"Note G", "The engine has no pretensions to originate anything."},
			{"Shopping", "punched cards\ntea"},
		}},
		{"bob", "bobs password", false, [][2]string{{"To do", "Ask ada for help."}}},
	}
}

// seed makes the first accounts in a database that has none.
func seed(ctx context.Context, users *accounts.Users, all *notes.Store) error {
	there, err := users.All(ctx)
	if err != nil || len(there) > 0 {
		return err
	}
	for _, a := range Accounts() {
		u, err := users.Add(ctx, a.Name, a.Password, a.Admin)
		if err != nil {
			return err
		}
		for _, n := range a.notes {
			if err := all.Add(ctx, &notes.Note{UserID: u.ID, Title: n[0], Body: n[1]}); err != nil {
				return err
			}
		}
	}
	return nil
}
