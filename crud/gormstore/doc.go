// Package gormstore keeps the rows of a crud model in a database that GORM opens: PostgreSQL or SQLite.
//
//	db, err := gorm.Open(postgres.Open(dsn), &gorm.Config{})
//	store, err := gormstore.New[Question, int32](db)
//
// The model's struct is an ordinary GORM model: its gorm tags name columns, types and associations, and its migrations are
// GORM's or your own. Whatever a client sends is bound as a parameter; the names of columns come from GORM's schema.
//
// # Values
//
// Both databases give the same results. A time is kept in UTC to the microsecond, and a column of type date keeps the day.
// New refuses columns of PostgreSQL without a time zone if the driver, as told by the TimeZone of its DSN, would read other times
// there than the store writes. SQLite compares times as texts: other programs must write them in UTC, as the store does,
// and so must defaults, which CURRENT_TIMESTAMP does not; otherwise filters and pages leave rows out.
// Rows without a value sort first. A NULL in a column whose field has none is the zero value in all respects: which columns
// have no NULL New asks the database, or the first call if the table is made later. Texts are compared by code points.
// Lookups that ignore case compare the results of the database's function lower, which in PostgreSQL knows the letters of
// the database's locale, and in SQLite only those of ASCII. Register one that knows more, with modernc.org/sqlite
//
//	sqlite.RegisterDeterministicScalarFunction("lower", 1, func(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) {
//		if s, ok := args[0].(string); ok {
//			return strings.ToLower(s), nil
//		}
//		return args[0], nil
//	})
//
// before the first connection. Texts sort by the collation of their column, which in PostgreSQL may also take several texts for
// the same; lookups of a part of a text do not. SQLite keeps a number of a numeric column as
// a float of 15 digits; use an integer column for more.
//
// # Associations
//
// A read-only field of the model that is an association of GORM (belongs to, has one, has many, many to many) is read
// with its rows, by one query for all rows of a page, and so are the associations within it. An association that is not
// read-only is an error of New. A field tagged keys=Authors and gorm:"-" holds the keys of the many-to-many association
// Authors, which are read in the same way, and written with the row.
//
// # GORM
//
// Every call of a store goes through GORM's callbacks as a statement of GORM does, so all of GORM applies: tags, naming strategy,
// hooks (BeforeCreate, AfterFind...), soft delete, associations, Scopes, callbacks and plugins (tracing, read replicas),
// the logger, prepared statements, timeouts.
//
// New adds a plugin to the gorm.DB, which replaces the callbacks gorm:query, gorm:create, gorm:update and gorm:delete. The
// new ones pass all other statements on. Those of a store they run themselves where that is cheaper and has the same
// result:
//
//   - The text of a statement is made once, if no scope, hook or callback has added to it. If one has, or if the model has
//     a soft delete, GORM makes it, and runs it if it writes.
//   - Columns are read right into the fields of the struct.
//   - On PostgreSQL, outside of transactions, statements run on pgx instead of database/sql.
//   - On SQLite statements stay prepared, and the key of a new row is the one that SQLite reports anyway.
//
// Statements that hooks and callbacks run, about the very row too, are GORM's. New refuses a gorm.DB
// that is a transaction or a single connection (Begin, Transaction, Connection), which the store would outlive: a store has
// Transaction.
//
// As with db.Use, call New before other goroutines use the gorm.DB. If one of the four callbacks was replaced before New, the
// replacement runs the statements of stores, too. If one is replaced later, calls fail.
//
// Two things are left out if the model has no hooks that write and the gorm.DB has no plugins: GORM's transaction around each
// write, since one statement is done whole or not at all, and the WHERE clause that a callback before gorm:query could look
// at. Callbacks that write and are to be undone with the row, or that need to see the conditions of a query before it runs,
// belong in a plugin.
//
// Stream reads with one cursor, a few rows ahead of who takes them. It holds a connection for as long as that, but waits no
// longer than a second for the next rows to be taken: then it gives the connection back, and reads the rest in batches, each
// with a query of its own, so that slow clients do not keep others from the database. It reads in batches from the beginning
// within a transaction, whose connection is free between them to write, and if the model has associations or a hook AfterFind.
// A batch begins behind the last row of the one before, by the order of the query: a row that is moved in that order
// meanwhile can be seen twice, or not at all.
package gormstore
