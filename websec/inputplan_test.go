package websec_test

import (
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/websec"
)

func TestDecoderTypes(t *testing.T) {
	fails := func(err error, why string) {
		t.Helper()
		require.ErrorIs(t, err, websec.ErrType)
		require.ErrorContains(t, err, why)
	}
	_, err := websec.NewDecoder[int](websec.Limits{})
	fails(err, "no struct")
	_, err = websec.NewDecoder[struct{ A int }](websec.Limits{})
	fails(err, "no field")
	_, err = websec.NewDecoder[struct {
		a int `in:"a"`
	}](websec.Limits{})
	fails(err, "not exported")
	_, err = websec.NewDecoder[struct {
		A chan int `in:"a"`
	}](websec.Limits{})
	fails(err, "cannot be read")
	_, err = websec.NewDecoder[struct {
		A *[]int `in:"a"`
	}](websec.Limits{})
	fails(err, "never needed")
	_, err = websec.NewDecoder[struct {
		A [][]int `in:"a"`
	}](websec.Limits{})
	fails(err, "cannot be read")
	_, err = websec.NewDecoder[struct {
		A int `in:"a"`
		B int `in:"a"`
	}](websec.Limits{})
	fails(err, "two fields")
	_, err = websec.NewDecoder[tree](websec.Limits{})
	fails(err, "contains itself")
	for _, bad := range []func() error{
		func() error {
			_, err := websec.NewDecoder[struct {
				A int `in:""`
			}](websec.Limits{})
			return err
		},
		func() error {
			_, err := websec.NewDecoder[struct {
				A int `in:"a,needed"`
			}](websec.Limits{})
			return err
		},
		func() error {
			_, err := websec.NewDecoder[struct {
				A int `in:"a" check:"least=1"`
			}](websec.Limits{})
			return err
		},
		func() error {
			_, err := websec.NewDecoder[struct {
				A int `in:"a" check:"min=x"`
			}](websec.Limits{})
			return err
		},
		func() error {
			_, err := websec.NewDecoder[struct {
				A int `in:"a" check:"max=x"`
			}](websec.Limits{})
			return err
		},
		func() error {
			_, err := websec.NewDecoder[struct {
				A int `in:"a" check:"min=2,max=1"`
			}](websec.Limits{})
			return err
		},
		func() error {
			_, err := websec.NewDecoder[struct {
				A int `in:"a" check:"min=2,min=1"`
			}](websec.Limits{})
			return err
		},
		func() error {
			_, err := websec.NewDecoder[struct {
				A bool `in:"a" check:"min=2"`
			}](websec.Limits{})
			return err
		},
		func() error {
			_, err := websec.NewDecoder[struct {
				A int `in:"a" each:"min=2"`
			}](websec.Limits{})
			return err
		},
		func() error {
			_, err := websec.NewDecoder[struct {
				A []bool `in:"a" each:"min=2"`
			}](websec.Limits{})
			return err
		},
		func() error {
			_, err := websec.NewDecoder[struct {
				A int `in:"a" match:"x"`
			}](websec.Limits{})
			return err
		},
		func() error {
			_, err := websec.NewDecoder[struct {
				A string `in:"a" match:"("`
			}](websec.Limits{})
			return err
		},
		func() error {
			_, err := websec.NewDecoder[struct {
				A int `in:"a" oneof:"x"`
			}](websec.Limits{})
			return err
		},
		func() error {
			_, err := websec.NewDecoder[struct {
				A int `in:"a" oneof:""`
			}](websec.Limits{})
			return err
		},
		func() error {
			_, err := websec.NewDecoder[struct {
				A item `in:"a" oneof:"x"`
			}](websec.Limits{})
			return err
		},
	} {
		require.ErrorIs(t, bad(), websec.ErrType)
	}
	_, err = websec.NewDecoder[item](websec.Limits{Bytes: -1})
	require.ErrorIs(t, err, websec.ErrOption)

	_, err = decoder[jsonOrder](t, websec.Limits{}).Query(httptest.NewRequest("GET", "/", nil))
	fails(err, "which only JSON has")
}

type tree struct {
	Children []tree `in:"children"`
}
