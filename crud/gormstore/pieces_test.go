package gormstore

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/uuid"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/grpcgen/grpcgen/crud"
)

type street struct {
	ID     int64
	Houses []*dwelling `grpc:"read_only"`
	Signs  []*sign     `grpc:"read_only" gorm:"many2many:street_signs"`
}

type dwelling struct {
	ID       int64
	StreetID int64
	OwnerID  int64
	Owner    *owner
}

type owner struct{ ID int64 }

type sign struct{ ID int64 }

var _ = crud.NewFields[street]([]crud.Field{
	{Name: "id", Go: "ID", Kind: crud.Ordered, Primary: true},
	{Name: "houses", Go: "Houses", Kind: crud.Nested, Nullable: true, ReadOnly: true},
	{Name: "signs", Go: "Signs", Kind: crud.Nested, Nullable: true, ReadOnly: true},
})

// TestManyKeys reads a page whose associations have more keys than a statement can have parameters: those of a belongs-to on
// the second level, and those of the far side of a many-to-many.
func TestManyKeys(t *testing.T) {
	const streets = 7
	onEach(t, func(t *testing.T, d database) {
		if len(d.options) > 0 {
			t.Skip("GORM reads associations anyway")
		}
		db := d.open(t)
		if err := db.AutoMigrate(&owner{}, &sign{}, &street{}, &dwelling{}); err != nil {
			t.Fatal(err)
		}
		s := storeOf[street, int64](t, db, d.options...)
		each, series := 5_000, "WITH RECURSIVE s(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM s WHERE n + 1 < %d) "
		if db.Name() == "postgres" {
			each = 10_000
		}
		series = fmt.Sprintf(series, streets*each)
		for _, statement := range []string{
			"INSERT INTO owners SELECT n + 1 FROM s", "INSERT INTO signs SELECT n + 1 FROM s",
			fmt.Sprintf("INSERT INTO streets SELECT n + 1 FROM s WHERE n < %d", streets),
			fmt.Sprintf("INSERT INTO dwellings (id, street_id, owner_id) SELECT n + 1, n %% %d + 1, n + 1 FROM s", streets),
			fmt.Sprintf("INSERT INTO street_signs (street_id, sign_id) SELECT n %% %d + 1, n + 1 FROM s", streets),
		} {
			if err := db.Exec(series + statement).Error; err != nil {
				t.Fatal(err)
			}
		}
		rows, err := s.List(t.Context(), fieldsOf[street](t).Query())
		if err != nil || len(rows) != streets {
			t.Fatalf("%d rows, %v", len(rows), err)
		}
		for _, row := range rows {
			if len(row.Houses) != each || len(row.Signs) != each {
				t.Fatalf("street %d has %d houses and %d signs, not %d", row.ID, len(row.Houses), len(row.Signs), each)
			}
			for i, house := range row.Houses {
				if house.Owner == nil || house.Owner.ID != house.ID || row.Signs[i].ID%streets != row.ID%streets {
					t.Fatalf("street %d has the house %s and the sign %s", row.ID, show(house), show(row.Signs[i]))
				}
			}
		}
	})
}

// TestMaxNested shows that a page with too many nested rows ends with a status, before they are all read, and that a stream
// reads fewer rows at a time.
func TestMaxNested(t *testing.T) {
	onEach(t, func(t *testing.T, d database) {
		db := d.open(t)
		if err := db.AutoMigrate(&publisher{}, &author{}, &book{}, &review{}); err != nil {
			t.Fatal(err)
		}
		store := storeOf[book, int64](t, db, d.options...)
		if err := db.Create(&publisher{Name: "p"}).Error; err != nil {
			t.Fatal(err)
		}
		for range 8 {
			b := &book{PublisherID: 1}
			for range 3 {
				a := &author{ID: uuid.New(), Name: uuid.NewString()}
				if err := db.Create(a).Error; err != nil {
					t.Fatal(err)
				}
				b.AuthorIDs = append(b.AuthorIDs, a.ID)
			}
			if err := store.Create(t.Context(), b); err != nil {
				t.Fatal(err)
			}
		}
		// A book has three authors, with a row and a key each, and there are as many rows that join them. There is one publisher.
		model := crud.Must(crud.New(crud.Config[book, int64]{Store: store, MaxNested: 4*9 + 1}))
		s := crud.NewService(model)
		if page, err := s.List(t.Context(), &crud.ListRequest[book]{PageSize: 3}); err != nil || len(page.Results) != 3 {
			t.Errorf("a small page is %s, %v", show(page), err)
		}
		_, err := s.List(t.Context(), &crud.ListRequest[book]{PageSize: 5})
		if status.Code(err) != codes.ResourceExhausted || !strings.Contains(status.Convert(err).Message(), "smaller page") {
			t.Errorf("a large page: %v", err)
		}
		few := crud.NewService(crud.Must(crud.New(crud.Config[book, int64]{Store: store, MaxNested: 3})))
		_, err = few.Retrieve(t.Context(), 1)
		if status.Code(err) != codes.ResourceExhausted || strings.Contains(status.Convert(err).Message(), "page") {
			t.Errorf("a large row: %v", err)
		}
		n := 0
		for _, err := range crud.NewStreamer(model).Stream(t.Context(), nil) {
			if n++; err != nil {
				t.Fatal(err)
			}
		}
		if n != 8 {
			t.Errorf("%d rows are streamed", n)
		}
	})
}
