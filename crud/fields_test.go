package crud

import (
	"database/sql"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"
)

type author struct {
	ID   int64
	Name string
}

type stamps struct {
	CreatedAt time.Time `grpc:"read_only,sort,filter=range"`
	Note      string
}

type shelf struct{ Row string }

type book struct {
	stamps
	ID        int64
	Title     string         `grpc:"2,name=book_title,filter=exact|icontains|in,sort,search"`
	Subtitle  sql.NullString `grpc:"filter=iexact|null,search"`
	Pages     *int32         `grpc:"filter=range|null,sort"`
	Secret    string         `grpc:"write_only"`
	Hidden    string         `grpc:"-"`
	AuthorIDs []int64        `grpc:"keys=Authors"`
	Authors   []*author      `grpc:"read_only"`
	Shelf     *shelf         `grpc:"inline"`
	Note      int            // hides that of stamps
	Extra     json.RawMessage
	hidden    int
}

func TestFieldsOf(t *testing.T) {
	fields, err := FieldsOf[book]()
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range fields.All() {
		names = append(names, f.Name+"="+f.Go)
	}
	want := "created_at=stamps.CreatedAt id=ID book_title=Title subtitle=Subtitle pages=Pages secret=Secret author_ids=AuthorIDs " +
		"authors=Authors row=Shelf.Row note=Note extra=Extra"
	if got := strings.Join(names, " "); got != want {
		t.Errorf("fields are\n%s\nwant\n%s", got, want)
	}
	if key := fields.Key(); key == nil || key.Name != "id" || !key.Primary {
		t.Errorf("the key is %+v", key)
	}
	created := fields.Named("CreatedAt")
	if !created.ReadOnly || !created.Sort || joinLookups(created.Lookups) != "lt, lte, gt, gte" || !reflect.DeepEqual(created.Index(), []int{0, 0}) {
		t.Errorf("created_at is %+v", created)
	}
	title := fields.Named("book_title")
	if joinLookups(title.Lookups) != "exact, icontains, in" || !title.Search || title.Nullable {
		t.Errorf("book_title is %+v", title)
	}
	if f := fields.Named("subtitle"); !f.Nullable || f.ValueType() != reflect.TypeFor[string]() {
		t.Errorf("subtitle is %+v", f)
	}
	if f := fields.Named("Authors"); f.Kind != Nested || fields.Named("author_ids").Kind == Nested || fields.Named("author_ids").Keys != "Authors" {
		t.Errorf("authors is %+v", f)
	}
}

func TestFieldValue(t *testing.T) {
	fields, err := FieldsOf[book]()
	if err != nil {
		t.Fatal(err)
	}
	pages := int32(3)
	row := reflect.ValueOf(book{Pages: &pages, Subtitle: sql.NullString{String: "s", Valid: true}, Shelf: &shelf{"r"}, hidden: 1})
	for name, want := range map[string]any{"pages": int32(3), "subtitle": "s", "row": "r", "book_title": "", "extra": nil} {
		if got := fields.Named(name).Value(row); got != want {
			t.Errorf("%s is %#v, want %#v", name, got, want)
		}
	}
	for _, name := range []string{"pages", "subtitle", "row"} {
		if got := fields.Named(name).Value(reflect.ValueOf(book{})); got != nil {
			t.Errorf("%s is %#v, want nil", name, got)
		}
	}
}

type wrong struct {
	Name   int            `grpc:"filter=contains|like,search"`
	Tags   []string       `grpc:"filter=exact,sort"`
	Flag   bool           `grpc:"filter=range"`
	When   time.Time      `grpc:"filter=null"`
	Secret string         `grpc:"write_only,sort"`
	Hash   string         `grpc:"write_only,filter=exact"`
	Phrase string         `grpc:"write_only,search"`
	Keys   []int64        `grpc:"keys=Authors"`
	Twin   string         `grpc:"name=flag"`
	Both   map[string]any `grpc:"read_only,write_only"`
}

func TestFieldsOfReportsAllProblems(t *testing.T) {
	_, err := FieldsOf[wrong]()
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{
		"wrong.Name cannot be filtered by contains: that needs a string, and it is a int",
		`wrong.Name has an unknown lookup "like"`,
		"wrong.Name cannot be searched",
		"wrong.Tags cannot be filtered by exact",
		"wrong.Tags cannot be sorted by",
		"wrong.Flag cannot be filtered by range",
		"wrong.When cannot be filtered by null",
		"wrong.Secret cannot be sorted by: it is write_only",
		"wrong.Hash cannot be filtered by or searched: it is write_only",
		"wrong.Phrase cannot be filtered by or searched: it is write_only",
		"wrong.Keys has the keys of Authors, and there is no such field",
		"wrong.Twin and Flag are both named flag",
		"wrong.Both is both read_only and write_only",
		"wrong has no key",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not among the problems:\n%v", want, err)
		}
	}
	if _, err := FieldsOf[int](); err == nil {
		t.Error("a model that is no struct has fields")
	}
}
