package orm_test

import (
	"database/sql"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"underhood/orm"
	"underhood/orm/internal/laws"
)

// The record store is a schema like Chinook's (foreign keys, a key of two columns, a
// table that refers to itself, decimals, dates), with data made here.

type Artist struct {
	ID     int64
	Name   string
	Albums orm.RelMany[Album]
}

type Album struct {
	ID       int64
	Title    string
	ArtistID int64
	Artist   orm.Rel[Artist]
	Tracks   orm.RelMany[Track]
}

type Track struct {
	ID       int64
	Name     string
	AlbumID  sql.Null[int64]
	Millis   int64
	Price    string `orm:",decimal=10.2"`
	Album    orm.Rel[Album]
	Listings orm.RelMany[Listing]
}

type Playlist struct {
	ID       int64
	Name     string
	Listings orm.RelMany[Listing]
}

// A Listing is many to many, with something to say about each.
type Listing struct {
	PlaylistID int64 `orm:",key"`
	TrackID    int64 `orm:",key"`
	Position   int64
	Track      orm.Rel[Track]
	Notes      orm.RelMany[Note]
}

// A Note refers to a key of two columns.
type Note struct {
	ID         int64
	PlaylistID int64
	TrackID    int64
	Text       string
}

type Employee struct {
	ID        int64
	Name      string
	Hired     time.Time
	ReportsTo *int64
	Boss      orm.Rel[Employee]
	Reports   orm.RelMany[Employee]
}

var (
	artistID        = orm.C(func(a *Artist) *int64 { return &a.ID })
	artistName      = orm.C(func(a *Artist) *string { return &a.Name })
	albumID         = orm.C(func(a *Album) *int64 { return &a.ID })
	albumArtist     = orm.C(func(a *Album) *int64 { return &a.ArtistID })
	trackID         = orm.C(func(t *Track) *int64 { return &t.ID })
	trackAlbum      = orm.CNull(func(t *Track) *sql.Null[int64] { return &t.AlbumID })
	trackMillis     = orm.C(func(t *Track) *int64 { return &t.Millis })
	trackPrice      = orm.C(func(t *Track) *string { return &t.Price })
	playlistID      = orm.C(func(p *Playlist) *int64 { return &p.ID })
	listingPlaylist = orm.C(func(l *Listing) *int64 { return &l.PlaylistID })
	listingTrack    = orm.C(func(l *Listing) *int64 { return &l.TrackID })
	listingPosition = orm.C(func(l *Listing) *int64 { return &l.Position })
	notePlaylist    = orm.C(func(n *Note) *int64 { return &n.PlaylistID })
	noteTrack       = orm.C(func(n *Note) *int64 { return &n.TrackID })
	noteID          = orm.C(func(n *Note) *int64 { return &n.ID })
	employeeID      = orm.C(func(e *Employee) *int64 { return &e.ID })
	employeeHired   = orm.C(func(e *Employee) *time.Time { return &e.Hired })
	employeeBoss    = orm.CPtr(func(e *Employee) **int64 { return &e.ReportsTo })
)

type store struct {
	*orm.DB
	artists   *orm.Table[Artist]
	albums    *orm.Table[Album]
	tracks    *orm.Table[Track]
	playlists *orm.Table[Playlist]
	listings  *orm.Table[Listing]
	notes     *orm.Table[Note]
	employees *orm.Table[Employee]

	artistAlbums     orm.Relation[Artist, Album]
	albumArtist      orm.Relation[Album, Artist]
	albumTracks      orm.Relation[Album, Track]
	trackAlbum       orm.Relation[Track, Album]
	playlistListings orm.Relation[Playlist, Listing]
	listingTrack     orm.Relation[Listing, Track]
	listingNotes     orm.Relation[Listing, Note]
	boss             orm.Relation[Employee, Employee]
	reports          orm.Relation[Employee, Employee]
}

func newStore(t testing.TB, open laws.Open, opts ...orm.Option) *store {
	t.Helper()
	schema := orm.NewSchema()
	s := &store{
		artists:   orm.MustRegister[Artist](schema),
		albums:    orm.MustRegister(schema, orm.Foreign(orm.NoAction, orm.RefersTo(albumArtist, artistID))),
		tracks:    orm.MustRegister(schema, orm.Foreign(orm.NoAction, orm.RefersTo(trackAlbum, albumID))),
		playlists: orm.MustRegister[Playlist](schema),
		listings: orm.MustRegister(schema, orm.Foreign(orm.Cascade, orm.RefersTo(listingPlaylist, playlistID)),
			orm.Foreign(orm.Cascade, orm.RefersTo(listingTrack, trackID))),
		notes: orm.MustRegister(schema, orm.Foreign(orm.Cascade, orm.RefersTo(notePlaylist, listingPlaylist), orm.RefersTo(noteTrack, listingTrack))),
		// Its foreign key refers to itself.
		employees: orm.MustRegister(schema, orm.Foreign(orm.SetNull, orm.RefersTo(employeeBoss, employeeID))),
	}
	s.artistAlbums = orm.HasMany(func(a *Artist) *orm.RelMany[Album] { return &a.Albums }, s.albums, orm.On(artistID, albumArtist))
	s.albumArtist = orm.BelongsTo(func(a *Album) *orm.Rel[Artist] { return &a.Artist }, s.artists, orm.On(albumArtist, artistID))
	s.albumTracks = orm.HasMany(func(a *Album) *orm.RelMany[Track] { return &a.Tracks }, s.tracks, orm.On(albumID, trackAlbum))
	s.trackAlbum = orm.BelongsTo(func(t *Track) *orm.Rel[Album] { return &t.Album }, s.albums, orm.On(trackAlbum, albumID))
	s.playlistListings = orm.HasMany(func(p *Playlist) *orm.RelMany[Listing] { return &p.Listings }, s.listings, orm.On(playlistID, listingPlaylist))
	s.listingTrack = orm.BelongsTo(func(l *Listing) *orm.Rel[Track] { return &l.Track }, s.tracks, orm.On(listingTrack, trackID))
	s.listingNotes = orm.HasMany(func(l *Listing) *orm.RelMany[Note] { return &l.Notes }, s.notes,
		orm.On(listingPlaylist, notePlaylist), orm.On(listingTrack, noteTrack))
	s.boss = orm.BelongsTo(func(e *Employee) *orm.Rel[Employee] { return &e.Boss }, s.employees, orm.On(employeeBoss, employeeID))
	s.reports = orm.HasMany(func(e *Employee) *orm.RelMany[Employee] { return &e.Reports }, s.employees, orm.On(employeeID, employeeBoss))
	s.DB = open(t, opts...)
	require.NoError(t, schema.Create(t.Context(), s.DB))
	return s
}

// fill puts in 5 artists with 0 to 4 albums, of 3 tracks each; two tracks of no album;
// two playlists; and three employees.
func (s *store) fill(t testing.TB) {
	t.Helper()
	ctx := t.Context()
	album, track := int64(0), int64(0)
	for a := range int64(5) {
		require.NoError(t, s.artists.Insert(ctx, s, &Artist{ID: a + 1, Name: fmt.Sprintf("artist %d", a)}))
		for range a {
			album++
			require.NoError(t, s.albums.Insert(ctx, s, &Album{ID: album, Title: fmt.Sprintf("album %d", album), ArtistID: a + 1}))
			for n := range int64(3) {
				track++
				require.NoError(t, s.tracks.Insert(ctx, s, &Track{
					ID: track, Name: fmt.Sprintf("track %d", track), AlbumID: sql.Null[int64]{V: album, Valid: true},
					Millis: 1000 * (10 - n), Price: fmt.Sprintf("%d.99", n),
				}))
			}
		}
	}
	require.NoError(t, s.tracks.Insert(ctx, s, &Track{ID: 100, Name: "single", Price: "0.10"}, &Track{ID: 101, Name: "demo", Price: "0.20"}))
	require.NoError(t, s.playlists.Insert(ctx, s, &Playlist{ID: 1, Name: "quiet"}, &Playlist{ID: 2, Name: "loud"}, &Playlist{ID: 3, Name: "empty"}))
	require.NoError(t, s.listings.Insert(ctx, s,
		&Listing{PlaylistID: 1, TrackID: 3, Position: 2}, &Listing{PlaylistID: 1, TrackID: 100, Position: 1}, &Listing{PlaylistID: 2, TrackID: 3, Position: 1}))
	require.NoError(t, s.notes.Insert(ctx, s,
		&Note{ID: 1, PlaylistID: 1, TrackID: 3, Text: "softly"}, &Note{ID: 2, PlaylistID: 1, TrackID: 3, Text: "again"}, &Note{ID: 3, PlaylistID: 2, TrackID: 3, Text: "!"}))
	one := int64(1)
	hired := time.Date(2002, 8, 14, 0, 0, 0, 0, time.UTC)
	require.NoError(t, s.employees.Insert(ctx, s, &Employee{ID: 1, Name: "Ada", Hired: hired}))
	require.NoError(t, s.employees.Insert(ctx, s, &Employee{ID: 2, Name: "Bob", Hired: hired.AddDate(1, 0, 0), ReportsTo: &one},
		&Employee{ID: 3, Name: "Eve", Hired: hired.AddDate(2, 0, 0), ReportsTo: &one}))
}

// TestChinook: typed queries answer what SQL written by hand does, on every engine.
func TestChinook(t *testing.T) {
	onEach(t, func(t *testing.T, _ string, open laws.Open) {
		s := newStore(t, open)
		s.fill(t)
		ctx := t.Context()
		ids := func(text orm.Statement) []int64 {
			all, err := orm.List[int64](ctx, s, text)
			require.NoError(t, err)
			require.NotEmpty(t, all)
			return all
		}
		tracks := func(q orm.Query[Track]) (out []int64) {
			all, err := q.List(ctx, s)
			require.NoError(t, err)
			for _, v := range all {
				out = append(out, v.ID)
			}
			return out
		}
		q := s.tracks.All()
		require.Equal(t, ids(orm.SQL("SELECT id FROM track WHERE millis >= 9000 AND price IN ('0.99', '1.99') ORDER BY millis DESC, id LIMIT 12")),
			tracks(q.Where(trackMillis.Ge(9000), trackPrice.In("0.99", "1.99")).OrderBy(trackMillis.Desc(), trackID.Asc()).Limit(12)))
		require.Equal(t, ids(orm.SQL("SELECT t.id FROM track t WHERE t.album_id IS NULL ORDER BY t.id")),
			tracks(q.Where(trackAlbum.IsNull()).OrderBy(trackID.Asc())))
		require.Equal(t, ids(orm.SQL(`SELECT t.id FROM track t JOIN album a ON a.id = t.album_id JOIN artist r ON r.id = a.artist_id
			WHERE r.name = ? ORDER BY t.id`, "artist 2")),
			tracks(q.Where(orm.Exists(trackAlbum, albumID, s.albums.Where(orm.Exists(albumArtist, artistID, s.artists.Where(artistName.Eq("artist 2")))))).OrderBy(trackID.Asc())))
		require.Equal(t, ids(orm.SQL("SELECT sum(millis) FROM track")), func() []int64 {
			sum, err := orm.Value(ctx, s, q, orm.Sum(trackMillis))
			require.NoError(t, err)
			return []int64{sum.V}
		}())
		require.Equal(t, ids(orm.SQL("SELECT id FROM employee WHERE hired < ? ORDER BY id", time.Date(2004, 1, 1, 0, 0, 0, 0, time.UTC))), func() (out []int64) {
			for e, err := range s.employees.Where(employeeHired.Lt(time.Date(2004, 1, 1, 0, 0, 0, 0, time.UTC))).OrderBy(employeeID.Asc()).Each(ctx, s) {
				require.NoError(t, err)
				out = append(out, e.ID)
			}
			return out
		}())
	})
}
