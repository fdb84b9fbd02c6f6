package orm

import (
	"cmp"
	"fmt"
	"hash/crc32"
	"slices"
	"strconv"
	"strings"
	"time"
)

// user is a row of users and what the contestants that map structs map; the tags are
// of GORM, bun, xorm and sqlx. Its names are what they would call the columns anyway.
type user struct {
	ID      int64     `bun:",pk,autoincrement" xorm:"pk autoincr 'id'"`
	Name    string    `xorm:"'name'"`
	Email   string    `xorm:"'email'"`
	Age     int64     `xorm:"'age'"`
	Active  bool      `xorm:"'active'"`
	Score   float64   `xorm:"'score'"`
	Bio     *string   `xorm:"'bio'"`
	Created time.Time `xorm:"'created'"`
	Posts   []post    `gorm:"foreignKey:UserID" bun:"rel:has-many,join:id=user_id" xorm:"-" db:"-"`
}

// TableName is asked for by GORM and xorm.
func (user) TableName() string { return "users" }

// post is a row of posts.
type post struct {
	ID     int64  `bun:",pk,autoincrement" xorm:"pk autoincr 'id'"`
	UserID int64  `db:"user_id" xorm:"'user_id'"`
	Title  string `xorm:"'title'"`
	Body   string `xorm:"'body'"`
	Likes  int64  `xorm:"'likes'"`
}

// TableName is asked for by GORM and xorm.
func (post) TableName() string { return "posts" }

const (
	usersSeeded = 10_000
	postsEach   = 10  // of the first authors
	authors     = 100 // users with posts
	filterAge   = 40  // what the filter asks for
	filterRows  = 50
)

// epoch is when the first user was created. All times are whole seconds, as xorm and
// Django keep no more of one, or keep it otherwise.
var epoch = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)

// makeUsers makes users that differ from each other, the first with that number. The
// twin in Python makes the same.
func makeUsers(first, n int) []user {
	all := make([]user, n)
	for i := range all {
		k := first + i
		u := user{
			Name:    fmt.Sprintf("user %06d", k),
			Email:   fmt.Sprintf("user-%06d@example.org", k),
			Age:     int64(18 + k*7%60),
			Active:  k%3 != 0,
			Score:   float64(k*37%4000) / 4,
			Created: epoch.Add(time.Duration(k) * time.Minute),
		}
		if k%4 != 0 {
			bio := fmt.Sprintf("The %d. to come here, who has said nothing else.", k)
			u.Bio = &bio
		}
		all[i] = u
	}
	return all
}

// makePosts makes the posts of the authors, whose ids count from 1.
func makePosts() []post {
	var all []post
	for id := range int64(authors) {
		for k := range postsEach {
			all = append(all, post{
				UserID: id + 1, Title: fmt.Sprintf("Post %d of %d", k, id+1),
				Body: strings.Repeat("What there is to say. ", 3), Likes: int64(k) * id,
			})
		}
	}
	return all
}

// changedNames is a pattern for the names of users that were changed.
const changedNames = "%" + change

const change = " (changed)"

// changed is what an update makes of a user: three columns.
func changed(u user) user {
	u.Name += change
	u.Age++
	u.Score += .25
	return u
}

// digest is an answer: how many users, and a checksum over all they are and, where
// they have any, of their posts.
func digest(users []user) string {
	sum, line := uint32(0), []byte(nil)
	for i := range users {
		line = appendUser(line[:0], &users[i])
		sum = crc32.Update(sum, crc32.IEEETable, line)
	}
	return fmt.Sprintf("%d users, %08x", len(users), sum)
}

// appendUser writes a user as a line, and the posts by id. It is not timed, but a run
// has to end.
func appendUser(line []byte, u *user) []byte {
	bio := "NULL"
	if u.Bio != nil {
		bio = *u.Bio
	}
	line = strconv.AppendInt(line, u.ID, 10)
	line = append(append(append(append(line, '|'), u.Name...), '|'), u.Email...)
	line = strconv.AppendInt(append(line, '|'), u.Age, 10)
	line = strconv.AppendBool(append(line, '|'), u.Active)
	line = strconv.AppendFloat(append(line, '|'), u.Score, 'g', -1, 64)
	line = append(append(append(line, '|'), bio...), '|')
	line = append(strconv.AppendInt(line, u.Created.Unix(), 10), '\n')
	slices.SortFunc(u.Posts, func(a, b post) int { return cmp.Compare(a.ID, b.ID) })
	for _, p := range u.Posts {
		line = fmt.Appendf(line, "%d|%d|%s|%s|%d\n", p.ID, p.UserID, p.Title, p.Body, p.Likes)
	}
	return line
}

// byID puts users in the order of their ids.
func byID(users []user) []user {
	slices.SortFunc(users, func(a, b user) int { return cmp.Compare(a.ID, b.ID) })
	return users
}
