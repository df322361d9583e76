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
// # What holds of GORM
//
// Every call of a store is a statement on its way through GORM's callbacks, so all of GORM holds: tags, naming strategy,
// hooks (BeforeCreate, AfterFind...), soft delete, associations, Scopes, callbacks and plugins (tracing, read replicas),
// the logger, prepared statements, timeouts.
//
// New makes the gorm.DB a plugin of this package's, which replaces the callbacks gorm:query, gorm:create, gorm:update and
// gorm:delete. The new ones pass on what is not a store's. For a store they run the statement themselves where that is
// cheaper and comes to the same:
//
//   - The text of a statement is made once, if no scope, hook or callback has added to it. If one has, or if the model has
//     a soft delete, GORM makes it, and runs it if it writes.
//   - Columns are read right into the fields of the struct.
//   - On PostgreSQL, outside of transactions, statements run on pgx instead of database/sql.
//   - On SQLite statements stay prepared, and the key of a new row is the one that SQLite reports anyway.
//
// Like db.Use, the first New with a gorm.DB is for the start of a program, before other goroutines use that gorm.DB. A
// callback of those four that was replaced before New runs the statements of stores as well; one that is replaced after
// New makes queries fail.
//
// GORM runs each write in a transaction. A store leaves that out where a write is one statement, without hooks and without
// plugins beside it. What a callback writes is undone together with the row if the callback belongs to a plugin, or in a
// transaction of the store's.
//
// Stream reads with one cursor, unless the model has associations or a hook AfterFind; it then reads by batches, each with
// a query of its own.
package gormstore
