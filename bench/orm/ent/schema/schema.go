// Package schema is what ent's code is generated from.
package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// User is a row of users.
type User struct{ ent.Schema }

// Fields are its columns.
func (User) Fields() []ent.Field {
	return []ent.Field{
		field.Int64("id"),
		field.String("name"),
		field.String("email"),
		field.Int64("age"),
		field.Bool("active").Default(true),
		field.Float("score"),
		field.String("bio").Optional().Nillable(),
		field.Time("created").SchemaType(map[string]string{dialect.SQLite: "timestamp"}),
	}
}

// Edges are its relations.
func (User) Edges() []ent.Edge {
	return []ent.Edge{edge.To("posts", Post.Type)}
}

// Post is a row of posts.
type Post struct{ ent.Schema }

// Fields are its columns.
func (Post) Fields() []ent.Field {
	return []ent.Field{
		field.Int64("id"),
		field.Int64("user_id"),
		field.String("title"),
		field.String("body"),
		field.Int64("likes"),
	}
}

// Edges are its relations.
func (Post) Edges() []ent.Edge {
	return []ent.Edge{edge.From("author", User.Type).Ref("posts").Field("user_id").Unique().Required()}
}

// Indexes are what a post is found by.
func (Post) Indexes() []ent.Index { return []ent.Index{index.Fields("user_id")} }
