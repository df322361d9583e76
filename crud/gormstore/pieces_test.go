package gormstore

import (
	"fmt"
	"testing"

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
