package gormstore

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"gorm.io/gorm"
)

// described is what the database says about a column.
type described struct {
	notNull   bool
	kind      string   // the category of its type in PostgreSQL, its affinity in SQLite; empty if it is not known
	labels    []string // of an enum of PostgreSQL
	typeName  string   // in PostgreSQL
	collation string   // in SQLite, if it has one
	indexed   bool     // in SQLite
	byDefault bool     // it has a default, in SQLite

	otherForms bool // it holds times in other forms than the store's, in SQLite
	loose      bool // its collation takes different texts for the same, in PostgreSQL
}

// The categories of types, as pg_type has them, and the affinities of SQLite.
const (
	textCategory    = "S"
	enumCategory    = "E"
	textAffinity    = "TEXT"
	blobAffinity    = "BLOB"
	integerAffinity = "INTEGER"
	realAffinity    = "REAL"
	numericAffinity = "NUMERIC"
)

func (d *described) holdsText(postgres bool) bool {
	return postgres && d.kind == textCategory || !postgres && d.kind == textAffinity
}

// refuses reports whether a text is not a value of the column's type in PostgreSQL: not a label of an enum, or the empty text,
// which is the zero value of a string, for a date.
func (d *described) refuses(text string) bool {
	return d.kind == enumCategory && !slices.Contains(d.labels, text) || text == "" && d.kind != "" && d.kind != enumCategory && d.kind != textCategory
}

// describe asks the database once what the columns can hold. The tags do not tell: AutoMigrate adds columns that can be NULL,
// and other programs make tables. As long as there is no answer, the table is not made yet, NULL may be anywhere. The error
// is about times that would not be kept.
func (t *table) describe(ctx context.Context) error {
	if t.described.Load() {
		return nil
	}
	pool, _ := t.pool(ctx)
	ask := t.describeSQLite
	if t.postgres {
		ask = t.describePostgres
	}
	found, err := ask(ctx, pool)
	if err != nil {
		return nil // what is asked for says why
	}
	if err := t.lookForForms(ctx, pool, found); err != nil {
		return nil
	}
	if err := t.checkZone(ctx, pool, found); err != nil || len(found) == 0 {
		return err
	}
	for _, c := range t.columns {
		c.holds.Store(t.contents(c, found[c.field.DBName]))
	}
	t.described.Store(true)
	return nil
}

// A NOT NULL that PostgreSQL has not held the rows against, NOT VALID, says nothing about them.
const postgresColumns = `SELECT a.attname, a.attnotnull AND NOT EXISTS (SELECT 1 FROM pg_constraint c
		WHERE c.conrelid = a.attrelid AND c.contype = 'n' AND NOT c.convalidated AND a.attnum = ANY (c.conkey)),
	CASE WHEN t.typname = 'bytea' THEN 'S' ELSE t.typcategory::text END,
	COALESCE((SELECT string_agg(e.enumlabel, chr(10)) FROM pg_enum e WHERE e.enumtypid IN (t.oid, t.typbasetype)), ''),
	EXISTS (SELECT 1 FROM pg_collation l WHERE l.oid = a.attcollation AND to_jsonb(l)->>'collisdeterministic' = 'false'),
	COALESCE((SELECT b.typname FROM pg_type b WHERE t.typtype = 'd' AND b.oid = t.typbasetype), t.typname)
FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
WHERE a.attrelid = to_regclass(CAST($1 AS text)) AND a.attnum > 0 AND NOT a.attisdropped`

func (t *table) describePostgres(ctx context.Context, pool gorm.ConnPool) (map[string]*described, error) {
	rows, err := pool.QueryContext(ctx, postgresColumns, t.name)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	found := map[string]*described{}
	for rows.Next() {
		d, name, labels := &described{}, "", ""
		if err := rows.Scan(&name, &d.notNull, &d.kind, &labels, &d.loose, &d.typeName); err != nil {
			return nil, err
		}
		d.labels = strings.Split(labels, "\n")
		found[name] = d
	}
	return found, rows.Err()
}

const sqliteColumns = `SELECT name, "notnull", type, (SELECT coalesce(max(sql), '') FROM sqlite_master WHERE type = 'table' AND name = ?),
	coalesce(upper(dflt_value), 'NULL') <> 'NULL', name IN (SELECT i.name FROM pragma_index_list(?, ?) l, pragma_index_info(l.name, ?) i)
FROM pragma_table_info(?, ?)`

func (t *table) describeSQLite(ctx context.Context, pool gorm.ConnPool) (map[string]*described, error) {
	schema, name, qualified := strings.Cut(t.schema.Table, ".")
	within := any(schema)
	if !qualified {
		within, name = nil, schema // wherever it is
	}
	rows, err := pool.QueryContext(ctx, sqliteColumns, name, name, within, within, name, within)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	found := map[string]*described{}
	for rows.Next() {
		d, name, declared, made := &described{}, "", "", ""
		if err := rows.Scan(&name, &d.notNull, &declared, &made, &d.byDefault, &d.indexed); err != nil {
			return nil, err
		}
		d.kind, d.collation = affinity(declared), collation(made, name)
		found[name] = d
	}
	return found, rows.Err()
}

// affinity says what a column of a type of SQLite makes of values: https://www.sqlite.org/datatype3.html, section 3.1.
func affinity(declared string) string {
	declared = strings.ToUpper(declared)
	has := func(part string) bool { return strings.Contains(declared, part) }
	switch {
	case has("INT"):
		return integerAffinity
	case has("CHAR"), has("CLOB"), has("TEXT"):
		return textAffinity
	case has("BLOB"), declared == "":
		return blobAffinity
	case has("REAL"), has("FLOA"), has("DOUB"):
		return realAffinity
	}
	return numericAffinity
}

// collation finds the collation of a column in the statement that made its table: an expression does not take it over.
func collation(made, column string) string {
	if !strings.Contains(strings.ToUpper(made), "COLLATE") {
		return ""
	}
	m := regexp.MustCompile("(?is)[(,]\\s*[`\"\\[]?" + regexp.QuoteMeta(column) + "[`\"\\]]?\\s[^,]*?\\sCOLLATE\\s+[`\"\\[]?(\\w+)").FindStringSubmatch(made)
	if m == nil {
		return ""
	}
	return m[1]
}
