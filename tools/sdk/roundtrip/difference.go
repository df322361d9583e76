package roundtrip

import (
	"fmt"
	"reflect"
	"time"
)

// difference returns the path to the first field that two values differ in, or "". Nil and empty slices and maps are one, and
// so are times that are one moment; what does not travel is not compared.
func difference(a, b reflect.Value, path string) string {
	if at, ok := moment(a); ok {
		if bt, ok := moment(b); !ok || !at.Equal(bt) {
			return path
		}
		return ""
	}
	switch a.Kind() {
	case reflect.Struct:
		if isText(a.Type()) {
			return unless(reflect.DeepEqual(a.Interface(), b.Interface()), path)
		}
		for i := range a.NumField() {
			f := a.Type().Field(i)
			if left(a.Type(), f) {
				continue
			}
			if found := difference(a.Field(i), b.Field(i), path+"."+f.Name); found != "" {
				return found
			}
		}
		return ""
	case reflect.Pointer, reflect.Interface:
		if a.IsNil() || b.IsNil() {
			return unless(a.IsNil() == b.IsNil(), path)
		}
		return difference(a.Elem(), b.Elem(), path)
	case reflect.Slice, reflect.Array:
		if a.Len() != b.Len() {
			return path
		}
		for i := range a.Len() {
			if found := difference(a.Index(i), b.Index(i), fmt.Sprintf("%s[%d]", path, i)); found != "" {
				return found
			}
		}
		return ""
	case reflect.Map:
		if a.Len() != b.Len() {
			return path
		}
		for _, key := range a.MapKeys() {
			elem := b.MapIndex(key)
			if !elem.IsValid() {
				return fmt.Sprintf("%s[%v]", path, key)
			}
			if found := difference(a.MapIndex(key), elem, fmt.Sprintf("%s[%v]", path, key)); found != "" {
				return found
			}
		}
		return ""
	}
	return unless(a.Equal(b), path)
}

// moment returns a value that is a time.
func moment(v reflect.Value) (time.Time, bool) {
	if v.Type() != reflect.TypeFor[time.Time]() || !v.CanInterface() {
		return time.Time{}, false
	}
	return v.Interface().(time.Time), true
}

func unless(equal bool, path string) string {
	if equal {
		return ""
	}
	return path
}
