package crud_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/grpcgen/grpcgen/crud"
	"github.com/grpcgen/grpcgen/crud/memstore"
	"github.com/grpcgen/grpcgen/crud/socio"
	"github.com/grpcgen/grpcgen/internal/trailers"
)

// titled has a key that clients choose.
type titled struct {
	Title string `grpc:"primary"`
	err   error
}

func (t titled) Validate() error { return t.err }

// tooLong are what a client can send, or what else comes from elsewhere, in every way into a status of a model service.
func tooLong(t *testing.T, dialect crud.Dialect, long string) map[string]error {
	svc := service(t, newSpy(), config{Dialect: dialect})
	all, names := map[string]error{}, make([]string, 10_000)
	for i := range names {
		names[i] = fmt.Sprint(i, long[:1000])
	}
	violations := &crud.InvalidError{}
	for _, name := range names {
		violations.Violations = append(violations.Violations, crud.Violation{Field: name, Message: name, Code: name})
	}
	_, all["order"] = svc.List(t.Context(), &request{OrderBy: names})
	_, all["one order"] = svc.List(t.Context(), &request{OrderBy: []string{long}})
	_, all["token"] = svc.List(t.Context(), &request{PageToken: long})
	_, all["update mask"] = svc.PartialUpdate(t.Context(), &Question{ID: 1}, names)
	streamer := crud.NewStreamer(crud.Must(crud.New(config{Store: newSpy(), Dialect: dialect})))
	for _, err := range streamer.Stream(t.Context(), &crud.StreamRequest[Question]{OrderBy: names}) {
		all["stream"] = err
	}
	all["refused request"] = svc.RefuseRequest(t.Context(), long, long)

	s := newSpy()
	stored := service(t, s, config{Dialect: dialect})
	for name, err := range map[string]error{
		"not found": crud.NotFound("%s", long), "invalid": crud.Invalid(long, "%s", long), "violations": violations,
		"conflict": &crud.ConflictError{Kind: crud.Unique, Fields: names}, "check": &crud.ConflictError{Kind: crud.Check, Fields: []string{long}},
	} {
		s.err = err
		_, all[name] = stored.Create(t.Context(), &Question{QuestionText: name})
	}
	s.err = nil

	keyed := crud.NewService(crud.Must(crud.New(crud.Config[titled, string]{Store: memstore.Must(memstore.New[titled, string]()), Dialect: dialect})))
	_, all["key"] = keyed.Retrieve(t.Context(), long)
	all["destroyed key"] = keyed.Destroy(t.Context(), long)
	_, all["validate"] = keyed.Create(t.Context(), &titled{Title: "a", err: errors.New(long)})
	_, all["stored"] = keyed.Create(t.Context(), &titled{Title: long})
	_, all["twice"] = keyed.Create(t.Context(), &titled{Title: long})
	delete(all, "stored")
	return all
}

// Whatever is in it, a status fits into the trailers that clients of all languages take, and that of Django Socio is JSON.
func TestStatusesFit(t *testing.T) {
	for _, letter := range []string{"a", "é", "😀", "\u0001", "%", `"`, "\xff"} {
		long := strings.Repeat(letter, 1<<20/len(letter))
		for name, dialect := range map[string]crud.Dialect{"buf": nil, "socio": socio.Dialect{}} {
			for what, err := range tooLong(t, dialect, long) {
				s := status.Convert(err)
				if n := trailers.Size(s); err == nil || s.Code() == codes.Unknown || s.Message() == "" || n > trailers.Most {
					t.Errorf("%s: %s of %q: %v of %d bytes", name, what, letter, s.Code(), n)
				}
				if errors.As(err, new(*crud.InvalidError)) && len(s.Details()) == 0 {
					t.Errorf("%s: %s of %q has no details", name, what, letter)
				}
				if dialect != nil && !json.Valid([]byte(s.Message())) {
					t.Errorf("%s of %q: %.200q is not JSON", what, letter, s.Message())
				}
				if what == "violations" && !strings.Contains(s.Message(), "left out: ") {
					t.Errorf("%s of %q does not say how many: %q", what, letter, s.Message())
				}
			}
		}
		s := status.Convert(socio.Error(codes.NotFound, long))
		if n := trailers.Size(s); n > trailers.Most || !json.Valid([]byte(s.Message())) {
			t.Errorf("a status of %q has %d bytes", letter, n)
		}
	}
}
