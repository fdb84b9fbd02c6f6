// Package redisstore keeps the sessions of package web in Redis.
//
// Each session is a hash that expires with it, so that nothing has to sweep. What
// compares a version and writes is one script, which Redis runs at once or not at
// all.
package redisstore

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"underhood/web"
)

// A Store is a web.Store in Redis 4 or later, or what speaks its protocol and runs
// scripts. Safe for concurrent use, by several processes too.
type Store struct {
	client redis.Scripter
	hash   hashes
	prefix string
}

type hashes interface {
	HMGet(ctx context.Context, key string, fields ...string) *redis.SliceCmd
}

// A Client is a *redis.Client, *redis.ClusterClient, *redis.Ring or what is like one.
type Client interface {
	redis.Scripter
	hashes
}

// New makes a store whose keys in Redis begin with prefix. The client stays the
// caller's to close. It panics if there is none.
func New(client Client, prefix string) *Store {
	if client == nil {
		panic("redisstore: New with a nil client")
	}
	return &Store{client, client, prefix}
}

var (
	save = redis.NewScript(`
local v = redis.call('HGET', KEYS[1], 'version') or '0'
if v ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'data', ARGV[2], 'version', string.format('%d', tonumber(v) + 1), 'begun', ARGV[3], 'expires', ARGV[4])
redis.call('EXPIREAT', KEYS[1], ARGV[4])
return 1`)
	drop = redis.NewScript(`
local v = redis.call('HGET', KEYS[1], 'version')
if not v then return -1 end
if ARGV[1] ~= '0' and v ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
return 1`)
)

// Load returns the record of a key, or web.ErrNoRecord.
func (s *Store) Load(ctx context.Context, key string) (web.Record, error) {
	fields, err := s.hash.HMGet(ctx, s.prefix+key, "data", "version", "begun", "expires").Result()
	if err != nil {
		return web.Record{}, fmt.Errorf("redisstore: load: %w", err)
	}
	var text [4]string
	for i := range text {
		var ok bool
		if text[i], ok = fields[i].(string); !ok {
			return web.Record{}, web.ErrNoRecord
		}
	}
	version, err1 := strconv.ParseUint(text[1], 10, 64)
	begun, err2 := strconv.ParseInt(text[2], 10, 64)
	expires, err3 := strconv.ParseInt(text[3], 10, 64)
	if err := errors.Join(err1, err2, err3); err != nil {
		return web.Record{}, fmt.Errorf("redisstore: load: no session is at this key: %w", err)
	}
	return web.Record{Data: []byte(text[0]), Version: version, Begun: time.Unix(begun, 0), Expires: time.Unix(expires, 0)}, nil
}

// Save writes a record over the version it names, or returns web.ErrConflict.
func (s *Store) Save(ctx context.Context, key string, r web.Record) error {
	expires := r.Expires.Add(time.Second - 1).Unix()
	n, err := save.Run(ctx, s.client, []string{s.prefix + key}, r.Version, r.Data, r.Begun.Unix(), expires).Int()
	switch {
	case err != nil:
		return fmt.Errorf("redisstore: save: %w", err)
	case n == 0:
		return web.ErrConflict
	}
	return nil
}

// Delete removes a record of a version, or of any with version 0. It returns
// web.ErrConflict or web.ErrNoRecord.
func (s *Store) Delete(ctx context.Context, key string, version uint64) error {
	n, err := drop.Run(ctx, s.client, []string{s.prefix + key}, version).Int()
	switch {
	case err != nil:
		return fmt.Errorf("redisstore: delete: %w", err)
	case n < 0:
		return web.ErrNoRecord
	case n == 0:
		return web.ErrConflict
	}
	return nil
}
