package lesson

import (
	"context"
	"errors"
	"strconv"

	"underhood/web"
)

// toldStore is a store that tells a recorder what is asked of it.
type toldStore struct {
	web.Store
	r *recorder
}

// keep puts the recorder in front of a store.
func (r *recorder) keep(s web.Store) web.Store {
	if r == nil {
		return s
	}
	return &toldStore{s, r}
}

// Load tells what was found.
func (k *toldStore) Load(ctx context.Context, key string) (web.Record, error) {
	record, err := k.Store.Load(ctx, key)
	b := Beat{Kind: beatLoad, Result: string(record.Data)}
	if errors.Is(err, web.ErrNoRecord) {
		b.Text, b.Error = k.r.ids.known(key), "there is no such session"
	} else {
		b.Text, b.Error = k.r.ids.name(key), errorText(err)
	}
	k.r.add(b)
	return record, err
}

// Save tells what is written.
func (k *toldStore) Save(ctx context.Context, key string, r web.Record) error {
	err := k.Store.Save(ctx, key, r)
	k.r.add(Beat{
		Kind: beatSave, Text: k.r.ids.name(key), Result: string(r.Data), Error: errorText(err),
		Func: "version " + strconv.FormatUint(r.Version+1, 10),
	})
	return err
}

// Delete tells what goes.
func (k *toldStore) Delete(ctx context.Context, key string, version uint64) error {
	err := k.Store.Delete(ctx, key, version)
	k.r.add(Beat{Kind: beatDelete, Text: k.r.ids.name(key), Error: errorText(err)})
	return err
}
