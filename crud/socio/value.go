package socio

import (
	"encoding"
	"encoding/base64"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/grpcgen/grpcgen/internal/cut"
)

// parse reads a value of type t as Django's forms do.
func parse(t reflect.Type, text string) (any, error) {
	p := reflect.New(t)
	v := p.Elem()
	switch to := p.Interface().(type) {
	case *time.Time:
		return parseTime(text)
	case *time.Duration:
		return parseDuration(text)
	case encoding.TextUnmarshaler:
		if err := to.UnmarshalText([]byte(text)); err != nil {
			return nil, fmt.Errorf("%s is not a value of this field", cut.Quote(text))
		}
		return v.Interface(), nil
	}
	var err error
	switch {
	case v.CanInt():
		var i int64
		i, err = strconv.ParseInt(text, 10, t.Bits())
		v.SetInt(i)
	case v.CanUint():
		var u uint64
		u, err = strconv.ParseUint(text, 10, t.Bits())
		v.SetUint(u)
	case v.CanFloat():
		var f float64
		f, err = strconv.ParseFloat(text, t.Bits())
		v.SetFloat(f)
	case t.Kind() == reflect.Bool:
		var b bool
		b, err = strconv.ParseBool(text)
		v.SetBool(b)
	case t.Kind() == reflect.String:
		v.SetString(text)
	default:
		err = parseBytes(v, text)
	}
	if err != nil {
		return nil, fmt.Errorf("%s is not %s", cut.Quote(text), kindName(t))
	}
	return v.Interface(), nil
}

// kindName says what a value is to whoever sends it.
func kindName(t reflect.Type) string {
	switch {
	case t.Kind() >= reflect.Int && t.Kind() <= reflect.Uint64:
		return "a whole number that fits"
	case t.Kind() == reflect.Float32 || t.Kind() == reflect.Float64:
		return "a number that fits"
	case t.Kind() == reflect.Bool:
		return "true or false"
	}
	return "base64 of the field's length"
}

func parseBytes(v reflect.Value, text string) error {
	b, err := base64.StdEncoding.DecodeString(text)
	switch {
	case err != nil:
		return err
	case v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Uint8:
		v.SetBytes(b)
		return nil
	case v.Kind() == reflect.Array && v.Type().Elem().Kind() == reflect.Uint8 && v.Len() == len(b):
		reflect.Copy(v, reflect.ValueOf(b))
		return nil
	}
	return errors.New("not of the type")
}

// layouts are those that Django reads beside RFC 3339; without a zone they are UTC.
var layouts = []string{
	time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02T15:04Z07:00", "2006-01-02T15:04", "2006-01-02",
}

func parseTime(text string) (any, error) {
	iso := text
	if len(iso) > 10 && iso[10] == ' ' {
		iso = iso[:10] + "T" + iso[11:]
	}
	for _, layout := range layouts {
		if t, err := time.Parse(layout, iso); err == nil {
			return t, nil
		}
	}
	return nil, fmt.Errorf("%s is neither a time such as 2006-01-02T15:04:05Z nor a date such as 2006-01-02", cut.Quote(text))
}

// parseDuration reads [-][DD ][HH:[MM:]]ss[.uuuuuu], as Django writes durations, and what Go writes.
func parseDuration(text string) (any, error) {
	if d, err := time.ParseDuration(text); err == nil {
		return d, nil
	}
	wrong := fmt.Errorf("%s is not a duration such as 1 02:03:04.5 or 26h3m4.5s", cut.Quote(text))
	rest, negative := strings.CutPrefix(text, "-")
	days, clock, hasDays := strings.Cut(rest, " ")
	if !hasDays {
		days, clock = "0", rest
	}
	n, err := strconv.ParseUint(days, 10, 16)
	parts := strings.Split(clock, ":")
	if err != nil || len(parts) > 3 {
		return nil, wrong
	}
	spelled := ""
	for i, part := range parts {
		if strings.Trim(part, "0123456789.") != "" {
			return nil, wrong
		}
		spelled += part + []string{"h", "m", "s"}[3-len(parts)+i]
	}
	d, err := time.ParseDuration(spelled)
	if err != nil {
		return nil, wrong
	}
	if d += time.Duration(n) * 24 * time.Hour; negative {
		d = -d
	}
	return d, nil
}
