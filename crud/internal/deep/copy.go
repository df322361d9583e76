// Package deep copies the rows of models.
package deep

import (
	"reflect"
	"sync"
)

// Copy returns a copy of a row that shares no memory with it, except within values that have no exported fields, such as
// time.Time.
func Copy[M any](row *M) *M {
	c := new(M)
	*c = *row
	if !isFlat(reflect.TypeFor[M]()) {
		unshare(reflect.ValueOf(c).Elem())
	}
	return c
}

var flatTypes sync.Map // of reflect.Type to bool

// isFlat reports whether a copy of a value shares nothing with it.
func isFlat(t reflect.Type) bool {
	if flat, ok := flatTypes.Load(t); ok {
		return flat.(bool)
	}
	flat := true
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map, reflect.Interface:
		flat = false
	case reflect.Array:
		flat = isFlat(t.Elem())
	case reflect.Struct:
		for i := range t.NumField() {
			if f := t.Field(i); f.IsExported() || f.Anonymous {
				flat = flat && isFlat(f.Type)
			}
		}
	}
	flatTypes.Store(t, flat)
	return flat
}

// unshare gives v copies of all it refers to.
func unshare(v reflect.Value) {
	if isFlat(v.Type()) || !v.CanSet() && v.Kind() != reflect.Struct {
		return
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map, reflect.Interface:
		if !v.IsNil() {
			v.Set(copyOf(v))
		}
	case reflect.Array:
		for i := range v.Len() {
			unshare(v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			unshare(v.Field(i))
		}
	}
}

func copyOf(v reflect.Value) (c reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		c = reflect.New(v.Type().Elem())
		c.Elem().Set(v.Elem())
		unshare(c.Elem())
		return c.Convert(v.Type())
	case reflect.Slice:
		c = reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		reflect.Copy(c, v)
		for i := range c.Len() {
			unshare(c.Index(i))
		}
	case reflect.Map:
		c = reflect.MakeMapWithSize(v.Type(), v.Len())
		for it := v.MapRange(); it.Next(); {
			one := reflect.New(v.Type().Elem()).Elem()
			one.Set(it.Value())
			unshare(one)
			c.SetMapIndex(it.Key(), one)
		}
	default:
		c = reflect.New(v.Elem().Type()).Elem()
		c.Set(v.Elem())
		unshare(c)
	}
	return c
}
