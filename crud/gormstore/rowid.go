package gormstore

import (
	"context"
	"time"
	"unsafe"
)

// keyIsRowID reports whether the key of a table is another name of SQLite's row ID, and is all that an insert has to bring
// back. SQLite tells the row ID without being asked for it, which is cheaper than RETURNING. Only the database knows; it is
// asked at the first insert.
func (d *direct) keyIsRowID(ctx context.Context) bool {
	returned := d.inserts.returned.columns
	if d.table.postgres || len(returned) != 1 || returned[0] != d.table.key {
		return false
	}
	known := d.inserts.rowID.Load()
	if known == nil {
		if known = d.askForRowID(ctx); known == nil {
			return false
		}
		d.inserts.rowID.Store(known)
	}
	return *known
}

// askForRowID returns nil if the database does not say. Any other primary key has an index of its own.
func (d *direct) askForRowID(ctx context.Context) *bool {
	const question = "SELECT count(*) = 1 AND total(name = ? COLLATE NOCASE) = 1" +
		" AND NOT EXISTS (SELECT 1 FROM pragma_index_list(?) WHERE origin = 'pk') FROM pragma_table_info(?) WHERE pk > 0"
	name := d.table.schema.Table
	pool, _ := d.table.pool(ctx)
	rows, err := pool.QueryContext(ctx, question, d.table.key.field.DBName, name, name)
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

// createWithRowID inserts a row, and sets its key to the row ID.
func (d *direct) createWithRowID(ctx context.Context, statement string, args []any, row unsafe.Pointer) (err error) {
	n, began := int64(0), time.Now()
	defer func() { d.table.trace(ctx, began, statement, args, n, err) }()
	result, err := d.table.result(ctx, statement, args)
	if err != nil {
		return err
	}
	id, err := result.LastInsertId()
	if err != nil {
		return err
	}
	n = 1
	return d.inserts.returned.readers[0](unsafe.Add(row, d.table.key.offset), id)
}
