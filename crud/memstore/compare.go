package memstore

import (
	"bytes"
	"cmp"
	"encoding"
	"fmt"
	"reflect"
	"time"
)

// compare orders two values of a field; none comes first.
func compare(a, b any) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return -1
	case b == nil:
		return 1
	}
	switch a := a.(type) {
	case time.Time:
		return a.Compare(b.(time.Time))
	case string:
		return cmp.Compare(a, b.(string))
	case int64:
		return cmp.Compare(a, b.(int64))
	}
	return compareValues(reflect.ValueOf(a), reflect.ValueOf(b))
}

func compareValues(a, b reflect.Value) int {
	switch {
	case isBytes(a.Type()):
		return bytes.Compare(bytesOf(a), bytesOf(b))
	case a.Kind() == reflect.Struct || a.Kind() == reflect.Array:
		return compareByMethod(a, b)
	case a.CanInt():
		return cmp.Compare(a.Int(), b.Int())
	case a.CanUint():
		return cmp.Compare(a.Uint(), b.Uint())
	case a.CanFloat():
		return cmp.Compare(a.Float(), b.Float())
	case a.Kind() == reflect.Bool:
		return cmp.Compare(number(a.Bool()), number(b.Bool()))
	case a.Kind() == reflect.String:
		return cmp.Compare(a.String(), b.String())
	}
	return compareByMethod(a, b)
}

func number(b bool) int {
	if b {
		return 1
	}
	return 0
}

func isBytes(t reflect.Type) bool {
	return (t.Kind() == reflect.Slice || t.Kind() == reflect.Array) && t.Elem().Kind() == reflect.Uint8
}

func bytesOf(v reflect.Value) []byte { return addressable(v).Bytes() }

func addressable(v reflect.Value) reflect.Value {
	p := reflect.New(v.Type())
	p.Elem().Set(v)
	return p.Elem()
}

// compareByMethod orders values that can do it themselves, such as netip.Addr, decimal.Decimal and big.Int, and others by
// their texts.
func compareByMethod(a, b reflect.Value) int {
	a, b = addressable(a), addressable(b)
	for _, name := range []string{"Compare", "Cmp"} {
		m := a.Addr().MethodByName(name)
		if !m.IsValid() || m.Type().NumIn() != 1 || m.Type().NumOut() != 1 || m.Type().Out(0).Kind() != reflect.Int {
			continue
		}
		switch m.Type().In(0) {
		case b.Type():
			return int(m.Call([]reflect.Value{b})[0].Int())
		case b.Addr().Type():
			return int(m.Call([]reflect.Value{b.Addr()})[0].Int())
		}
	}
	return bytes.Compare(textOf(a), textOf(b))
}

func textOf(v reflect.Value) []byte {
	var text []byte
	var err error
	switch m := v.Addr().Interface().(type) {
	case encoding.TextMarshaler:
		text, err = m.MarshalText()
	case encoding.BinaryMarshaler:
		text, err = m.MarshalBinary()
	default:
		err = fmt.Errorf("it has no order")
	}
	if err != nil {
		panic(fmt.Sprintf("memstore: cannot compare a %s: %v", v.Type(), err))
	}
	return text
}
