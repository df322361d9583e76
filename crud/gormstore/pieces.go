package gormstore

import (
	"maps"
	"reflect"
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/grpcgen/grpcgen/crud"
)

// mostKeys is how many keys a query for associated rows asks for at once. Databases limit the parameters of a statement:
// PostgreSQL to 65535, SQLite to 32766.
const mostKeys = 10_000

// association runs GORM's query for the rows of an association, by as many queries as its keys take, and counts the rows. It
// reports false for any other query. All that such a one has is conditions.
func (c *call) association(db *gorm.DB, query func(*gorm.DB)) bool {
	stmt := db.Statement
	where, isWhere := stmt.Clauses["WHERE"].Expression.(clause.Where)
	if !c.reached || !isWhere || len(stmt.Clauses) > 1 || len(stmt.Selects) > 0 || stmt.ReflectValue.Kind() != reflect.Slice {
		return false
	}
	i := slices.IndexFunc(where.Exprs, func(e clause.Expression) bool { _, ok := e.(clause.IN); return ok })
	if i < 0 {
		return false
	}
	in := where.Exprs[i].(clause.IN)
	most := mostKeys
	if columns, several := in.Column.([]clause.Column); several {
		most /= len(columns)
	}
	if len(in.Values) <= most {
		c.counted(db, query)
		return true
	}
	clauses := stmt.Clauses
	all := reflect.MakeSlice(stmt.ReflectValue.Type(), 0, len(in.Values))
	for some := range slices.Chunk(in.Values, most) {
		exprs := slices.Clone(where.Exprs)
		exprs[i] = clause.IN{Column: in.Column, Values: some}
		stmt.Clauses = maps.Clone(clauses)
		stmt.Clauses["WHERE"] = clause.Clause{Name: "WHERE", Expression: clause.Where{Exprs: exprs}}
		stmt.SQL.Reset()
		stmt.Vars = nil
		if c.counted(db, query); db.Error != nil {
			return true
		}
		all = reflect.AppendSlice(all, stmt.ReflectValue)
	}
	stmt.ReflectValue.Set(all)
	db.RowsAffected = int64(all.Len())
	return true
}

// counted runs a query for associated rows, of which no more are read than it takes to see that they are too many.
func (c *call) counted(db *gorm.DB, query func(*gorm.DB)) {
	if c.maxNested == 0 {
		query(db)
		return
	}
	limit := c.maxNested - c.nested + 1
	db.Statement.AddClause(clause.Limit{Limit: &limit})
	if query(db); db.Error == nil {
		_ = db.AddError(c.count(db.Statement.ReflectValue.Len()))
	}
}

// count counts rows or keys of associations, and reports that they are too many.
func (c *call) count(n int) error {
	if c.nested += n; c.maxNested > 0 && c.nested > c.maxNested {
		return crud.ErrTooManyNested
	}
	return nil
}
