package suite

import (
	"encoding/json"
	"strings"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// failures says what is wrong as Django does: in JSON.
func failures(t *testing.T, c *client) {
	kept := c.create(t, Question{QuestionText: strings.Repeat("é", 200)})[0]
	const (
		missing = `{"message": "Question: 4711 not found!", "code": "not_found"}`
		long    = `{"question_text": {"message": "Ensure this field has no more than 200 characters.", "code": "max_length"}}`
		noPage  = `{"message": "Invalid page.", "code": "not_found"}`
	)
	late := Question{QuestionText: "when?", PubDate: "yesterday"}
	none, tooLong := Question{ID: 4711}, Question{ID: kept.ID, QuestionText: strings.Repeat("é", 201)}
	second := func(_ any, err error) error { return err }
	list := func(filters, pagination string) error { return second(c.List(asking(c.ctx, filters, pagination))) }
	for _, test := range []struct {
		name string
		err  error
		code codes.Code
		text string // that must be in the JSON; all of it if it is an object
	}{
		{"Retrieve", second(c.Retrieve(c.ctx, none.ID)), codes.NotFound, missing},
		{"Update", second(c.Update(c.ctx, none)), codes.NotFound, missing},
		{"PartialUpdate", second(c.PartialUpdate(c.ctx, none, "question_text")), codes.NotFound, missing},
		{"Destroy", c.Destroy(c.ctx, none.ID), codes.NotFound, missing},
		{"Create", second(c.Create(c.ctx, tooLong)), codes.InvalidArgument, long},
		{"a date that is none", second(c.Create(c.ctx, late)), codes.InvalidArgument, `{"pub_date": {"message": `},
		{"Update", second(c.Update(c.ctx, tooLong)), codes.InvalidArgument, long},
		{"PartialUpdate", second(c.PartialUpdate(c.ctx, tooLong, "question_text")), codes.InvalidArgument, long},
		{"an unknown field", second(c.PartialUpdate(c.ctx, kept, "colour")), codes.InvalidArgument, "allowed: question_text, pub_date"},
		{"an unknown filter", list(`{"colour": "red"}`, ""), codes.InvalidArgument, "question_text__icontains"},
		{"a lookup that is not declared", list(`{"question_text__gt": "a"}`, ""), codes.InvalidArgument, "question_text__icontains"},
		{"a value that is none", list(`{"pub_date__gt": "yesterday"}`, ""), codes.InvalidArgument, "yesterday"},
		{"no JSON", list(`{"question_text"`, ""), codes.InvalidArgument, "filters"},
		{"an unknown order", list(`{"ordering": "colour"}`, ""), codes.InvalidArgument, "allowed: id, question_text, pub_date"},
		{"no such page", list("", `{"page": 2, "page_size": 1}`), codes.NotFound, noPage},
		{"no page", list("", `{"page": "first"}`), codes.NotFound, noPage},
	} {
		s := status.Convert(test.err)
		ok := s.Code() == test.code && json.Valid([]byte(s.Message())) && strings.Contains(s.Message(), test.text)
		if !ok || strings.HasSuffix(test.text, "}") && s.Message() != test.text {
			t.Errorf("%s: %s %s, want %s %s", test.name, s.Code(), s.Message(), test.code, test.text)
		}
	}
	got, err := c.Retrieve(c.ctx, kept.ID)
	same(t, "after the errors", got, err, kept)
}
