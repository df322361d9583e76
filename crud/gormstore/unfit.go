package gormstore

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"math"
	"math/big"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/grpcgen/grpcgen/crud"
)

// unfit is a value that a column cannot keep, as far as the error about it says: not which column it is.
type unfit struct {
	message  string
	declared []string       // how the type of such a column can be spelled
	is       func(any) bool // reports whether it can be this value of a driver
}

// What drivers and databases say. A driver that encodes values itself names the type of the column, and the value.
var (
	unencodable = regexp.MustCompile(`(?s)unable to encode (.*) into \w+ format for (\w+) \(OID \d+\): (.*)`)
	tooWide     = regexp.MustCompile(`values with high bit set|arg too big for int64`)
	integer     = regexp.MustCompile(`\b(?:smallint|integer|bigint)\b`)
	precision   = regexp.MustCompile(`(\d+)\D+(\d+)`)
	length      = regexp.MustCompile(`\((\d+)\)`)
	quoted      = regexp.MustCompile(`"(.*)"`)
)

// The types of whole numbers, by their bits.
var integers = map[string]struct {
	bits     int
	declared []string
}{
	"int2": {16, []string{"smallint", "int2"}}, "smallint": {16, []string{"smallint", "int2"}},
	"int4": {32, []string{"integer", "int4", "serial"}}, "integer": {32, []string{"integer", "int4", "serial"}},
	"int8": {64, []string{"bigint", "int8"}}, "bigint": {64, []string{"bigint", "int8"}},
}

const outOfRange = "a number is out of range"

// unfitIn returns what an error says of a value, or nil if it is about something else.
func unfitIn(err error) *unfit {
	text := err.Error()
	if m := unencodable.FindStringSubmatch(text); m != nil && !strings.Contains(m[3], "cannot find encode plan") {
		if _, ok := integers[m[2]]; ok {
			return unfitInteger(m[2])
		}
		return unfitText(m[1])
	}
	if tooWide.MatchString(text) {
		return unfitInteger("bigint")
	}
	var state interface{ SQLState() string }
	if !errors.As(err, &state) {
		return nil
	}
	switch code := state.SQLState(); code {
	case "22001":
		if m := length.FindStringSubmatch(text); m != nil {
			return unfitLength(m[1])
		}
	case "22003":
		if m := precision.FindStringSubmatch(detail(err, "Detail")); m != nil {
			return unfitNumeric(m[1], m[2])
		}
		if kind := integer.FindString(text); kind != "" {
			return unfitInteger(kind)
		}
	case "22P02", "22007", "22008":
		if m := quoted.FindStringSubmatch(detail(err, "Message")); m != nil {
			return unfitText(strconv.Quote(m[1]))
		}
	}
	return nil
}

// unfitText is a value that prints like this in Go.
func unfitText(value string) *unfit {
	return &unfit{"the database cannot keep this value", nil, func(v any) bool { return fmt.Sprintf("%#v", v) == value }}
}

func unfitInteger(kind string) *unfit {
	k := integers[kind]
	return &unfit{outOfRange, k.declared, func(value any) bool {
		switch v := reflect.ValueOf(value); {
		case v.CanInt():
			return v.Int()>>(k.bits-1) != v.Int()>>63
		case v.CanUint():
			return v.Uint() > math.MaxInt64>>(64-k.bits)
		}
		return false
	}}
}

func unfitLength(most string) *unfit {
	n, _ := strconv.Atoi(most)
	return &unfit{"a text is longer than " + most + " characters", []string{"(" + most + ")"}, func(value any) bool {
		v := reflect.ValueOf(value)
		return v.Kind() == reflect.String && utf8.RuneCountInString(v.String()) > n
	}}
}

func unfitNumeric(digits, scale string) *unfit {
	n, _ := strconv.Atoi(digits)
	s, _ := strconv.Atoi(scale)
	return &unfit{outOfRange, []string{"(" + digits + "," + scale + ")"}, func(value any) bool {
		f, _, err := big.ParseFloat(fmt.Sprint(value), 10, 128, big.ToNearestEven)
		if err != nil {
			return false
		}
		most, _, _ := big.ParseFloat(fmt.Sprintf("1e%d", n-s), 10, 128, big.ToNearestEven)
		half, _, _ := big.ParseFloat(fmt.Sprintf("5e%d", -s-1), 10, 128, big.ToNearestEven) // what rounds up to it
		return f.Abs(f).Cmp(most.Sub(most, half)) >= 0
	}}
}

// invalid returns which field of the row that a call writes has a value that its column cannot keep, or nil.
func (t *table) invalid(s step, err error) error {
	var row any
	columns := t.columns
	switch s := s.(type) {
	case *insertion:
		row = s.row
	case *change:
		row, columns = s.row, s.columns
	default:
		return nil
	}
	u := unfitIn(err)
	if u == nil {
		return nil
	}
	var suspects []*column
	for _, c := range columns {
		if v, ok := find(reflect.ValueOf(row).Elem(), c.index); ok && u.is(driverValue(v)) {
			suspects = append(suspects, c)
		}
	}
	if len(suspects) > 1 {
		suspects = t.declaredAs(suspects, u.declared)
	}
	if len(suspects) != 1 {
		return crud.Invalid("", "%s", u.message)
	}
	return crud.Invalid(t.protoName(suspects[0]), "%s", u.message)
}

// declaredAs returns the columns that have one of the types.
func (t *table) declaredAs(all []*column, types []string) (some []*column) {
	for _, c := range all {
		own := strings.ToLower(strings.ReplaceAll(t.db.DataTypeOf(c.field), " ", ""))
		for _, name := range types {
			if strings.Contains(own, name) {
				some = append(some, c)
				break
			}
		}
	}
	return some
}

// driverValue is what a driver is given for a field.
func driverValue(v reflect.Value) any {
	for v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return nil
		}
		v = v.Elem()
	}
	if valuer, ok := v.Interface().(driver.Valuer); ok {
		value, _ := valuer.Value()
		return value
	}
	return v.Interface()
}
