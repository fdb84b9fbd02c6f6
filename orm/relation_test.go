package orm_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/orm"
	"underhood/orm/internal/laws"
)

// TestRelations loads every kind of relation on every engine, and counts statements.
func TestRelations(t *testing.T) {
	onEach(t, func(t *testing.T, _ string, open laws.Open) {
		loads := 0
		s := newStore(t, open, orm.WithTrace(func(e orm.Event) {
			if e.Op == "load" {
				loads += len(e.Statements)
			}
		}))
		s.fill(t)
		t.Run("has many, and theirs", func(t *testing.T) { testHasMany(t, s, &loads) })
		t.Run("belongs to", func(t *testing.T) { testBelongsTo(t, s) })
		t.Run("many to many", func(t *testing.T) { testManyToMany(t, s, &loads) })
		t.Run("self", func(t *testing.T) { testSelf(t, s) })
		t.Run("limit", func(t *testing.T) { testLimit(t, s, &loads) })
		t.Run("has one", func(t *testing.T) { testHasOne(t, s) })
	})
}

func testHasMany(t *testing.T, s *store, loads *int) {
	ctx := t.Context()
	artists, err := s.artists.All().OrderBy(artistID.Asc()).List(ctx, s)
	require.NoError(t, err)
	_, loaded := artists[0].Albums.Get()
	require.False(t, loaded, "not loaded is not the same as none")
	*loads = 0
	require.NoError(t, orm.Load(ctx, s, artists, s.artistAlbums.OrderBy(albumID.Desc()).With(s.albumTracks.Where(trackMillis.Gt(8000)), s.albumArtist)))
	require.Equal(t, 3, *loads, "one statement a relation")
	for i := range artists {
		a := &artists[i]
		albums, loaded := a.Albums.Get()
		require.True(t, loaded)
		require.Len(t, albums, i)
		for j, album := range albums {
			require.Equal(t, a.ID, album.ArtistID)
			require.True(t, j == 0 || albums[j-1].ID > album.ID)
			tracks, _ := album.Tracks.Get()
			require.Len(t, tracks, 2)
			back, loaded := album.Artist.Get()
			require.True(t, loaded)
			require.Equal(t, a.Name, back.Name)
			require.False(t, back.Albums.Loaded())
		}
	}
}

func testBelongsTo(t *testing.T, s *store) {
	ctx := t.Context()
	tracks, err := s.tracks.All().OrderBy(trackID.Asc()).List(ctx, s)
	require.NoError(t, err)
	require.NoError(t, orm.Load(ctx, s, tracks, s.trackAlbum))
	first, _ := tracks[0].Album.Get()
	second, _ := tracks[1].Album.Get()
	require.Same(t, first, second, "rows that are related to one object share it")
	none, loaded := tracks[len(tracks)-1].Album.Get()
	require.True(t, loaded)
	require.Nil(t, none, "NULL is related to nothing")
}

func testManyToMany(t *testing.T, s *store, loads *int) {
	ctx := t.Context()
	lists, err := s.playlists.All().OrderBy(playlistID.Asc()).List(ctx, s)
	require.NoError(t, err)
	*loads = 0
	require.NoError(t, orm.Load(ctx, s, lists, s.playlistListings.OrderBy(listingPosition.Asc()).With(s.listingTrack, s.listingNotes.OrderBy(noteID.Asc()))))
	require.Equal(t, 3, *loads)
	var got [][]string
	for _, l := range lists {
		var names []string
		links, _ := l.Listings.Get()
		for _, link := range links {
			track, _ := link.Track.Get()
			names = append(names, track.Name)
			notes, loaded := link.Notes.Get()
			require.True(t, loaded)
			for _, n := range notes {
				names = append(names, n.Text)
			}
		}
		got = append(got, names)
	}
	require.Equal(t, [][]string{{"single", "track 3", "softly", "again"}, {"track 3", "!"}, nil}, got)
}

func testSelf(t *testing.T, s *store) {
	ctx := t.Context()
	all, err := s.employees.All().OrderBy(employeeID.Asc()).List(ctx, s)
	require.NoError(t, err)
	require.NoError(t, orm.Load(ctx, s, all, s.boss, s.reports.OrderBy(employeeID.Asc())))
	boss, _ := all[2].Boss.Get()
	require.Equal(t, "Ada", boss.Name)
	top, loaded := all[0].Boss.Get()
	require.True(t, loaded && top == nil)
	reports, _ := all[0].Reports.Get()
	require.Equal(t, []string{"Bob", "Eve"}, []string{reports[0].Name, reports[1].Name})
}

func testLimit(t *testing.T, s *store, loads *int) {
	ctx := t.Context()
	albums, err := s.albums.All().List(ctx, s)
	require.NoError(t, err)
	*loads = 0
	require.NoError(t, orm.Load(ctx, s, albums, s.albumTracks.OrderBy(trackMillis.Asc()).Limit(2)))
	require.Equal(t, 1, *loads)
	for _, a := range albums {
		tracks, _ := a.Tracks.Get()
		require.Len(t, tracks, 2, "of each album, not of all")
		require.Equal(t, []int64{8000, 9000}, []int64{tracks[0].Millis, tracks[1].Millis})
	}
	require.ErrorIs(t, orm.Load(ctx, s, albums, s.albumTracks.Limit(-1)), orm.ErrValue)
}

func testHasOne(t *testing.T, s *store) {
	ctx := t.Context()
	type holder struct {
		ID    int64
		Album orm.Rel[Album]
	}
	id := orm.C(func(h *holder) *int64 { return &h.ID })
	latest := orm.HasOne(func(h *holder) *orm.Rel[Album] { return &h.Album }, s.albums, orm.On(id, albumArtist))
	rows := []holder{{ID: 2}, {ID: 1}}
	require.NoError(t, orm.Load(ctx, s, rows, latest))
	one, _ := rows[0].Album.Get()
	require.EqualValues(t, 1, one.ID)
	require.True(t, rows[1].Album.Loaded())
	require.ErrorIs(t, orm.Load(ctx, s, []holder{{ID: 5}}, latest), orm.ErrTooMany)
	require.NoError(t, orm.Load(ctx, s, []holder{{ID: 5}}, latest.OrderBy(albumID.Desc()).Limit(1)))

	// Misuse is refused before anything is sent.
	require.ErrorIs(t, orm.Load(ctx, s, rows, orm.Relation[holder, Album]{}), orm.ErrValue)
	require.ErrorIs(t, orm.Load(ctx, s, rows, orm.HasOne(func(h *holder) *orm.Rel[Album] { return &h.Album }, s.albums)), orm.ErrValue)
	require.ErrorIs(t, orm.LoadAll(ctx, s, []*holder{nil}, latest), orm.ErrValue)
	require.ErrorIs(t, orm.Load(ctx, s, rows, orm.Edge[holder](nil)), orm.ErrValue)
	require.NoError(t, orm.Load(ctx, s, []holder{}, latest))
}

// TestManyParents: a hundred thousand rows are one statement, where others fail at the
// engine's limit of parameters.
func TestManyParents(t *testing.T) {
	onEach(t, func(t *testing.T, _ string, open laws.Open) {
		sent := 0
		s := newStore(t, open, orm.WithTrace(func(e orm.Event) {
			if e.Op == "load" {
				sent += len(e.Statements)
			}
		}))
		s.fill(t)
		rows := make([]Artist, 100_000)
		for i := range rows {
			rows[i].ID = int64(i + 1)
		}
		require.NoError(t, orm.Load(t.Context(), s, rows, s.artistAlbums))
		require.Equal(t, 1, sent)
		found := 0
		for i := range rows {
			albums, loaded := rows[i].Albums.Get()
			require.True(t, loaded)
			found += len(albums)
		}
		require.Equal(t, 10, found)
	})
}
