package gormstore

import (
	"errors"
	"fmt"
	"reflect"
	"time"
	"unicode/utf8"
	"unsafe"

	"github.com/grpcgen/grpcgen/crud"
)

// unreadable names the row and the column that cannot be read.
func (t *table) unreadable(c *column, row unsafe.Pointer, keyRead bool, err error) error {
	e := &crud.UnreadableError{Field: t.protoName(c), Err: fmt.Errorf("gormstore: column %s of table %s: %w", c.name, t.name, err)}
	if keyRead && c != t.key {
		e.Key = t.fields.Key().Value(reflect.NewAt(t.schema.ModelType, row).Elem())
	}
	return e
}

// checked adds to how a column is read that a message can hold what was read: others write what they like, SQLite keeps any
// bytes as a text, and PostgreSQL knows years beyond 9999.
func (c *column) checked(r read) read {
	if r == nil || !c.shown {
		return r
	}
	switch t := c.field.FieldType; {
	case t == reflect.TypeFor[time.Time]():
		return checking(r, func(field unsafe.Pointer) error { return checkTime(*(*time.Time)(field)) })
	case t == reflect.TypeFor[*time.Time]():
		return checking(r, func(field unsafe.Pointer) error { return checkTime(**(**time.Time)(field)) })
	case t.Kind() == reflect.String && !c.utf8:
		return checking(r, func(field unsafe.Pointer) error { return checkText(*(*string)(field)) })
	case t.Kind() == reflect.Pointer && t.Elem().Kind() == reflect.String && !c.utf8:
		return checking(r, func(field unsafe.Pointer) error { return checkText(**(**string)(field)) })
	}
	return r
}

func checking(r read, check func(field unsafe.Pointer) error) read {
	return func(field unsafe.Pointer, v any) error {
		if err := r(field, v); err != nil {
			return err
		}
		return check(field)
	}
}

// expressible reports whether a google.protobuf.Timestamp can hold a time.
func expressible(at time.Time) bool {
	const first, end = -62135596800, 253402300800 // the years 1 to 9999
	return first <= at.Unix() && at.Unix() < end
}

func checkTime(at time.Time) error {
	if !expressible(at) {
		return fmt.Errorf("%v is not within the years 1 to 9999", at)
	}
	return nil
}

func checkText(s string) error {
	if !utf8.ValidString(s) {
		return errors.New("the text is not UTF-8")
	}
	return nil
}
