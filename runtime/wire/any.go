package wire

import (
	"encoding/json"
	"math"
	"reflect"
	"strconv"
	"strings"
)

// An any travels as google.protobuf.Value, a map[string]any as Struct and a []any as ListValue (struct.proto). What an
// any can hold is what JSON can: nil, bool, numbers, strings, and slices and maps of these, of named types as well. All
// numbers are float64 on the way, so an integer that is not exact as one cannot be written.

// The fields of google.protobuf.Value, and the one field of Struct and ListValue.
const (
	nullNumber   = 1
	doubleNumber = 2
	stringNumber = 3
	boolNumber   = 4
	structNumber = 5
	listNumber   = 6

	membersNumber = 1
)

// SizeAny returns the size of google.protobuf.Value field num. A nil is absent.
func SizeAny[T any](num int, v T) int {
	if any(v) == nil {
		return 0
	}
	return sizeTag(num) + LenAny(v)
}

// PutAny writes google.protobuf.Value field num.
func PutAny[T any](b []byte, i, num int, v T) int {
	if any(v) == nil {
		return i
	}
	return putTag(b, RawAny(b, i, v), num, Bytes)
}

// LenAny returns the size of the value v with its length; a nil is a null.
func LenAny[T any](v T) int { return lenPrefixed(sizeAny(any(v), 0)) }

// RawAny writes the value v and its length. It panics on a value that JSON cannot express.
func RawAny[T any](b []byte, i int, v T) int { return rawAny(b, i, any(v), 0) }

// SizeAnyMap returns the size of google.protobuf.Struct field num. An empty map is absent.
func SizeAnyMap[M ~map[string]any](num int, v M) int {
	if len(v) == 0 {
		return 0
	}
	return sizeTag(num) + LenAnyMap(v)
}

// PutAnyMap writes google.protobuf.Struct field num.
func PutAnyMap[M ~map[string]any](b []byte, i, num int, v M) int {
	if len(v) == 0 {
		return i
	}
	return putTag(b, RawAnyMap(b, i, v), num, Bytes)
}

// LenAnyMap returns the size of the struct v with its length.
func LenAnyMap[M ~map[string]any](v M) int { return lenPrefixed(sizeAnyMap(v, 0)) }

// RawAnyMap writes the struct v and its length.
func RawAnyMap[M ~map[string]any](b []byte, i int, v M) int { return rawAnyMap(b, i, v, 0) }

// SizeAnyList returns the size of google.protobuf.ListValue field num. An empty slice is absent.
func SizeAnyList[L ~[]any](num int, v L) int {
	if len(v) == 0 {
		return 0
	}
	return sizeTag(num) + LenAnyList(v)
}

// PutAnyList writes google.protobuf.ListValue field num.
func PutAnyList[L ~[]any](b []byte, i, num int, v L) int {
	if len(v) == 0 {
		return i
	}
	return putTag(b, RawAnyList(b, i, v), num, Bytes)
}

// LenAnyList returns the size of the list v with its length.
func LenAnyList[L ~[]any](v L) int { return lenPrefixed(sizeAnyList(v, 0)) }

// RawAnyList writes the list v and its length.
func RawAnyList[L ~[]any](b []byte, i int, v L) int { return rawAnyList(b, i, v, 0) }

// The sizes below are those without a length. A negative one is that of a value that cannot be written, which ends the
// measuring at once: a map that holds itself has no end.

func lenPrefixed(n int) int {
	if n < 0 {
		return 0 // writing it panics
	}
	return sizeVarint(uint64(n)) + n
}

func sizeAny(v any, depth int) int {
	if depth > defaultDepth {
		return -1
	}
	n := 0
	switch v := v.(type) {
	case nil, bool:
		return 2
	case float64:
		return 9
	case string:
		return 1 + LenString(v)
	case map[string]any:
		n = sizeAnyMap(v, depth+1)
	case []any:
		n = sizeAnyList(v, depth+1)
	default:
		plain, why := plainAny(v)
		if why != "" {
			return -1
		}
		return sizeAny(plain, depth)
	}
	if n < 0 {
		return -1
	}
	return 1 + lenPrefixed(n)
}

func sizeAnyMap(m map[string]any, depth int) int {
	n := 0
	for k, v := range m {
		size := sizeAny(v, depth+1)
		if size < 0 {
			return -1
		}
		n += 1 + lenPrefixed(1+LenString(k)+1+lenPrefixed(size))
	}
	return n
}

func sizeAnyList(s []any, depth int) int {
	n := 0
	for _, v := range s {
		size := sizeAny(v, depth+1)
		if size < 0 {
			return -1
		}
		n += 1 + lenPrefixed(size)
	}
	return n
}

// rawAny writes a google.protobuf.Value and its length.
func rawAny(b []byte, end int, v any, depth int) int {
	if depth > defaultDepth {
		cannotEncode("an any is nested too deeply, or holds itself")
	}
	i := end
	switch v := v.(type) {
	case nil:
		i = putTag(b, PutVarint(b, i, 0), nullNumber, Varint)
	case bool:
		i = putTag(b, RawBool(b, i, v), boolNumber, Varint)
	case float64:
		i = putTag(b, RawDouble(b, i, v), doubleNumber, Fixed64)
	case string:
		i = putTag(b, RawString(b, i, v), stringNumber, Bytes)
	case map[string]any:
		i = putTag(b, rawAnyMap(b, i, v, depth+1), structNumber, Bytes)
	case []any:
		i = putTag(b, rawAnyList(b, i, v, depth+1), listNumber, Bytes)
	default:
		plain, why := plainAny(v)
		if why != "" {
			cannotEncode("%s", why)
		}
		return rawAny(b, end, plain, depth)
	}
	return PutVarint(b, i, uint64(end-i))
}

func rawAnyMap(b []byte, end int, m map[string]any, depth int) int {
	i := end
	for k, v := range m {
		entry := i
		i = putTag(b, rawAny(b, i, v, depth+1), valueNumber, Bytes)
		i = putTag(b, RawString(b, i, k), keyNumber, Bytes)
		i = putTag(b, PutVarint(b, i, uint64(entry-i)), membersNumber, Bytes)
	}
	return PutVarint(b, i, uint64(end-i))
}

func rawAnyList(b []byte, end int, s []any, depth int) int {
	i := end
	for k := len(s) - 1; k >= 0; k-- {
		i = putTag(b, rawAny(b, i, s[k], depth+1), membersNumber, Bytes)
	}
	return PutVarint(b, i, uint64(end-i))
}

// plainAny returns one level of v as the types that the functions above know, or why there is none.
func plainAny(v any) (plain any, why string) {
	switch v := v.(type) {
	case json.Number:
		return number(v.String())
	case json.RawMessage:
		return parseJSON(v)
	}
	r := reflect.ValueOf(v)
	switch {
	case r.Kind() == reflect.Bool:
		return r.Bool(), ""
	case r.Kind() == reflect.String:
		return r.String(), ""
	case r.CanFloat():
		return r.Float(), ""
	case r.CanInt() && r.Int() == int64(int32(r.Int())):
		return float64(r.Int()), ""
	case r.CanInt():
		return number(strconv.FormatInt(r.Int(), 10))
	case r.CanUint():
		return number(strconv.FormatUint(r.Uint(), 10))
	case r.Kind() == reflect.Map && r.Type().Key().Kind() == reflect.String:
		m := make(map[string]any, r.Len())
		for it := r.MapRange(); it.Next(); {
			m[it.Key().String()] = it.Value().Interface()
		}
		return m, ""
	case r.Kind() == reflect.Slice && r.Type().Elem().Kind() != reflect.Uint8:
		s := make([]any, r.Len())
		for i := range s {
			s[i] = r.Index(i).Interface()
		}
		return s, ""
	}
	return nil, "an any cannot hold a " + r.Type().String() + ": it has no form in google.protobuf.Value"
}

// number reads a JSON number. An integer must be exact; a fraction is the nearest float64, as everywhere.
func number(text string) (any, string) {
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsInf(f, 0) {
		return nil, text + " is not a float64, as the numbers of google.protobuf.Value are"
	}
	if !strings.ContainsAny(text, ".eE") && strconv.FormatFloat(f, 'f', 0, 64) != text {
		return nil, text + " is not exact as a float64, as the numbers of google.protobuf.Value are: send it as a string"
	}
	return f, ""
}
