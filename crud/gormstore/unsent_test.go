package gormstore

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"gorm.io/gorm"

	"github.com/grpcgen/grpcgen/crud"
)

// Rows have keys that the database gives, or nobody.
type keyGiven struct {
	ID   uuid.UUID `gorm:"primaryKey;type:uuid;default:gen_random_uuid()"`
	Name string
}

type keySent struct {
	ID   uuid.UUID `gorm:"primaryKey;type:uuid"`
	Name string
}

type keyOurs struct {
	ID   string `grpc:"primary,read_only" gorm:"primaryKey"`
	Name string
}

func (k *keyOurs) BeforeCreate(*gorm.DB) error {
	if k.Name != "nobody" {
		k.ID = "of " + k.Name
	}
	return nil
}

func keyFields(readOnly bool) []crud.Field {
	return []crud.Field{
		{Name: "id", Go: "ID", Kind: crud.Ordered, Primary: true, ReadOnly: readOnly}, {Name: "name", Go: "Name", Kind: crud.Text},
	}
}

var (
	_ = crud.NewFields[keyGiven](keyFields(false))
	_ = crud.NewFields[keySent](keyFields(false))
	_ = crud.NewFields[keyOurs](keyFields(true))
)

// TestKeysNotSent shows what comes of a row without a key.
func TestKeysNotSent(t *testing.T) {
	onEach(t, func(t *testing.T, d database) {
		ctx, db := context.Background(), d.open(t)
		sent := serviceOf[keySent, uuid.UUID](t, storeOf[keySent, uuid.UUID](t, db, d.options...))
		for range 2 {
			_, err := sent.Create(ctx, &keySent{Name: "x"})
			if status.Code(err) != codes.InvalidArgument || !strings.Contains(err.Error(), "id: a new keySent must have one") {
				t.Errorf("a row without a key is stored: %v", err)
			}
		}
		ours := serviceOf[keyOurs, string](t, storeOf[keyOurs, string](t, db, d.options...))
		if m, err := ours.Create(ctx, &keyOurs{ID: "sent", Name: "ada"}); err != nil || m.ID != "of ada" {
			t.Errorf("a hook of GORM makes %s, %v", show(m), err)
		}
		if _, err := ours.Create(ctx, &keyOurs{Name: "nobody"}); status.Code(err) != codes.Unknown {
			t.Errorf("a row that nobody gave a key is stored: %v", err)
		}
		if db.Name() != "postgres" {
			return
		}
		given := serviceOf[keyGiven, uuid.UUID](t, storeOf[keyGiven, uuid.UUID](t, db, d.options...))
		if m, err := given.Create(ctx, &keyGiven{Name: "x"}); err != nil || m.ID == uuid.Nil {
			t.Errorf("the database makes %s, %v", show(m), err)
		}
	})
}

// order is in a database schema, and only marked when it is removed, so that GORM runs what changes it.
type order struct {
	ID      int64
	Number  string         `gorm:"uniqueIndex;not null"`
	Buyer   string         `gorm:"uniqueIndex;not null"`
	Deleted gorm.DeletedAt `grpc:"-"`
}

func (order) TableName() string { return "shop.order" }

var _ = crud.NewFields[order]([]crud.Field{
	{Name: "id", Go: "ID", Kind: crud.Ordered, Primary: true},
	{Name: "number", Go: "Number", Kind: crud.Text},
	{Name: "buyer", Go: "Buyer", Kind: crud.Text},
})

// TestSchemaTable shows that a unique error names the fields, in a table of a database schema too, and of a gorm.DB that
// translates errors.
func TestSchemaTable(t *testing.T) {
	for _, d := range databases[2:] {
		for _, translate := range []bool{false, true} {
			ctx, db := context.Background(), d.open(t)
			db.TranslateError = translate
			if err := errors.Join(db.Exec("DROP SCHEMA IF EXISTS shop CASCADE").Error, db.Exec("CREATE SCHEMA shop").Error); err != nil {
				t.Fatal(err)
			}
			svc := serviceOf[order, int64](t, storeOf[order, int64](t, db, d.options...))
			for _, m := range []*order{{Number: "1", Buyer: "a"}, {Number: "2", Buyer: "b"}} {
				if _, err := svc.Create(ctx, m); err != nil {
					t.Fatal(err)
				}
			}
			_, created := svc.Create(ctx, &order{Number: "1", Buyer: "c"})
			_, updated := svc.Update(ctx, &order{ID: 2, Number: "3", Buyer: "a"})
			for field, err := range map[string]error{"number": created, "buyer": updated} {
				if told := status.Convert(err); told.Code() != codes.AlreadyExists || !strings.Contains(told.Message(), "with this "+field) {
					t.Errorf("%s, with translation %t: %v", field, translate, err)
				}
			}
		}
	}
}

// account is removed by being marked; one that is put so is tagged for clients to write.
type account struct {
	gorm.Model
	Name string
}

type put struct {
	ID      int64
	Name    string
	Deleted gorm.DeletedAt `grpc:"writable"`
}

var _ = crud.NewFields[account]([]crud.Field{
	{Name: "id", Go: "Model.ID", Kind: crud.Ordered, Primary: true},
	{Name: "created_at", Go: "Model.CreatedAt", Kind: crud.Ordered, ReadOnly: true},
	{Name: "updated_at", Go: "Model.UpdatedAt", Kind: crud.Ordered, ReadOnly: true},
	{Name: "deleted_at", Go: "Model.DeletedAt", Kind: crud.Nested, ReadOnly: true},
	{Name: "name", Go: "Name", Kind: crud.Text},
})

var _ = crud.NewFields[put]([]crud.Field{
	{Name: "id", Go: "ID", Kind: crud.Ordered, Primary: true},
	{Name: "name", Go: "Name", Kind: crud.Text},
	{Name: "deleted", Go: "Deleted", Kind: crud.Nested},
})

// TestDeletedAt shows that a client removes no row by the column that marks it so, unless the field is for that.
func TestDeletedAt(t *testing.T) {
	onEach(t, func(t *testing.T, d database) {
		ctx, db := context.Background(), d.open(t)
		svc := serviceOf[account, uint](t, storeOf[account, uint](t, db, d.options...))
		now := gorm.DeletedAt{Time: time.Now(), Valid: true}
		forged := gorm.Model{CreatedAt: at("1970-01-01T00:00:00Z"), DeletedAt: now}
		m, err := svc.Create(ctx, &account{Name: "a", Model: forged})
		if got := asAnswered(t, svc, "Create", m.ID, m, err); got.DeletedAt.Valid || got.CreatedAt.Year() < 2000 {
			t.Errorf("created is %s", show(got))
		}
		forged.ID = m.ID
		m, err = svc.Update(ctx, &account{Name: "b", Model: forged})
		if got := asAnswered(t, svc, "Update", m.ID, m, err); got.DeletedAt.Valid || got.CreatedAt.Year() < 2000 {
			t.Errorf("updated is %s", show(got))
		}
		for _, name := range []string{"deleted_at", "DeletedAt", "created_at"} {
			if _, err := svc.PartialUpdate(ctx, &account{Model: forged}, []string{name}); status.Code(err) != codes.InvalidArgument {
				t.Errorf("%s is updated: %v", name, err)
			}
		}
		open := serviceOf[put, int64](t, storeOf[put, int64](t, db, d.options...))
		p, err := open.Create(ctx, &put{Name: "a"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := open.PartialUpdate(ctx, &put{ID: p.ID, Deleted: now}, []string{"deleted"}); err != nil {
			t.Error(err)
		}
		if _, err := open.Retrieve(ctx, p.ID); status.Code(err) != codes.NotFound {
			t.Errorf("the row is there: %v", err)
		}
	})
}
