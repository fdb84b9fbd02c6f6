package segment

import (
	"reflect"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

type (
	small struct {
		A int8
		B int32
	}
	order struct {
		ID   int64
		Name [16]uint8
	}
	owner struct {
		Age  uint8
		Name string
	}
	job struct {
		ID    int64
		Owner owner
	}
	guarded struct {
		mu sync.Mutex //nolint:unused // it is there to be refused
		N  int64
	}
	unexported struct {
		_ [4]uint8
		n uint32 //nolint:unused // what nobody can name lies in memory all the same
	}
	embedding struct {
		small
		Ok bool
	}
)

func TestLayout(t *testing.T) {
	tests := []struct {
		of   reflect.Type
		want string
	}{
		{reflect.TypeFor[uint8](), "uint8"},
		{reflect.TypeFor[time.Duration](), "int64"},
		{reflect.TypeFor[[4][2]float32](), "[4][2]float32"},
		{reflect.TypeFor[complex128](), "complex128"},
		{reflect.TypeFor[struct{}](), "struct{} size 0"},
		{reflect.TypeFor[order](), "struct{ID int64 @0; Name [16]uint8 @8} size 24"},
		{reflect.TypeFor[small](), "struct{A int8 @0; B int32 @4} size 8"},
		{reflect.TypeFor[[3]small](), "[3]struct{A int8 @0; B int32 @4} size 8"},
		{reflect.TypeFor[embedding](), "struct{small struct{A int8 @0; B int32 @4} size 8 @0; Ok bool @8} size 12"},
		{reflect.TypeFor[unexported](), "struct{_ [4]uint8 @0; n uint32 @4} size 8"},
	}
	for _, tt := range tests {
		t.Run(tt.want, func(t *testing.T) {
			got, err := Layout(tt.of)
			require.NoError(t, err)
			require.Equal(t, tt.want, got)
			require.NotZero(t, Fingerprint(got))
		})
	}
	t.Run("int is what it is here", func(t *testing.T) {
		got, err := Layout(reflect.TypeFor[int]())
		require.NoError(t, err)
		require.Contains(t, []string{"int32", "int64"}, got)
	})
	t.Run("an atomic integer is an integer", func(t *testing.T) {
		_, err := Layout(reflect.TypeFor[atomic.Uint64]())
		require.NoError(t, err)
	})
}

func TestLayoutRefuses(t *testing.T) {
	tests := []struct {
		of   reflect.Type
		want string
	}{
		{reflect.TypeFor[job](), "ipc: segment.job.Owner.Name: string holds a pointer"},
		{reflect.TypeFor[[2]job](), "ipc: [2]segment.job[].Owner.Name: string holds a pointer"},
		{reflect.TypeFor[struct{ Tags [3][]byte }](), "ipc: struct { Tags [3][]uint8 }.Tags[]: []uint8 holds a pointer"},
		{reflect.TypeFor[string](), "ipc: string holds a pointer"},
		{reflect.TypeFor[*int](), "ipc: *int holds a pointer"},
		{reflect.TypeFor[map[int]int](), "ipc: map[int]int holds a pointer"},
		{reflect.TypeFor[chan int](), "ipc: chan int holds a pointer"},
		{reflect.TypeFor[func()](), "ipc: func() holds a pointer"},
		{reflect.TypeFor[struct{ E error }](), "ipc: struct { E error }.E: error holds a pointer"},
		{reflect.TypeFor[time.Time](), "ipc: time.Time.loc: *time.Location holds a pointer"},
		{reflect.TypeFor[guarded](), "ipc: segment.guarded.mu: sync.Mutex works within one process only"},
		{reflect.TypeFor[atomic.Pointer[int]](), "ipc: atomic.Pointer[int]._: [0]*int holds a pointer"},
		{nil, "ipc: nil: interface {} holds a pointer"},
	}
	for _, tt := range tests {
		t.Run(tt.want, func(t *testing.T) {
			_, err := Layout(tt.of)
			var pointer *PointerError
			require.ErrorAs(t, err, &pointer)
			if tt.of == reflect.TypeFor[atomic.Pointer[int]]() {
				return // its fields are the standard library's
			}
			require.EqualError(t, err, tt.want)
		})
	}
}

func TestFingerprint(t *testing.T) {
	require.Zero(t, Fingerprint(""))
	require.Equal(t, uint64(0xaf63dc4c8601ec8c), Fingerprint("a"), "FNV-1a, the same for every build of every program")
	require.NotEqual(t, Fingerprint("struct{A int8 @0} size 1"), Fingerprint("struct{B int8 @0} size 1"))
}
