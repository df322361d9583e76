package gormstore

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/grpcgen/grpcgen/crud"
)

// TestUnreadable has other programs write what no message can hold: what is said of it names the row and the field.
func TestUnreadable(t *testing.T) {
	bad := map[string]map[string]string{
		"postgres": {
			"at = 'infinity'": "at", "at = '-infinity'": "at", "seen = '12000-01-01'": "seen", "at = '4000-01-01 BC'": "at",
			"day = 'infinity'": "day", "price = 'NaN'": "price", "mood = 5000000000": "mood", "raw = 'no JSON'": "raw",
		},
		"sqlite": {
			"name = CAST(x'ff' AS text)": "name", "note = CAST(x'61c3' AS text)": "note", "at = '12000-01-01'": "at", "at = 'soon'": "at",
			"count = 'many'": "count", "price = 'NaN'": "price", "raw = 'no JSON'": "raw",
		},
	}
	onEach(t, func(t *testing.T, d database) {
		if len(d.options) > 0 {
			t.Skip("GORM reads the rows")
		}
		ctx, db := context.Background(), d.open(t)
		s := storeOf[thing, int32](t, db, d.options...)
		if db.Name() == "postgres" {
			db.Exec("ALTER TABLE things ALTER COLUMN mood TYPE bigint, ALTER COLUMN price TYPE numeric")
		}
		var log bytes.Buffer
		before := slog.Default()
		slog.SetDefault(slog.New(slog.NewTextHandler(&log, nil)))
		defer slog.SetDefault(before)
		model := crud.Must(crud.New(crud.Config[thing, int32]{Store: s}))
		for set, field := range bad[d.name] {
			m := fullThing()
			if err := s.Create(ctx, m); err != nil {
				t.Fatal(err)
			}
			if err := db.Exec("UPDATE things SET "+set+" WHERE id = ?", m.ID).Error; err != nil {
				t.Fatal(set, err)
			}
			_, retrieved := crud.NewRetriever(model).Retrieve(ctx, m.ID)
			_, listed := crud.NewLister(model).List(ctx, &crud.ListRequest[thing]{OrderBy: []string{"-id"}})
			streamed := error(nil)
			for _, streamed = range crud.NewStreamer(model).Stream(ctx, &crud.StreamRequest[thing]{OrderBy: []string{"-id"}}) {
			}
			for _, err := range []error{retrieved, listed, streamed} {
				unreadable := (*crud.UnreadableError)(nil)
				if !errors.As(err, &unreadable) || unreadable.Key != any(m.ID) || unreadable.Field != field {
					t.Errorf("%s: %v", set, err)
					continue
				}
				told := status.Convert(err)
				if told.Code() != codes.DataLoss || !strings.Contains(told.Message(), show(m.ID)+" cannot be read: "+field) {
					t.Errorf("%s: clients are told %v", set, told)
				}
			}
			if !strings.Contains(log.String(), "key "+show(m.ID)) || !strings.Contains(log.String(), field) {
				t.Errorf("%s: the log has %s", set, log.String())
			}
			log.Reset()
			if err := s.Destroy(ctx, m); err != nil {
				t.Fatal(err)
			}
		}
	})
}
