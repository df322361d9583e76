package gormstore

import (
	"maps"
	"reflect"
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// mostKeys is how many keys a query for associated rows asks for at once. Databases limit the parameters of a statement:
// PostgreSQL to 65535, SQLite to 32766.
const mostKeys = 10_000

// inPieces runs GORM's query for the rows of an association, by as many queries as its keys take. It reports false for any
// other query. All that such a one has is conditions.
func inPieces(db *gorm.DB, query func(*gorm.DB)) bool {
	stmt := db.Statement
	c, ok := stmt.Context.Value(callKey{}).(*call)
	where, isWhere := stmt.Clauses["WHERE"].Expression.(clause.Where)
	rows := stmt.ReflectValue
	if !ok || !c.reached || !isWhere || len(stmt.Clauses) > 1 || len(stmt.Selects) > 0 || rows.Kind() != reflect.Slice {
		return false
	}
	i := slices.IndexFunc(where.Exprs, func(e clause.Expression) bool { in, ok := e.(clause.IN); return ok && len(in.Values) > mostKeys })
	if i < 0 {
		return false
	}
	in, clauses := where.Exprs[i].(clause.IN), stmt.Clauses
	most := mostKeys
	if columns, several := in.Column.([]clause.Column); several {
		most /= len(columns)
	}
	all := reflect.MakeSlice(rows.Type(), 0, len(in.Values))
	for some := range slices.Chunk(in.Values, most) {
		exprs := slices.Clone(where.Exprs)
		exprs[i] = clause.IN{Column: in.Column, Values: some}
		stmt.Clauses = maps.Clone(clauses)
		stmt.Clauses["WHERE"] = clause.Clause{Name: "WHERE", Expression: clause.Where{Exprs: exprs}}
		stmt.SQL.Reset()
		stmt.Vars = nil
		if query(db); db.Error != nil {
			return true
		}
		all = reflect.AppendSlice(all, rows)
	}
	rows.Set(all)
	db.RowsAffected = int64(all.Len())
	return true
}
