package gormstore

import (
	"context"
	"reflect"
	"sync"
	"sync/atomic"
	"unsafe"

	"gorm.io/gorm"
)

// insertion stores a row.
type insertion struct{ row any }

// inserts are the statements that store a row: one for each set of columns that are left to the database.
type inserts struct {
	always   []*column
	optional []*column // left to the database when they are zero
	returned reading
	texts    [2]sync.Map          // of uint64, whose bits are the optional columns that are given, to string; [1] returns columns
	rowID    atomic.Pointer[bool] // the key is SQLite's row ID; nil as long as nobody has asked
}

// prepareInserts says which columns a row is stored in.
func (t *table) prepareInserts() {
	for _, c := range t.columns {
		switch {
		case !c.field.Creatable:
		case c.byDefault():
			t.inserts.optional = append(t.inserts.optional, c)
		default:
			t.inserts.always = append(t.inserts.always, c)
		}
	}
	t.inserts.returned = newReading(t.returned(t.columns, (*column).created))
}

func (s *insertion) run(db *gorm.DB, c *call) (bool, error) {
	t, stmt := c.table, db.Statement
	row := reflect.ValueOf(s.row)
	if err := t.checkKey(row.Elem()); err != nil {
		return true, err
	}
	if err := t.stamp(stmt.Context, row.Elem()); err != nil {
		return true, err
	}
	if err := t.keepable(row.Elem(), t.columns); err != nil {
		return true, err
	}
	returned := &t.inserts.returned
	if !c.alone {
		returning(stmt, returned.columns)
		t.asSent(stmt, row.Elem())
		return false, nil
	}
	at := row.UnsafePointer()
	given, args := t.inserts.values(stmt, at)
	if t.keyIsRowID(stmt) {
		q := &text{fixed: t.insert(given, nil), args: args}
		q.show(stmt)
		return true, t.insertWithRowID(db, q, at)
	}
	q := &text{fixed: t.insert(given, returned.columns), args: args}
	q.show(stmt)
	if len(returned.columns) == 0 {
		return true, t.changed(db, q)
	}
	var err error
	db.RowsAffected, err = t.runner(stmt.ConnPool).query(stmt.Context, q, returned, func() unsafe.Pointer { return at }, nil)
	return true, err
}

// values returns what is bound for a row, and the set of optional columns that are given.
func (i *inserts) values(stmt *gorm.Statement, row unsafe.Pointer) (given uint64, args []any) {
	args = make([]any, 0, len(i.always)+len(i.optional))
	for _, col := range i.always {
		args = append(args, col.value(stmt, row))
	}
	for n, col := range i.optional {
		if !reflect.NewAt(col.field.FieldType, unsafe.Add(row, col.offset)).Elem().IsZero() {
			given |= 1 << n
			args = append(args, col.value(stmt, row))
		}
	}
	return given, args
}

// insert returns the statement for a set of optional columns.
func (t *table) insert(given uint64, returned []*column) string {
	texts := &t.inserts.texts[min(len(returned), 1)]
	if made, ok := texts.Load(given); ok {
		return made.(string)
	}
	columns := t.inserts.always[:len(t.inserts.always):len(t.inserts.always)]
	for i, c := range t.inserts.optional {
		if given&(1<<i) != 0 {
			columns = append(columns, c)
		}
	}
	q := t.newText("INSERT INTO ", t.name)
	if len(columns) == 0 {
		q.write(" DEFAULT VALUES")
	} else {
		q.write(" (")
		q.names(columns)
		q.write(") VALUES (")
		q.AddVar(q, make([]any, len(columns))...)
		q.write(")")
	}
	q.returning(returned)
	made, _ := texts.LoadOrStore(given, string(q.sql))
	return made.(string)
}

// keyIsRowID reports whether the key of a table is another name of SQLite's row ID, and is all that an insert has to bring
// back. SQLite tells the row ID without being asked for it, which is cheaper than RETURNING. Only the database knows; it is
// asked at the first insert.
func (t *table) keyIsRowID(stmt *gorm.Statement) bool {
	returned := t.inserts.returned.columns
	if t.postgres || len(returned) != 1 || returned[0] != t.key {
		return false
	}
	known := t.inserts.rowID.Load()
	if known == nil {
		if known = t.askForRowID(stmt.Context, stmt.ConnPool); known == nil {
			return false
		}
		t.inserts.rowID.Store(known)
	}
	return *known
}

// askForRowID returns nil if the database does not say. Any other primary key has an index of its own.
func (t *table) askForRowID(ctx context.Context, pool gorm.ConnPool) *bool {
	const question = "SELECT count(*) = 1 AND total(name = ? COLLATE NOCASE) = 1" +
		" AND NOT EXISTS (SELECT 1 FROM pragma_index_list(?) WHERE origin = 'pk') FROM pragma_table_info(?) WHERE pk > 0"
	name := t.schema.Table
	rows, err := pool.QueryContext(ctx, question, t.key.field.DBName, name, name)
	if err != nil {
		return nil
	}
	defer rows.Close()
	var is bool
	if !rows.Next() || rows.Scan(&is) != nil {
		return nil
	}
	return &is
}

// insertWithRowID stores a row, and sets its key to the row ID.
func (t *table) insertWithRowID(db *gorm.DB, q *text, row unsafe.Pointer) error {
	result, err := t.runner(db.Statement.ConnPool).exec(db.Statement.Context, q)
	if err != nil {
		return err
	}
	id, err := result.LastInsertId()
	if err != nil {
		return err
	}
	db.RowsAffected = 1
	return t.inserts.returned.readers[0](unsafe.Add(row, t.key.offset), id)
}
