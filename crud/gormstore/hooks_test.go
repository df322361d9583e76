package gormstore

import (
	"context"
	"testing"

	"gorm.io/gorm"

	"github.com/grpcgen/grpcgen/crud"
)

// diary has a hook for all that happens to a row, which does what the test says.
type diary struct {
	ID   int64
	Name string
}

var _ = crud.NewFields[diary]([]crud.Field{
	{Name: "id", Go: "ID", Kind: crud.Ordered, Primary: true},
	{Name: "name", Go: "Name", Kind: crud.Text},
})

var onDiary = func(string, *gorm.DB, *diary) error { return nil }

func (d *diary) BeforeCreate(tx *gorm.DB) error { return onDiary("BeforeCreate", tx, d) }
func (d *diary) AfterCreate(tx *gorm.DB) error  { return onDiary("AfterCreate", tx, d) }
func (d *diary) BeforeUpdate(tx *gorm.DB) error { return onDiary("BeforeUpdate", tx, d) }
func (d *diary) AfterUpdate(tx *gorm.DB) error  { return onDiary("AfterUpdate", tx, d) }
func (d *diary) BeforeDelete(tx *gorm.DB) error { return onDiary("BeforeDelete", tx, d) }
func (d *diary) AfterDelete(tx *gorm.DB) error  { return onDiary("AfterDelete", tx, d) }
func (d *diary) AfterFind(tx *gorm.DB) error    { return onDiary("AfterFind", tx, d) }

// TestStatementsOfHooks shows that what a hook does with the very row that it is called for is a statement of its own.
func TestStatementsOfHooks(t *testing.T) {
	statements := map[string]func(tx *gorm.DB, d *diary) error{
		"Find":    func(tx *gorm.DB, d *diary) error { return tx.Find(d).Error },
		"First":   func(tx *gorm.DB, d *diary) error { return tx.First(d).Error },
		"Take":    func(tx *gorm.DB, d *diary) error { return tx.Take(d).Error },
		"Updates": func(tx *gorm.DB, d *diary) error { return tx.Model(d).Where("name <> ''").Updates(d).Error },
		"Save":    func(tx *gorm.DB, d *diary) error { return tx.Save(d).Error },
	}
	onEach(t, func(t *testing.T, d database) {
		for name, statement := range statements {
			for _, phase := range []string{"AfterCreate", "BeforeUpdate", "AfterUpdate", "BeforeDelete", "AfterFind"} {
				t.Run(name+phase, func(t *testing.T) { statementOfHook(t, d, phase, statement) })
			}
		}
	})
}

func statementOfHook(t *testing.T, d database, phase string, statement func(*gorm.DB, *diary) error) {
	ctx := context.Background()
	s := storeOf[diary, int64](t, d.open(t), d.options...)
	calls := 0
	onDiary = func(at string, tx *gorm.DB, row *diary) error {
		if at != phase {
			return nil
		}
		calls++
		return statement(tx.Session(&gorm.Session{NewDB: true, SkipHooks: true}), row)
	}
	defer func() { onDiary = func(string, *gorm.DB, *diary) error { return nil } }()
	holds := func(want ...string) {
		t.Helper()
		rows, err := s.List(ctx, query[diary](t))
		if err != nil || len(rows) != len(want) {
			t.Fatal(rows, err)
		}
		for i, row := range rows {
			if row.Name != want[i] || row.ID == 0 {
				t.Errorf("row %+v, want %s", row, want[i])
			}
		}
	}
	row := &diary{Name: "first"}
	if err := s.Create(ctx, row); err != nil {
		t.Fatal(err)
	}
	holds("first")
	row = &diary{ID: row.ID, Name: "second"}
	if err := s.Update(ctx, row, fieldsOf[diary](t).All()); err != nil {
		t.Fatal(err)
	}
	if phase == "BeforeUpdate" && row.Name == "first" { // the hook has read the row over what is to be written
		holds("first")
	} else {
		holds("second")
	}
	if err := s.Destroy(ctx, &diary{ID: row.ID}); err != nil {
		t.Fatal(err)
	}
	holds()
	if calls == 0 {
		t.Error("the hook was not called")
	}
}
