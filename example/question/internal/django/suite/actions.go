package suite

import (
	"slices"
	"testing"
)

// actions calls each of them.
func actions(t *testing.T, c *client) {
	if page, err := c.List(c.ctx); err != nil || len(page.Results) != 0 || page.Count != 0 {
		t.Errorf("without questions: %+v, %v", page, err)
	}
	all := c.create(t,
		Question{QuestionText: "What's up?", PubDate: "2025-01-02T03:04:05Z"},
		Question{QuestionText: "Qui êtes-vous ? 誰?", PubDate: "2025-01-02T03:04:05.678901Z"},
		Question{QuestionText: "When?"})
	if page, err := c.List(c.ctx); err != nil || !slices.Equal(page.Results, all) || page.Count != 0 {
		t.Errorf("all: %+v, %v, want %+v", page, err, all)
	}
	for _, q := range all {
		got, err := c.Retrieve(c.ctx, q.ID)
		same(t, "Retrieve", got, err, q)
	}

	// The key is the database's to choose, and a time is one whatever its zone.
	chosen, err := c.Create(c.ctx, Question{ID: all[0].ID, QuestionText: "Mine?", PubDate: "2025-01-02T04:04:05+01:00"})
	same(t, "Create", chosen, err, Question{ID: chosen.ID, QuestionText: "Mine?", PubDate: "2025-01-02T03:04:05Z"})
	if chosen.ID == all[0].ID {
		t.Errorf("a second question has ID %d", chosen.ID)
	}

	// Update replaces everything, with nothing too.
	changed := Question{ID: all[1].ID, QuestionText: "Who?"}
	got, err := c.Update(c.ctx, changed)
	same(t, "Update", got, err, changed)
	got, err = c.Retrieve(c.ctx, changed.ID)
	same(t, "Retrieve after Update", got, err, changed)

	if err := c.Destroy(c.ctx, all[0].ID); err != nil {
		t.Error("Destroy:", err)
	}
	want := []Question{changed, all[2], chosen}
	if page, err := c.List(c.ctx); err != nil || !slices.Equal(page.Results, want) {
		t.Errorf("after Destroy: %+v, %v, want %+v", page, err, want)
	}
}

// partialUpdate changes what is named, and nothing else.
func partialUpdate(t *testing.T, c *client) {
	all := c.create(t,
		Question{QuestionText: "What's up?", PubDate: "2025-01-02T03:04:05Z"},
		Question{QuestionText: "And you?", PubDate: "2025-01-02T03:04:05Z"})
	q := all[0]
	for _, test := range []struct {
		name   string
		sent   Question
		fields []string
		want   Question
	}{
		{"one", Question{QuestionText: "Whats new?", PubDate: "1999-01-01T00:00:00Z"}, []string{"question_text"}, Question{QuestionText: "Whats new?", PubDate: q.PubDate}},
		{"none", Question{QuestionText: "No", PubDate: "1999-01-01T00:00:00Z"}, nil, Question{QuestionText: "Whats new?", PubDate: q.PubDate}},
		{"the key, which stays", Question{}, []string{"id"}, Question{QuestionText: "Whats new?", PubDate: q.PubDate}},
		{"unset", Question{QuestionText: "No"}, []string{"pub_date"}, Question{QuestionText: "Whats new?"}},
		{"both", Question{PubDate: "2024-02-29T23:59:59.5Z"}, []string{"pub_date", "question_text"}, Question{PubDate: "2024-02-29T23:59:59.5Z"}},
	} {
		test.sent.ID, test.want.ID = q.ID, q.ID
		got, err := c.PartialUpdate(c.ctx, test.sent, test.fields...)
		same(t, test.name, got, err, test.want)
		got, err = c.Retrieve(c.ctx, q.ID)
		same(t, test.name+" as stored", got, err, test.want)
	}
	got, err := c.Retrieve(c.ctx, all[1].ID)
	same(t, "the other one", got, err, all[1])
}

// stream plays ping-pong with the seed's stream.
func stream(t *testing.T, c *client) {
	for _, questions := range [][]string{nil, {"Do you like gRPC ?", "Do you work ?", "Do you do something ?"}} {
		answers, err := c.Ask(c.ctx, questions...)
		if err != nil || len(answers) != len(questions) {
			t.Fatalf("%d answers to %d questions, %v", len(answers), len(questions), err)
		}
		for i, q := range questions {
			if want := q + ": I don't know i am only a simple stream"; answers[i] != want {
				t.Errorf("answer %q, want %q", answers[i], want)
			}
		}
	}
}
