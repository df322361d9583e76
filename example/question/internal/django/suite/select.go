package suite

import (
	"context"
	"slices"
	"testing"

	"google.golang.org/grpc/metadata"
)

// asking returns a context whose metadata asks as Django's clients do, if it is not empty.
func asking(ctx context.Context, filters, pagination string) context.Context {
	for key, value := range map[string]string{"filters": filters, "pagination": pagination} {
		if value != "" {
			ctx = metadata.AppendToOutgoingContext(ctx, key, value)
		}
	}
	return ctx
}

// filters lists what is asked for in the metadata filters.
func filters(t *testing.T, c *client) {
	all := c.create(t,
		Question{QuestionText: "Who am I?", PubDate: "2025-01-01T00:00:00Z"},
		Question{QuestionText: "Who are you?", PubDate: "2025-01-02T00:00:00Z"},
		Question{QuestionText: "50%_\\'; DROP TABLE app_example_question; --", PubDate: "2025-01-03T00:00:00Z"},
		Question{QuestionText: "what?", PubDate: "2025-01-04T00:00:00.5Z"})
	for _, test := range []struct {
		filters string
		want    []int
	}{
		{``, []int{0, 1, 2, 3}},
		{`{}`, []int{0, 1, 2, 3}},
		{`{"question_text": "Who am I?"}`, []int{0}},
		{`{"question_text": "who am i?"}`, nil},
		{`{"question_text": ""}`, []int{0, 1, 2, 3}},
		{`{"question_text__icontains": "WHO"}`, []int{0, 1}},
		{`{"question_text__icontains": "%_\\'"}`, []int{2}},
		{`{"question_text__icontains": "' OR 1=1 --"}`, nil},
		{`{"pub_date": "2025-01-02T01:00:00+01:00"}`, []int{1}},
		{`{"pub_date__gte": "2025-01-02", "pub_date__lt": "2025-01-04T00:00:00Z"}`, []int{1, 2}},
		{`{"pub_date__gt": "2025-01-04T00:00:00Z"}`, []int{3}},
		{`{"search": "you"}`, []int{1}},
		{`{"search": "who, I?"}`, []int{0}},
		{`{"ordering": "-pub_date"}`, []int{3, 2, 1, 0}},
		{`{"ordering": ["-question_text"]}`, []int{3, 1, 0, 2}},
		{`{"search": "who", "ordering": "-id", "pub_date__lte": "2025-06-01"}`, []int{1, 0}},
	} {
		page, err := c.List(asking(c.ctx, test.filters, ""))
		if err != nil || !slices.Equal(page.Results, pick(all, test.want)) || page.Count != 0 {
			t.Errorf("%s: %+v, %v, want %v", test.filters, page, err, test.want)
		}
	}
	// The row that another action is about is among those that the filters leave, as in Django.
	if got, err := c.Retrieve(asking(c.ctx, `{"question_text": "Who am I?"}`, ""), all[0].ID); err != nil {
		t.Errorf("Retrieve among the filtered: %+v, %v", got, err)
	}
	if got, err := c.Retrieve(asking(c.ctx, `{"question_text": "Who am I?"}`, ""), all[1].ID); err == nil {
		t.Errorf("Retrieve of one that the filters leave out: %+v", got)
	}
}

func pick(all []Question, which []int) (picked []Question) {
	for _, i := range which {
		picked = append(picked, all[i])
	}
	return picked
}

// pages lists what is asked for in the metadata pagination, and counts all.
func pages(t *testing.T, c *client) {
	var all []Question
	for _, text := range []string{"a", "b", "c", "d", "e"} {
		all = append(all, Question{QuestionText: text, PubDate: "2025-01-01T00:00:00Z"})
	}
	c.create(t, all...)
	for _, test := range []struct {
		filters, pagination string
		want                []int
		count               int32
	}{
		{``, `{"page": 1, "page_size": 2}`, []int{0, 1}, 5},
		{``, `{"page": 2, "page_size": 2}`, []int{2, 3}, 5},
		{``, `{"page": 3, "page_size": 2}`, []int{4}, 5},
		{``, `{"page": "last", "page_size": 3}`, []int{3, 4}, 5},
		{``, `{"page_size": "4"}`, []int{0, 1, 2, 3}, 5},
		{``, `{"page": 1}`, []int{0, 1, 2, 3, 4}, 5},
		{`{"ordering": "-question_text", "pub_date__gte": "2025-01-01"}`, `{"page": 2, "page_size": 2}`, []int{2, 1}, 5},
		{`{"question_text": "b"}`, `{"page": 1, "page_size": 2}`, []int{1}, 1},
		{`{"question_text": "x"}`, `{"page": 1, "page_size": 2}`, nil, 0},
	} {
		if !c.Counts() {
			test.count = 0
		}
		page, err := c.List(asking(c.ctx, test.filters, test.pagination))
		if err != nil || !slices.Equal(page.Results, pick(all, test.want)) || page.Count != test.count {
			t.Errorf("%s %s: %+v, %v, want %v of %d", test.filters, test.pagination, page, err, test.want, test.count)
		}
	}
}
