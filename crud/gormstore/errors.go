package gormstore

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"gorm.io/gorm"

	"github.com/grpcgen/grpcgen/crud"
)

// failure returns what an error of the database is to package crud. It knows SQLSTATE codes, which the drivers of
// PostgreSQL give by a method, the codes of SQLite likewise, and what the dialect of GORM makes of an error.
func (t *table) failure(err error) error {
	switch {
	case err == nil, errors.Is(err, crud.ErrNotFound), errors.Is(err, crud.ErrOutOfScope), errors.Is(err, crud.ErrTooManyNested),
		errors.Is(err, crud.ErrRetry), errors.Is(err, crud.ErrUnavailable):
		return err
	case errors.Is(err, gorm.ErrRecordNotFound):
		return crud.ErrNotFound
	case refused(err):
		return lost(err)
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	}
	if known := (*crud.ConflictError)(nil); errors.As(err, &known) {
		return err
	}
	if known := (*crud.UnreadableError)(nil); errors.As(err, &known) {
		return err
	}
	if t.postgres {
		var state interface{ SQLState() string }
		if errors.As(err, &state) {
			return t.ofPostgres(state.SQLState(), err)
		}
	} else {
		var code interface{ Code() int }
		if errors.As(err, &code) {
			return t.ofSQLite(code.Code(), err)
		}
		if strings.Contains(err.Error(), "database is locked") {
			return retry{err}
		}
	}
	unfit := unfitIn(err)
	switch {
	case unfit != nil:
		return crud.Invalid("", "%s", unfit.message)
	case disconnected(err):
		return lost(err)
	case err.Error() == statementClosed:
		return retry{err}
	}
	return t.translated(err)
}

// statementClosed is what package database/sql says of a prepared statement that another call has dropped.
const statementClosed = "sql: statement is closed"

// translated is for drivers that have no such methods.
func (t *table) translated(err error) error {
	known := err
	if dialect, ok := t.db.Dialector.(gorm.ErrorTranslator); ok {
		known = dialect.Translate(err)
	}
	switch {
	case errors.Is(known, gorm.ErrDuplicatedKey):
		return t.conflict(crud.Unique, nil, err)
	case errors.Is(known, gorm.ErrForeignKeyViolated):
		return t.conflict(crud.ForeignKey, nil, err)
	case errors.Is(known, gorm.ErrCheckConstraintViolated):
		return t.conflict(crud.Check, nil, err)
	}
	return err
}

// inDetail finds the columns in the detail of an error: Key (a, b)=(1, 2) already exists.
var inDetail = regexp.MustCompile(`\((.+?)\)=\(`)

func (t *table) ofPostgres(state string, err error) error {
	switch state {
	case "23505", "23503":
		kind := crud.Unique
		if state == "23503" {
			kind = crud.ForeignKey
		}
		var columns []string
		if m := inDetail.FindStringSubmatch(detail(err, "Detail")); m != nil && detail(err, "TableName") == t.bareName {
			columns = strings.Split(strings.ReplaceAll(m[1], `"`, ""), ", ")
		}
		return t.conflict(kind, columns, err)
	case "23514", "23502", "23P01":
		return t.conflict(crud.Check, []string{detail(err, "ColumnName")}, err)
	case "40001", "40P01", "55P03":
		return retry{err}
	case "42501":
		if detail(err, "Routine") == "ExecWithCheckOptions" { // a policy of the table is against the row
			return fmt.Errorf("%w: %w", crud.ErrOutOfScope, err)
		}
	case "0A000", "26000": // the plan of a statement does not fit the table any more, or is gone
		if routine := detail(err, "Routine"); state == "26000" || routine == "RevalidateCachedQuery" {
			t.forgetPlans()
			return retry{err}
		}
		if t.described.CompareAndSwap(true, false) { // a column has another collation than it had
			return retry{err}
		}
	case "57014": // not by our context
		return late{err}
	case "25006", "25P03", "53300", "57P01", "57P02", "57P03", "57P05":
		return lost(err)
	case "22001":
		return crud.Invalid("", "a text is too long")
	case "22003", "22008":
		return crud.Invalid("", "a number or a time is out of range")
	case "22021", "22P02", "22P03", "22P05", "22007", "22023":
		return crud.Invalid("", "the database cannot keep a value")
	}
	if strings.HasPrefix(state, "08") { // a connection exception
		return lost(err)
	}
	return err
}

// detail returns a field of the error of a driver of PostgreSQL, of which several have the same.
func detail(err error, name string) string {
	for ; err != nil; err = errors.Unwrap(err) {
		v := reflect.Indirect(reflect.ValueOf(err))
		if v.Kind() != reflect.Struct {
			continue
		}
		if f := v.FieldByName(name); f.IsValid() && f.Kind() == reflect.String {
			return f.String()
		}
	}
	return ""
}

// The codes of SQLite, the lower eight bits of which say of which kind an error is.
const (
	sqliteBusy       = 5
	sqliteLocked     = 6
	sqliteReadOnly   = 8
	sqliteIOError    = 10
	sqliteFull       = 13
	sqliteCantOpen   = 14
	sqliteSchema     = 17
	sqliteTooBig     = 18
	sqliteCheck      = 19 | 1<<8
	sqliteForeignKey = 19 | 3<<8
	sqliteNotNull    = 19 | 5<<8
	sqlitePrimaryKey = 19 | 6<<8
	sqliteUnique     = 19 | 8<<8
	sqliteRowID      = 19 | 10<<8
	sqliteDatatype   = 19 | 12<<8
)

// failedFor finds the columns in the text of an error: UNIQUE constraint failed: books.title, books.year (2067).
var failedFor = regexp.MustCompile(`(?:UNIQUE|NOT NULL) constraint failed: ([^()]+)`)

func (t *table) ofSQLite(code int, err error) error {
	switch code & 0xff {
	case sqliteBusy, sqliteLocked, sqliteSchema:
		return retry{err}
	case sqliteReadOnly, sqliteIOError, sqliteFull, sqliteCantOpen:
		return unavailable{err}
	case sqliteTooBig:
		return crud.Invalid("", "a value is too long")
	}
	var columns []string
	if m := failedFor.FindStringSubmatch(err.Error()); m != nil {
		for name := range strings.SplitSeq(m[1], ",") {
			if table, column, ok := strings.Cut(strings.TrimSpace(name), "."); ok && table == t.bareName {
				columns = append(columns, column)
			}
		}
	}
	switch code {
	case sqliteUnique, sqlitePrimaryKey, sqliteRowID:
		return t.conflict(crud.Unique, columns, err)
	case sqliteForeignKey:
		return t.conflict(crud.ForeignKey, columns, err)
	case sqliteCheck, sqliteNotNull, sqliteDatatype:
		return t.conflict(crud.Check, columns, err)
	}
	return t.translated(err)
}

// conflict names the fields of the columns that a constraint is about.
func (t *table) conflict(kind crud.ConflictKind, columns []string, err error) error {
	e := &crud.ConflictError{Kind: kind, Err: err}
	for _, c := range t.columns {
		if name := t.protoName(c); name != "" && slices.Contains(columns, c.field.DBName) {
			e.Fields = append(e.Fields, name)
		}
	}
	return e
}

// keyFailure is failure for the keys of an association, one of which may not be there.
func (t *table) keyFailure(k *keyList, err error) error {
	err = t.failure(err)
	if conflict := (*crud.ConflictError)(nil); errors.As(err, &conflict) && conflict.Kind == crud.ForeignKey {
		conflict.Fields = []string{k.field.Name}
	}
	if invalid := (*crud.InvalidError)(nil); errors.As(err, &invalid) {
		return crud.Invalid(k.field.Name, "%s", invalid.Violations[0].Message)
	}
	return err
}
