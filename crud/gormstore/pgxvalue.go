package gormstore

import (
	"encoding/binary"
	"math"
	"reflect"
	"time"
	"unsafe"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
)

// formats are the types whose values PostgreSQL is asked for in binary, all others come as text: the same as with
// database/sql, so that both ways to a row give the same values.
var formats = pgx.QueryResultFormatsByOID{
	pgtype.BoolOID: pgx.BinaryFormatCode, pgtype.ByteaOID: pgx.BinaryFormatCode, pgtype.DateOID: pgx.BinaryFormatCode,
	pgtype.Float4OID: pgx.BinaryFormatCode, pgtype.Float8OID: pgx.BinaryFormatCode,
	pgtype.Int2OID: pgx.BinaryFormatCode, pgtype.Int4OID: pgx.BinaryFormatCode, pgtype.Int8OID: pgx.BinaryFormatCode,
	pgtype.OIDOID: pgx.BinaryFormatCode, pgtype.CIDOID: pgx.BinaryFormatCode, pgtype.XIDOID: pgx.BinaryFormatCode,
	pgtype.TimestampOID: pgx.BinaryFormatCode, pgtype.TimestamptzOID: pgx.BinaryFormatCode,
}

// slot is a type of a field that some values of PostgreSQL go right into.
type slot struct {
	kind    reflect.Kind // Struct for a time.Time, Invalid for any other type
	pointer bool         // to that
}

func slotOf(t reflect.Type) slot {
	if t.Kind() == reflect.Pointer {
		inner := slotOf(t.Elem())
		if inner.pointer {
			return slot{}
		}
		return slot{inner.kind, inner.kind != reflect.Invalid}
	}
	if scans(t) {
		return slot{}
	}
	switch k := t.Kind(); k {
	case reflect.String, reflect.Int64, reflect.Int32, reflect.Bool, reflect.Float64:
		return slot{kind: k}
	case reflect.Struct:
		if t == reflect.TypeFor[time.Time]() {
			return slot{kind: k}
		}
	}
	return slot{}
}

// set sets a field of a row to a value that came from PostgreSQL. Without a value it is zero, as with GORM.
func (r *reading) set(m *pgtype.Map, i int, row unsafe.Pointer, from *pgconn.FieldDescription, raw []byte) error {
	c := r.columns[i]
	field := unsafe.Add(row, c.offset)
	if raw == nil {
		reflect.NewAt(c.field.FieldType, field).Elem().SetZero()
		return nil
	}
	if r.slots[i].set(field, from, raw) {
		return nil
	}
	v, err := decoded(m, from, raw)
	if err == nil {
		err = r.readers[i](field, v)
	}
	return err
}

// decoded returns a value as a driver of database/sql gives it.
func decoded(m *pgtype.Map, from *pgconn.FieldDescription, raw []byte) (any, error) {
	if _, known := formats[from.DataTypeOID]; known {
		if t, ok := m.TypeForOID(from.DataTypeOID); ok {
			return t.Codec.DecodeDatabaseSQLValue(m, from.DataTypeOID, from.Format, raw)
		}
	}
	return string(raw), nil
}

// set is for what needs no conversion.
func (t slot) set(field unsafe.Pointer, from *pgconn.FieldDescription, raw []byte) bool {
	if !t.pointer {
		return t.put(field, from, raw)
	}
	var value unsafe.Pointer
	switch t.kind {
	case reflect.String:
		value = unsafe.Pointer(new(string))
	case reflect.Int64, reflect.Float64:
		value = unsafe.Pointer(new(int64))
	case reflect.Int32:
		value = unsafe.Pointer(new(int32))
	case reflect.Bool:
		value = unsafe.Pointer(new(bool))
	case reflect.Struct:
		value = unsafe.Pointer(new(time.Time))
	}
	ok := t.put(value, from, raw)
	if ok {
		*(*unsafe.Pointer)(field) = value
	}
	return ok
}

func (t slot) put(field unsafe.Pointer, from *pgconn.FieldDescription, raw []byte) bool {
	inBinary := from.Format == pgx.BinaryFormatCode
	switch oid := from.DataTypeOID; {
	case t.kind == reflect.String && !inBinary && (oid == pgtype.TextOID || oid == pgtype.VarcharOID || oid == pgtype.BPCharOID):
		*(*string)(field) = string(raw)
	case !inBinary:
		return false
	case t.kind == reflect.Int64 && oid == pgtype.Int8OID && len(raw) == 8:
		*(*int64)(field) = int64(binary.BigEndian.Uint64(raw))
	case t.kind == reflect.Int64 && oid == pgtype.Int4OID && len(raw) == 4:
		*(*int64)(field) = int64(int32(binary.BigEndian.Uint32(raw)))
	case t.kind == reflect.Int32 && oid == pgtype.Int4OID && len(raw) == 4:
		*(*int32)(field) = int32(binary.BigEndian.Uint32(raw))
	case t.kind == reflect.Bool && oid == pgtype.BoolOID && len(raw) == 1:
		*(*bool)(field) = raw[0] == 1
	case t.kind == reflect.Float64 && oid == pgtype.Float8OID && len(raw) == 8:
		*(*float64)(field) = math.Float64frombits(binary.BigEndian.Uint64(raw))
	case t.kind == reflect.Struct && oid == pgtype.TimestamptzOID && len(raw) == 8:
		return putTime((*time.Time)(field), int64(binary.BigEndian.Uint64(raw)))
	default:
		return false
	}
	return true
}

// putTime sets a time to the microseconds since the epoch of PostgreSQL. Its infinities are not times, and no message has room
// for some of the others.
func putTime(at *time.Time, micros int64) bool {
	const epoch = 946684800 // 2000-01-01
	if micros == math.MaxInt64 || micros == math.MinInt64 {
		return false
	}
	*at = time.Unix(epoch+micros/1e6, micros%1e6*1000).UTC()
	return expressible(*at)
}
