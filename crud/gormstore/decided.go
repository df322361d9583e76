package gormstore

import (
	"database/sql/driver"
	"reflect"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/schema"
)

// What a write answers is what the database keeps. It is asked for the columns in which it may keep something else than it was
// sent, since it rounds, pads, converts or computes them, and for those that it does not take from everybody.

// decide notes what is known of the columns: which of them clients write, and which the database has a say in.
func (t *table) decide() {
	for _, f := range t.fields.All() {
		for _, c := range t.bound[f].columns {
			c.sent = !f.ReadOnly && !f.Primary && !f.Nullable && c.field.FieldType.Kind() != reflect.Pointer
		}
	}
	for _, c := range t.columns {
		dataType := strings.ToLower(t.db.DataTypeOf(c.field))
		base, _, generated := strings.Cut(dataType, " generated ")
		c.computed = generated || !c.field.Creatable && !c.field.Updatable
		c.decided = c.computed || !c.keeps(base, t.postgres)
	}
}

// returned lists those of the columns that are written, or would be, about whose values the database decides. Taken reports
// whether it takes what is sent.
func (t *table) returned(written []*column, taken func(*column) bool) (decided []*column) {
	for _, c := range t.columns {
		asked := c.computed || slices.Contains(written, c) && (c.decided || !taken(c)) || t.returning
		if asked && c.field.Readable {
			decided = append(decided, c)
		}
	}
	return decided
}

// created reports whether an insert writes what a row has in the column, even if that is zero.
func (c *column) created() bool { return c.field.Creatable && !c.byDefault() }

// updated reports whether an update writes the column.
func (c *column) updated() bool { return c.field.Updatable }

// byDefault reports whether the database gives the column a value where a row has none: what a client has sent is one.
func (c *column) byDefault() bool {
	return c.field.HasDefaultValue && c.field.DefaultValueInterface == nil && !c.sent
}

// keeps reports whether a column of a type keeps just what it is given.
func (c *column) keeps(dataType string, postgres bool) bool {
	if c.field.Serializer != nil {
		return c.field.TagSettings["SERIALIZER"] == "json" && isPlain(c.field.IndirectFieldType) && isText(dataType)
	}
	t := valueIn(c.field.IndirectFieldType)
	switch {
	case t == reflect.TypeFor[time.Time]():
		return slices.Contains(exactTimes[postgres], dataType)
	case t.Kind() == reflect.Array && t.Len() == 16 && t.Elem().Kind() == reflect.Uint8:
		return dataType == "uuid"
	case t.Implements(reflect.TypeFor[driver.Valuer]()) || reflect.PointerTo(t).Implements(reflect.TypeFor[driver.Valuer]()):
		return false
	case t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8:
		return !postgres || dataType == "bytea"
	case postgres:
		return slices.Contains(exactPostgres[classOf(t.Kind())], dataType)
	}
	return slices.Contains(exactSQLite[classOf(t.Kind())], affinity(dataType))
}

// valueIn returns the type of the value in a sql.NullString and the like, and of what is not one of those itself.
func valueIn(t reflect.Type) reflect.Type {
	switch {
	case t == reflect.TypeFor[gorm.DeletedAt]():
		return reflect.TypeFor[time.Time]()
	case t.PkgPath() == "database/sql" && t.Kind() == reflect.Struct && t.NumField() == 2:
		return t.Field(0).Type
	}
	return t
}

// classOf returns one of the kinds that databases keep in the same way.
func classOf(k reflect.Kind) schema.DataType {
	switch {
	case k == reflect.Bool:
		return schema.Bool
	case k >= reflect.Int && k <= reflect.Uint64:
		return schema.Int
	case k == reflect.Float32 || k == reflect.Float64:
		return schema.Float
	case k == reflect.String:
		return schema.String
	}
	return ""
}

// exactTimes are the types of columns that keep a time as column.at makes it, on PostgreSQL and on SQLite.
var exactTimes = map[bool][]string{
	true:  {"timestamptz", "timestamptz(6)", "timestamp with time zone", "date"},
	false: {"datetime", "timestamp", "date"},
}

// exactPostgres are the types of PostgreSQL that keep values just as they are. A varchar(n) cuts off spaces.
var exactPostgres = map[schema.DataType][]string{
	schema.Bool: {"boolean", "bool"},
	schema.Int: {
		"smallint", "integer", "bigint", "int", "int2", "int4", "int8", "smallserial", "serial", "bigserial", "numeric", "decimal",
	},
	schema.Float:  {"decimal", "numeric", "double precision", "float8"},
	schema.String: {"text", "varchar", "character varying", "citext"},
}

// exactSQLite are the affinities of SQLite that keep values just as they are.
var exactSQLite = map[schema.DataType][]string{
	schema.Bool:   {integerAffinity, numericAffinity, blobAffinity},
	schema.Int:    {integerAffinity, numericAffinity, blobAffinity},
	schema.Float:  {realAffinity, numericAffinity, blobAffinity},
	schema.String: {textAffinity, blobAffinity},
}

func isText(dataType string) bool { return dataType == "text" || dataType == "json" }

// isPlain reports whether a value of a type comes back as it was from its JSON.
func isPlain(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Slice:
		return t.Elem().Kind() != reflect.Uint8 && isPlain(t.Elem())
	case reflect.Map:
		return isPlain(t.Key()) && isPlain(t.Elem())
	}
	return t.PkgPath() == "" && classOf(t.Kind()) != "" // without methods
}
