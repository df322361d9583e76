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

// What grpcgen build makes of the struct.
var _ = NewFields[book]([]Field{
	{Name: "created_at", Go: "stamps.CreatedAt", Kind: Ordered, ReadOnly: true, Sort: true,
		Lookups: []Lookup{Less, LessOrEqual, Greater, GreaterOrEqual}},
	{Name: "id", Go: "ID", Kind: Ordered, Primary: true},
	{Name: "book_title", Go: "Title", Kind: Text, Sort: true, Search: true, Lookups: []Lookup{
		Exact, IContains, In,
	}},
	{Name: "subtitle", Go: "Subtitle", Kind: Text, Null: "String", Nullable: true, Search: true,
		Lookups: []Lookup{IExact, Null}},
	{Name: "pages", Go: "Pages", Kind: Ordered, Nullable: true, Sort: true, Lookups: []Lookup{
		Less, LessOrEqual, Greater, GreaterOrEqual, Null,
	}},
	{Name: "secret", Go: "Secret", Kind: Text, WriteOnly: true},
	{Name: "author_ids", Go: "AuthorIDs", Kind: Opaque, Keys: "Authors", Nullable: true},
	{Name: "authors", Go: "Authors", Kind: Nested, Nullable: true, ReadOnly: true},
	{Name: "row", Go: "Shelf.Row", Kind: Text},
	{Name: "note", Go: "Note", Kind: Ordered},
	{Name: "extra", Go: "Extra", Kind: Opaque, Nullable: true},
})

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
	for name, want := range map[string]any{"pages": nil, "subtitle": nil, "row": ""} { // row is behind a pointer that is nil
		if got := fields.Named(name).Value(reflect.ValueOf(book{})); got != want {
			t.Errorf("%s is %#v, want %#v", name, got, want)
		}
	}
}

func TestTablesThatDoNotFit(t *testing.T) {
	type row struct {
		ID   int64
		Name *string
		Null sql.NullString
	}
	type renamed row
	NewFields[renamed]([]Field{{Name: "id", Go: "ID", Primary: true}, {Name: "title", Go: "Title"}, {Name: "inner", Go: "Name.Inner"}})
	type keyless row
	NewFields[keyless]([]Field{{Name: "name", Go: "Name", Nullable: true}})
	type absent row
	NewFields[absent]([]Field{
		{Name: "id", Go: "ID", Primary: true, Nullable: true}, {Name: "name", Go: "Name"}, {Name: "null", Go: "Null", Null: "Text", Nullable: true},
	})
	type twice row
	first := NewFields[twice]([]Field{{Name: "id", Go: "ID", Primary: true}})
	if second := NewFields[twice]([]Field{{Name: "id", Go: "ID", Primary: true, Sort: true}}); second != first {
		t.Error("a model has two tables")
	}
	NewFields[int](nil)
	type unknown row
	for _, c := range []struct {
		of   func() (*Fields, error)
		want []string
	}{
		{FieldsOf[renamed], []string{`there is no field Title: run "grpcgen build"`, "there is no field Name.Inner"}},
		{FieldsOf[keyless], []string{"none of them is the key"}},
		{FieldsOf[absent], []string{"the table says ID can be unset, but its type is int", "the table says Name is always set, but its type is *string", "Null is not a struct of Text and Valid"}},
		{FieldsOf[twice], []string{`two packages disagree about the fields of crud.twice: run "grpcgen build" in both`}},
		{FieldsOf[int], []string{"it is not a struct"}},
		{FieldsOf[unknown], []string{`crud.unknown is not the model of a service that this program links: run "grpcgen build" and import the package of the service; for a struct that has no service, call crud.NewFields`}},
		{FieldsOf[*unknown], []string{"crud: *crud.unknown is a pointer: the model is crud.unknown"}},
		{FieldsOf[string], []string{"crud: string is not a struct"}},
	} {
		_, err := c.of()
		for _, want := range c.want {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%q is not in %v", want, err)
			}
		}
	}
}

func TestTwoPackagesWithOneTable(t *testing.T) {
	type served struct{ ID int64 }
	table := func() []Field { return []Field{{Name: "id", Go: "ID", Kind: Ordered, Primary: true}} }
	first := NewFields[served](table())
	fields, err := FieldsOf[served]()
	if err != nil || fields != first || NewFields[served](table()) != first || first.All()[0] != fields.Key() {
		t.Errorf("the fields are %v, %v", fields, err)
	}
	if _, err := FieldsOf[served](); err != nil {
		t.Error(err)
	}
}

func TestGenericModel(t *testing.T) {
	NewFields[pair[int32, string]]([]Field{{Name: "id", Go: "ID", Kind: Ordered, Primary: true}, {Name: "value", Go: "Value", Kind: Text}})
	fields, err := FieldsOf[pair[int32, string]]()
	if err != nil || fields.Model() != "pair" || fields.Named("value").Type() != reflect.TypeFor[string]() {
		t.Errorf("the fields are %v, %v", fields, err)
	}
	if _, err := FieldsOf[pair[int32, bool]](); err == nil {
		t.Error("another instance of the struct has fields")
	}
}

type pair[K, V any] struct {
	ID    K
	Value V
}

// A type that embeds one such as sql.NullString has its value and its Valid.
func TestValueOfEmbeddedNull(t *testing.T) {
	type name struct{ sql.NullString }
	type person struct {
		ID   int64
		Name name
	}
	NewFields[person]([]Field{
		{Name: "id", Go: "ID", Kind: Ordered, Primary: true}, {Name: "name", Go: "Name", Kind: Text, Null: "String", Nullable: true},
	})
	fields, err := FieldsOf[person]()
	if err != nil {
		t.Fatal(err)
	}
	f := fields.Named("name")
	if got := f.Value(reflect.ValueOf(person{Name: name{sql.NullString{String: "a", Valid: true}}})); got != "a" {
		t.Errorf("the name is %#v", got)
	}
	if got := f.Value(reflect.ValueOf(person{Name: name{sql.NullString{String: "not valid"}}})); got != nil {
		t.Errorf("the name is %#v", got)
	}
}
