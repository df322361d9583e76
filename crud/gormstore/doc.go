// Package gormstore keeps the rows of a crud model in a database that GORM opens: PostgreSQL or SQLite.
//
//	db, err := gorm.Open(postgres.Open(dsn), &gorm.Config{})
//	store, err := gormstore.New[Question, int32](db)
//
// The model's struct is a GORM model as any: its gorm tags name columns, types and associations, and its migrations are
// GORM's or your own. What a client sends is bound as a parameter, always; the names of columns come from GORM's schema.
//
// # Values
//
// Both databases give the same results. A time is kept in UTC to the microsecond, and a column of type date keeps the day.
// Rows without a value sort first. Text is held against text by code points, and lookups that ignore case compare what the
// database's lower gives: in PostgreSQL that knows all letters of the database's locale, in SQLite those of ASCII, unless
// you register a function lower that knows more: with modernc.org/sqlite,
//
//	sqlite.RegisterDeterministicScalarFunction("lower", 1, func(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) {
//		if s, ok := args[0].(string); ok {
//			return strings.ToLower(s), nil
//		}
//		return args[0], nil
//	})
//
// before the first connection. How text sorts is the collation of its column. SQLite keeps a number of a numeric column as
// a float of 15 digits; use an integer column for more.
//
// # Associations
//
// A read-only field of the model that is an association of GORM (belongs to, has one, has many, many to many) is read
// with its rows, one query for all rows of a page, and those within it likewise; one that is not read-only is refused. A
// field tagged keys=Authors and gorm:"-" is the keys of the many-to-many association Authors: read the same way, and
// written with the row.
//
// # Cost
//
// Statements run on the connection pool below GORM, on PostgreSQL outside of transactions on the pgx below that, and
// columns go right into the fields of the struct. What GORM promises on top of that is kept: a model that has hooks
// (BeforeCreate, AfterFind...) or a soft delete, a gorm.DB that has callbacks or plugins, and a store with a Scope go through
// GORM's own statements. So Stream reads with one cursor only where the model has neither of these nor associations;
// elsewhere it reads by batches, each with a query of its own.
package gormstore
