package orm

import (
	"container/list"
	"database/sql/driver"
	"errors"
)

// A stmtCache keeps the prepared statements of one connection, the least recently used
// being closed when there are too many. Parsing a text again is half of what a small
// statement costs, so this is where most of the speed comes from. Like a connection it
// is used by one goroutine at a time.
type stmtCache struct {
	max    int
	byText map[string]*list.Element
	recent *list.List // of *stmt, the latest first
}

// A stmt is a prepared statement. A busy one has rows open and cannot run again, nor
// be closed.
type stmt struct {
	driver.Stmt
	text   string
	busy   bool
	loose  bool // not in the cache: closed when done with
	rows   int  // how many it gave the last time, which is how many to expect
	query  driver.StmtQueryContext
	execer driver.StmtExecContext
}

func newStmtCache(most int) *stmtCache {
	return &stmtCache{max: most, byText: make(map[string]*list.Element, most), recent: list.New()}
}

// get finds a statement that can run, or nil.
func (c *stmtCache) get(text string) *stmt {
	e, ok := c.byText[text]
	if !ok {
		return nil
	}
	s := e.Value.(*stmt) //nolint:errcheck // the list has nothing else
	if s.busy {
		return nil
	}
	c.recent.MoveToFront(e)
	return s
}

// put keeps a statement, or leaves it loose if one of its text is there.
func (c *stmtCache) put(s *stmt) error {
	if _, ok := c.byText[s.text]; ok {
		s.loose = true
		return nil
	}
	c.byText[s.text] = c.recent.PushFront(s)
	if c.recent.Len() <= c.max {
		return nil
	}
	for e := c.recent.Back(); e != nil; e = e.Prev() {
		if old := e.Value.(*stmt); !old.busy && old != s { //nolint:errcheck // as above
			return c.drop(old)
		}
	}
	return nil
}

// drop closes a statement and forgets it.
func (c *stmtCache) drop(s *stmt) error {
	if e, ok := c.byText[s.text]; ok && e.Value == s {
		c.recent.Remove(e)
		delete(c.byText, s.text)
	}
	return s.Close()
}

// close closes all of them.
func (c *stmtCache) close() error {
	var errs []error
	for e := c.recent.Front(); e != nil; e = e.Next() {
		errs = append(errs, e.Value.(*stmt).Close()) //nolint:errcheck // as above
	}
	c.recent.Init()
	clear(c.byText)
	return errors.Join(errs...)
}
