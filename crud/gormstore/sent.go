package gormstore

import (
	"fmt"
	"reflect"
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/grpcgen/grpcgen/crud"
)

// checkKey reports a row without a key that the database gives none either.
func (t *table) checkKey(row reflect.Value) error {
	v, _ := find(row, t.key.index)
	if t.key.field.HasDefaultValue || !v.IsZero() {
		return nil
	}
	key := t.fields.Key()
	if key.ReadOnly {
		return fmt.Errorf("gormstore: a new %s has no %s, which clients cannot set: set it in a hook BeforeCreate, or give its column a default: gorm:\"default:...\"",
			t.fields.Model(), key.Go)
	}
	return crud.Invalid(key.Name, "a new %s must have one", t.fields.Model())
}

// asSent has GORM's INSERT keep the zeros that a client has sent, which GORM would take for nothing and replace by the default
// of a tag.
func (t *table) asSent(stmt *gorm.Statement, row reflect.Value) {
	var zeros []*column
	for _, c := range t.columns {
		if v, ok := find(row, c.index); ok && c.sent && c.field.HasDefaultValue && c.field.Creatable && v.IsZero() {
			zeros = append(zeros, c)
		}
	}
	if len(zeros) == 0 {
		return
	}
	selected, restricted := stmt.SelectAndOmitColumns(true, false)
	values := stmt.Clauses["VALUES"]
	values.Name = "VALUES"
	values.Builder = func(made clause.Clause, b clause.Builder) {
		all, ok := made.Expression.(clause.Values)
		if !ok || len(all.Values) != 1 {
			return
		}
		for _, c := range zeros {
			v, _ := find(row, c.index)
			v.SetZero()
			zero, _ := c.field.ValueOf(stmt.Context, row)
			at := slices.IndexFunc(all.Columns, func(known clause.Column) bool { return known.Name == c.field.DBName })
			if wanted, named := selected[c.field.DBName]; at >= 0 {
				all.Values[0][at] = zero
			} else if wanted || !named && !restricted {
				all.Columns, all.Values[0] = append(all.Columns, clause.Column{Name: c.field.DBName}), append(all.Values[0], zero)
			}
		}
		all.Build(b)
	}
	stmt.Clauses["VALUES"] = values
}
