package gormstore

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"gorm.io/gorm"

	"github.com/grpcgen/grpcgen/crud"
)

// serviceOf returns the service of a model without further settings.
func serviceOf[M, K any](t *testing.T, s crud.Store[M, K]) crud.Service[M, K] {
	t.Helper()
	model, err := crud.New(crud.Config[M, K]{Store: s})
	if err != nil {
		t.Fatal(err)
	}
	return crud.NewService(model)
}

// asAnswered checks that a row is read as it was answered, and returns it.
func asAnswered[M, K any](t *testing.T, svc crud.Service[M, K], what string, key K, answered *M, err error) *M {
	t.Helper()
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	got, err := svc.Retrieve(context.Background(), key)
	if err != nil || !same(got, answered) {
		t.Errorf("%s\nanswers %s\n stored %s %v", what, show(answered), show(got), err)
	}
	return got
}

// setting has defaults of all kinds.
type setting struct {
	ID      int64
	Enabled bool      `gorm:"default:true;not null"`
	Quota   int32     `gorm:"default:10;not null"`
	Label   string    `gorm:"default:none;not null"`
	Ratio   float64   `gorm:"default:0.5;not null"`
	Since   time.Time `gorm:"default:2001-02-03 04:05:06;not null"`
	Sum     int64     `gorm:"default:(1+1);not null"`
	Maybe   *bool     `gorm:"default:true"`
	State   string    `grpc:"read_only" gorm:"default:new;not null"`
	Serial  string    `grpc:"read_only" gorm:"default:(lower('ABC'));not null"`
}

var _ = crud.NewFields[setting]([]crud.Field{
	{Name: "id", Go: "ID", Kind: crud.Ordered, Primary: true},
	{Name: "enabled", Go: "Enabled", Kind: crud.Bool},
	{Name: "quota", Go: "Quota", Kind: crud.Ordered},
	{Name: "label", Go: "Label", Kind: crud.Text},
	{Name: "ratio", Go: "Ratio", Kind: crud.Ordered},
	{Name: "since", Go: "Since", Kind: crud.Ordered},
	{Name: "sum", Go: "Sum", Kind: crud.Ordered},
	{Name: "maybe", Go: "Maybe", Kind: crud.Bool, Nullable: true},
	{Name: "state", Go: "State", Kind: crud.Text, ReadOnly: true},
	{Name: "serial", Go: "Serial", Kind: crud.Text, ReadOnly: true},
})

// TestDefaults shows that the default of a tag does not replace what a client sent, and fills what it cannot send.
func TestDefaults(t *testing.T) {
	everything := Scope(func(_ context.Context, db *gorm.DB) *gorm.DB { return db.Where("1 = 1") })
	onEach(t, func(t *testing.T, d database) {
		ctx, db := context.Background(), d.open(t)
		for _, options := range [][]Option{nil, {everything}} {
			svc := serviceOf[setting, int64](t, storeOf[setting, int64](t, db, append(options, d.options...)...))
			zero, err := svc.Create(ctx, &setting{State: "sent", Serial: "sent"})
			got := asAnswered(t, svc, "zeros", zero.ID, zero, err)
			yes := true
			if want := (&setting{ID: zero.ID, Maybe: &yes, State: "new", Serial: "abc"}); !same(got, want) {
				t.Errorf("stored %s, want %s", show(got), show(want))
			}
			no := false
			some := &setting{Enabled: true, Quota: 1, Label: "x", Ratio: 2, Since: at("2025-01-02T03:04:05Z"), Sum: 3, Maybe: &no}
			made, err := svc.Create(ctx, some)
			some.ID, some.State, some.Serial = made.ID, "new", "abc"
			if got := asAnswered(t, svc, "values", made.ID, made, err); !same(got, some) {
				t.Errorf("stored %s, want %s", show(got), show(some))
			}
			changed, err := svc.Update(ctx, &setting{ID: made.ID})
			if got := asAnswered(t, svc, "zeros", made.ID, changed, err); got.Enabled || got.Maybe != nil || got.State != "new" {
				t.Errorf("updated is %s", show(got))
			}
		}
	})
}

// kept is what a database keeps otherwise than it is given.
type kept struct {
	ID     int64
	At     time.Time       `gorm:"precision:3"`
	Amount float64         `gorm:"precision:10;scale:2"`
	Single float32         `gorm:"type:real"`
	Price  decimal.Decimal `gorm:"type:numeric(10,2)"`
	Code   string          `gorm:"type:uuid"`
	Day    string          `gorm:"type:date"`
	Padded string          `gorm:"type:char(5)"`
	Short  string          `gorm:"size:3"`
	Data   map[string]any  `gorm:"serializer:json;type:jsonb"`
	Token  uuid.UUID       `gorm:"type:uuid"`
}

var _ = crud.NewFields[kept]([]crud.Field{
	{Name: "id", Go: "ID", Kind: crud.Ordered, Primary: true},
	{Name: "at", Go: "At", Kind: crud.Ordered},
	{Name: "amount", Go: "Amount", Kind: crud.Ordered},
	{Name: "single", Go: "Single", Kind: crud.Ordered},
	{Name: "price", Go: "Price", Kind: crud.Ordered},
	{Name: "code", Go: "Code", Kind: crud.Text},
	{Name: "day", Go: "Day", Kind: crud.Text},
	{Name: "padded", Go: "Padded", Kind: crud.Text},
	{Name: "short", Go: "Short", Kind: crud.Text},
	{Name: "data", Go: "Data", Kind: crud.Opaque, Nullable: true},
	{Name: "token", Go: "Token", Kind: crud.Ordered},
})

// TestAnswers shows that Create and Update answer what is stored, whatever the types of the columns make of it.
func TestAnswers(t *testing.T) {
	onEach(t, func(t *testing.T, d database) {
		ctx := context.Background()
		svc := serviceOf[kept, int64](t, storeOf[kept, int64](t, d.open(t), d.options...))
		m := &kept{At: at("2025-01-02T03:04:05.123456Z"), Amount: 1.005001, Single: 0.1, Price: decimal.RequireFromString("1.239"),
			Code: strings.ToUpper(uuid.NewString()), Day: "2024-02-03", Padded: "ab", Short: "abc   ",
			Data: map[string]any{"b": 1.0, "a": []any{"x"}}, Token: uuid.New()}
		created, err := svc.Create(ctx, m)
		m.ID = created.ID
		asAnswered(t, svc, "Create", m.ID, created, err)
		updated, err := svc.Update(ctx, m)
		asAnswered(t, svc, "Update", m.ID, updated, err)
		for _, f := range fieldsOf[kept](t).All() {
			if !f.Primary {
				updated, err := svc.PartialUpdate(ctx, m, []string{f.Name})
				asAnswered(t, svc, "PartialUpdate of "+f.Name, m.ID, updated, err)
			}
		}
	})
}

// page is written by some actions only, and has a column that the database computes.
type page struct {
	ID    int64
	Title string `gorm:"not null"`
	Slug  string `gorm:"<-:create"`
	Note  string `gorm:"<-:update;default:none"`
	Price int64
	Count int64
	Total int64  `grpc:"read_only" gorm:"->;type:bigint GENERATED ALWAYS AS (price * count) STORED"`
	State string `grpc:"read_only" gorm:"<-:create;default:draft"`
}

var _ = crud.NewFields[page]([]crud.Field{
	{Name: "id", Go: "ID", Kind: crud.Ordered, Primary: true},
	{Name: "title", Go: "Title", Kind: crud.Text},
	{Name: "slug", Go: "Slug", Kind: crud.Text},
	{Name: "note", Go: "Note", Kind: crud.Text},
	{Name: "price", Go: "Price", Kind: crud.Ordered},
	{Name: "count", Go: "Count", Kind: crud.Ordered},
	{Name: "total", Go: "Total", Kind: crud.Ordered, ReadOnly: true},
	{Name: "state", Go: "State", Kind: crud.Text, ReadOnly: true},
})

// TestPermissions shows what comes of fields that GORM's permissions keep from an action.
func TestPermissions(t *testing.T) {
	onEach(t, func(t *testing.T, d database) {
		ctx := context.Background()
		s := storeOf[page, int64](t, d.open(t), d.options...)
		svc := serviceOf[page, int64](t, s)
		m, err := svc.Create(ctx, &page{Title: "a", Slug: "one", Note: "sent", Price: 2, Count: 3, Total: 9})
		got := asAnswered(t, svc, "Create", m.ID, m, err)
		if want := (&page{ID: m.ID, Title: "a", Slug: "one", Note: "none", Price: 2, Count: 3, Total: 6, State: "draft"}); !same(got, want) {
			t.Errorf("created is %s, want %s", show(got), show(want))
		}
		m, err = svc.Update(ctx, &page{ID: m.ID, Title: "b", Slug: "two", Note: "sent", Price: 5, Count: 3})
		got = asAnswered(t, svc, "Update", m.ID, m, err)
		if want := (&page{ID: m.ID, Title: "b", Slug: "one", Note: "sent", Price: 5, Count: 3, Total: 15, State: "draft"}); !same(got, want) {
			t.Errorf("updated is %s, want %s", show(got), show(want))
		}
		m, err = svc.PartialUpdate(ctx, &page{ID: m.ID, Count: 2}, []string{"count"})
		if got = asAnswered(t, svc, "PartialUpdate", m.ID, m, err); got.Total != 10 {
			t.Errorf("updated is %s", show(got))
		}
		_, err = svc.PartialUpdate(ctx, &page{ID: m.ID, Slug: "three"}, []string{"slug"})
		if status.Code(err) != codes.InvalidArgument || !strings.Contains(err.Error(), `"slug" cannot be updated; allowed: title, note, price, count`) {
			t.Errorf("the slug is updated: %v", err)
		}
		// A hook can name such a field, which stays as it is.
		sent := &page{ID: m.ID, Slug: "four", Title: "c"}
		for _, names := range [][]string{{"slug"}, {"slug", "title"}} {
			var fields []*crud.Field
			for _, name := range names {
				fields = append(fields, fieldsOf[page](t).Named(name))
			}
			sent.Slug = "four"
			if err := s.Update(ctx, sent, fields); err != nil || sent.Slug != "one" {
				t.Errorf("an update of %q makes the row %s, %v", names, show(sent), err)
			}
		}
		if err := s.Update(ctx, &page{ID: 99}, []*crud.Field{fieldsOf[page](t).Named("slug")}); !errors.Is(err, crud.ErrNotFound) {
			t.Error(err)
		}
	})
}

type neverWritten struct {
	ID   int64
	Name string `gorm:"->"`
	Word string `gorm:"->:false;<-"`
	Gone gone
}

// gone is a soft delete that the generator does not know.
type gone struct{ gorm.DeletedAt }

var _ = crud.NewFields[neverWritten]([]crud.Field{
	{Name: "id", Go: "ID", Kind: crud.Ordered, Primary: true},
	{Name: "name", Go: "Name", Kind: crud.Text},
	{Name: "word", Go: "Word", Kind: crud.Text},
	{Name: "gone", Go: "Gone", Kind: crud.Nested},
})

// TestPermissionsOfNew shows that New does not take fields that the tags of GORM keep from clients altogether.
func TestPermissionsOfNew(t *testing.T) {
	_, err := New[neverWritten, int64](openSQLite(t))
	for _, want := range []string{"neverWritten.Name is never written", "neverWritten.Word is never read", "neverWritten.Gone marks rows as removed"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: want %s", err, want)
		}
	}
}

// TestReturning shows that a store can be told of triggers.
func TestReturning(t *testing.T) {
	for _, d := range databases[2:] {
		ctx, db := context.Background(), d.open(t)
		svc := serviceOf[shelf, int64](t, storeOf[shelf, int64](t, db, append(slices.Clone(d.options), Returning())...))
		for _, s := range []string{
			"CREATE FUNCTION lowered() RETURNS trigger AS $$ BEGIN NEW.hall = lower(NEW.hall); NEW.size = NEW.size + 1; RETURN NEW; END $$ LANGUAGE plpgsql",
			"CREATE TRIGGER lowered BEFORE INSERT OR UPDATE ON shelves FOR EACH ROW EXECUTE FUNCTION lowered()",
		} {
			if err := db.Exec(s).Error; err != nil {
				t.Fatal(err)
			}
		}
		m, err := svc.Create(ctx, &shelf{Hall: "A", Size: 1})
		asAnswered(t, svc, "Create", m.ID, m, err)
		m, err = svc.PartialUpdate(ctx, &shelf{ID: m.ID, Hall: "B"}, []string{"hall"})
		if got := asAnswered(t, svc, "PartialUpdate", m.ID, m, err); got.Size != 3 || got.Hall != "b" {
			t.Errorf("updated is %s", show(got))
		}
	}
}
