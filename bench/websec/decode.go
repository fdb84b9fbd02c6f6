package websec

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin/binding"
	"github.com/go-playground/validator/v10"

	"underhood/bench/harness"
	"underhood/websec"
)

// A decode reads one request, and says how many problems there were; an error is what
// cannot be counted.
type decode func(*http.Request) (problems int, err error)

// Every second body has four problems, and all have to be found.
const problemsEach = 4

var (
	goodJSON = []byte(`{"name":"Ada Lovelace","age":36,"plan":"paid","mail":"ada@example.org","topics":["engines","numbers","poetry"],"home":{"city":"London","zip":"10115"}}`)
	badJSON  = []byte(`{"name":"A","age":17,"plan":"gold","mail":"ada@example.org","topics":["engines","numbers"],"home":{"city":"London","zip":"1011"}}`)
	goodForm = []byte("name=Ada+Lovelace&age=36&plan=paid&mail=ada%40example.org&topics=engines&topics=numbers&zip=10115")
	badForm  = []byte("name=A&age=17&plan=gold&mail=ada%40example.org&topics=engines&zip=1011")
)

// decodes measures good and bad bodies in turn.
func decodes(make func() (decode, error), kind string, bodies ...[]byte) harness.Work {
	return func(p harness.Params) (harness.Run, error) {
		read, err := make()
		if err != nil {
			return harness.Run{}, err
		}
		r := request(http.MethodPost, "Content-Type", kind)
		all := func(times int) (found int, err error) {
			var fresh http.Request
			var body bytes.Reader
			for i := range times {
				fresh = *r
				body.Reset(bodies[i%len(bodies)])
				fresh.Body, fresh.ContentLength = io.NopCloser(&body), int64(body.Len())
				n, err := read(&fresh)
				if err != nil {
					return 0, err
				}
				found += n
			}
			return found, nil
		}
		return harness.Run{Sample: func() (harness.Sample, error) {
			found := 0
			var err error
			sample := harness.Measure(func() { found, err = all(p.Size) })
			if want := p.Size / len(bodies) * problemsEach; err == nil && found != want {
				err = fmt.Errorf("%d problems in %d bodies, not %d", found, p.Size, want)
			}
			onProcessor(&sample, 1)
			sample.Answer = strconv.Itoa(found)
			return sample, err
		}}, nil
	}
}

type ourSignUp struct {
	Name   string   `in:"name,required" check:"min=2,max=40"`
	Age    int      `in:"age" check:"min=18,max=150"`
	Plan   string   `in:"plan" oneof:"free paid"`
	Mail   string   `in:"mail,required" check:"max=100"`
	Topics []string `in:"topics" check:"max=5" each:"max=20"`
	Home   ourHome  `in:"home"`
}

type ourHome struct {
	City string `in:"city,required" check:"max=40"`
	Zip  string `in:"zip" check:"min=5,max=5"`
}

type ourFlat struct {
	Name   string   `in:"name,required" check:"min=2,max=40"`
	Age    int      `in:"age" check:"min=18,max=150"`
	Plan   string   `in:"plan" oneof:"free paid"`
	Mail   string   `in:"mail,required" check:"max=100"`
	Topics []string `in:"topics" check:"max=5" each:"max=20"`
	Zip    string   `in:"zip" check:"min=5,max=5"`
}

func ourJSON() (decode, error) {
	d, err := websec.NewDecoder[ourSignUp](websec.Limits{})
	if err != nil {
		return nil, err
	}
	return func(r *http.Request) (int, error) { v, err := d.JSON(r); return ourProblems(v.Name, err) }, nil
}

func ourForm() (decode, error) {
	d, err := websec.NewDecoder[ourFlat](websec.Limits{})
	if err != nil {
		return nil, err
	}
	return func(r *http.Request) (int, error) { v, err := d.Form(r); return ourProblems(v.Name, err) }, nil
}

var errEmpty = errors.New("a good body was not read")

func ourProblems(name string, err error) (int, error) {
	var bad *websec.InputError
	switch {
	case err == nil && name == "":
		return 0, errEmpty
	case err == nil:
		return 0, nil
	case errors.As(err, &bad):
		return len(bad.Problems), nil
	}
	return 0, err
}

// theirSignUp has the rules by the tag of validator and by gin's.
type theirSignUp struct {
	Name   string    `json:"name" validate:"required,min=2,max=40" binding:"required,min=2,max=40"`
	Age    int       `json:"age" validate:"omitempty,min=18,max=150" binding:"omitempty,min=18,max=150"`
	Plan   string    `json:"plan" validate:"omitempty,oneof=free paid" binding:"omitempty,oneof=free paid"`
	Mail   string    `json:"mail" validate:"required,max=100" binding:"required,max=100"`
	Topics []string  `json:"topics" validate:"max=5,dive,max=20" binding:"max=5,dive,max=20"`
	Home   theirHome `json:"home"`
}

type theirHome struct {
	City string `json:"city" validate:"required,max=40" binding:"required,max=40"`
	Zip  string `json:"zip" validate:"omitempty,min=5,max=5" binding:"omitempty,min=5,max=5"`
}

type theirFlat struct {
	Name   string   `form:"name" binding:"required,min=2,max=40"`
	Age    int      `form:"age" binding:"omitempty,min=18,max=150"`
	Plan   string   `form:"plan" binding:"omitempty,oneof=free paid"`
	Mail   string   `form:"mail" binding:"required,max=100"`
	Topics []string `form:"topics" binding:"max=5,dive,max=20"`
	Zip    string   `form:"zip" binding:"omitempty,min=5,max=5"`
}

// validated reads as ours does as far as it can be told: a bound, no unknown members, and
// nothing behind the object.
func validated() (decode, error) {
	check := validator.New(validator.WithRequiredStructEnabled())
	return func(r *http.Request) (int, error) {
		var v theirSignUp
		d := json.NewDecoder(http.MaxBytesReader(nil, r.Body, 1<<20))
		d.DisallowUnknownFields()
		if err := d.Decode(&v); err != nil {
			return 0, err
		}
		if _, err := d.Token(); !errors.Is(err, io.EOF) {
			return 0, errors.New("something is behind the object")
		}
		return theirProblems(v.Name, check.Struct(&v))
	}, nil
}

func ginJSON() (decode, error) {
	binding.EnableDecoderDisallowUnknownFields = true
	return func(r *http.Request) (int, error) {
		r.Body = http.MaxBytesReader(nil, r.Body, 1<<20)
		var v theirSignUp
		err := binding.JSON.Bind(r, &v)
		return theirProblems(v.Name, err)
	}, nil
}

func ginForm() (decode, error) {
	return func(r *http.Request) (int, error) {
		r.Body = http.MaxBytesReader(nil, r.Body, 1<<20)
		var v theirFlat
		err := binding.FormPost.Bind(r, &v)
		return theirProblems(v.Name, err)
	}, nil
}

func theirProblems(name string, err error) (int, error) {
	var bad validator.ValidationErrors
	switch {
	case err == nil && name == "":
		return 0, errEmpty
	case err == nil:
		return 0, nil
	case errors.As(err, &bad):
		return len(bad), nil
	}
	return 0, err
}
