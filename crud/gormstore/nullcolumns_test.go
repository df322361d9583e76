package gormstore

import (
	"database/sql"
	"reflect"
	"testing"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/grpcgen/grpcgen/crud"
)

// nullName has all of a sql.NullString.
type nullName struct{ sql.NullString }

// A column that can be NULL has a type that says so by Valid, whichever module it is of.
func TestNullColumns(t *testing.T) {
	type account struct {
		ID        int64
		Owner     uuid.NullUUID `gorm:"type:uuid"`
		Name      nullName
		DeletedAt gorm.DeletedAt
	}
	crud.NewFields[account]([]crud.Field{
		{Name: "id", Go: "ID", Kind: crud.Ordered, Primary: true},
		{Name: "owner", Go: "Owner", Kind: crud.Ordered, Null: "UUID", Nullable: true, Lookups: []crud.Lookup{crud.Exact, crud.Null}},
		{Name: "name", Go: "Name", Kind: crud.Text, Null: "String", Nullable: true, Lookups: []crud.Lookup{crud.Exact, crud.Null}},
		{Name: "deleted_at", Go: "DeletedAt", Kind: crud.Ordered, Null: "Time", Nullable: true, ReadOnly: true},
	})
	onEach(t, func(t *testing.T, d database) {
		db := d.open(t)
		if err := db.AutoMigrate(&account{}); err != nil {
			t.Fatal(err)
		}
		store, err := New[account, int64](db, d.options...)
		if err != nil {
			t.Fatal(err)
		}
		fields, err := crud.FieldsOf[account]()
		if err != nil {
			t.Fatal(err)
		}
		owner := uuid.NullUUID{UUID: uuid.UUID{1, 2}, Valid: true}
		for _, row := range []account{{ID: 1}, {ID: 2, Owner: owner, Name: nullName{sql.NullString{Valid: true}}}} {
			if err := store.Create(t.Context(), &row); err != nil {
				t.Fatal(err)
			}
			q := fields.Query()
			if err := q.And(crud.Cond("id", crud.Exact, row.ID)); err != nil {
				t.Fatal(err)
			}
			back, err := store.Retrieve(t.Context(), q, false)
			if err != nil || !reflect.DeepEqual(*back, row) {
				t.Errorf("%v came back as %v, %v", row, back, err)
			}
		}
	})
}
