package wire

import (
	"encoding"
	"reflect"
	"time"
	"unicode/utf8"
)

// Types that have a text or a binary form of their own travel in that. A value is absent when its form is empty, and
// the zero value of some types is not: a big.Int is "0". The methods may be those of the type or of its pointer.

// textMarshaler is a pointer to a T that travels as a string.
type textMarshaler[T any] interface {
	*T
	encoding.TextMarshaler
	encoding.TextUnmarshaler
}

// marshalText returns the text of v, and whether there is one.
func marshalText[T any, P textMarshaler[T]](v *T) ([]byte, bool) {
	text, err := MarshalText(P(v))
	return text, err == nil
}

// mustText returns the text of v. It panics if there is none.
func mustText[T any, P textMarshaler[T]](v *T) []byte {
	text, err := MarshalText(P(v))
	if err != nil {
		Refuse(err)
	}
	if !utf8.Valid(text) {
		cannotEncode("invalid UTF-8 in the text of a %T", *v)
	}
	return text
}

// SizeText returns the size of string field num.
func SizeText[T any, P textMarshaler[T]](num int, v T) int {
	text, ok := marshalText[T, P](&v)
	if ok && (len(text) == 0 || IsUnread(reflect.TypeFor[T](), text)) {
		return 0
	}
	return sizeTag(num) + LenBytes(text)
}

// PutText writes string field num. It panics if the value has no text.
func PutText[T any, P textMarshaler[T]](b []byte, i, num int, v T) int {
	text := mustText[T, P](&v)
	if len(text) == 0 || IsUnread(reflect.TypeFor[T](), text) {
		return i
	}
	return putTag(b, RawBytes(b, i, text), num, Bytes)
}

// LenText returns the size of the text of v with its length.
func LenText[T any, P textMarshaler[T]](v T) int {
	text, _ := marshalText[T, P](&v)
	return LenBytes(text)
}

// RawText writes the text of v and its length. It panics if the value has no text.
func RawText[T any, P textMarshaler[T]](b []byte, i int, v T) int {
	return RawBytes(b, i, mustText[T, P](&v))
}

// ReadText reads a text into a new value. One that the type refuses is an error.
func ReadText[T any, P textMarshaler[T]](d *Decoder, b []byte, i int, v *T) int {
	p, i := payload(b, i)
	if i < 0 {
		return i
	}
	if !utf8.Valid(p) {
		return codeUTF8
	}
	var value T
	if err := UnmarshalText(P(&value), p); err != nil && !isEmptyText[T, P](p) {
		return d.refuseInput(err, p)
	}
	*v = value
	return i
}

// isEmptyText reports whether p is the text of the zero value: nothing. What is written must be readable, even if the
// type itself does not read it.
func isEmptyText[T any, P textMarshaler[T]](p []byte) bool {
	text, ok := marshalText[T, P](new(T))
	return len(p) == 0 && ok && len(text) == 0
}

// binaryMarshaler is a pointer to a T that travels as bytes.
type binaryMarshaler[T any] interface {
	*T
	encoding.BinaryMarshaler
	encoding.BinaryUnmarshaler
}

func marshalBinary[T any, P binaryMarshaler[T]](v *T) ([]byte, bool) {
	data, err := MarshalBinary(P(v))
	return data, err == nil
}

// mustBinary returns the binary form of v. It panics if there is none.
func mustBinary[T any, P binaryMarshaler[T]](v *T) []byte {
	data, err := MarshalBinary(P(v))
	if err != nil {
		Refuse(err)
	}
	return data
}

// SizeBinary returns the size of bytes field num.
func SizeBinary[T any, P binaryMarshaler[T]](num int, v T) int {
	data, ok := marshalBinary[T, P](&v)
	if ok && len(data) == 0 {
		return 0
	}
	return sizeTag(num) + LenBytes(data)
}

// PutBinary writes bytes field num. It panics if the value has no binary form.
func PutBinary[T any, P binaryMarshaler[T]](b []byte, i, num int, v T) int {
	data := mustBinary[T, P](&v)
	if len(data) == 0 {
		return i
	}
	return putTag(b, RawBytes(b, i, data), num, Bytes)
}

// LenBinary returns the size of the binary form of v with its length.
func LenBinary[T any, P binaryMarshaler[T]](v T) int {
	data, _ := marshalBinary[T, P](&v)
	return LenBytes(data)
}

// RawBinary writes the binary form of v and its length. It panics if the value has none.
func RawBinary[T any, P binaryMarshaler[T]](b []byte, i int, v T) int {
	return RawBytes(b, i, mustBinary[T, P](&v))
}

// ReadBinary reads a binary form into a new value. One that the type refuses is an error.
func ReadBinary[T any, P binaryMarshaler[T]](d *Decoder, b []byte, i int, v *T) int {
	p, i := payload(b, i)
	if i < 0 {
		return i
	}
	var value T
	if err := UnmarshalBinary(P(&value), p); err != nil && !isEmptyBinary[T, P](p) {
		return d.refuseInput(err, p)
	}
	*v = value
	return i
}

func isEmptyBinary[T any, P binaryMarshaler[T]](p []byte) bool {
	data, ok := marshalBinary[T, P](new(T))
	return len(p) == 0 && ok && len(data) == 0
}

// SizeTimeText returns the size of string field num. The zero time is absent.
func SizeTimeText(num int, v time.Time) int {
	if v.IsZero() {
		return 0
	}
	return SizeText(num, v)
}

// PutTimeText writes string field num.
func PutTimeText(b []byte, i, num int, v time.Time) int {
	if v.IsZero() {
		return i
	}
	return putTag(b, RawTimeText(b, i, v), num, Bytes)
}

// LenTimeText returns the size of the time v with its length.
func LenTimeText(v time.Time) int { return LenText(v) }

// RawTimeText writes the time v as RFC 3339 has it, to the nanosecond and with its offset. It panics if the year is not
// within 1 and 9999.
func RawTimeText(b []byte, i int, v time.Time) int {
	if v.Year() < 1 {
		cannotEncode("time %v is not within the years 1 and 9999", v)
	}
	return RawText(b, i, v)
}

// ReadTimeText reads a time of RFC 3339, with its offset.
func ReadTimeText(d *Decoder, b []byte, i int, v *time.Time) int {
	i = ReadText(d, b, i, v)
	if i >= 0 && v.Year() < 1 {
		return codeTime
	}
	return i
}

// SizeDurationText returns the size of string field num. A zero duration is absent.
func SizeDurationText[T ~int64](num int, v T) int {
	return SizeString(num, durationText(v))
}

// PutDurationText writes string field num.
func PutDurationText[T ~int64](b []byte, i, num int, v T) int {
	return PutString(b, i, num, durationText(v))
}

// durationText is empty for a zero duration.
func durationText[T ~int64](v T) string {
	if v == 0 {
		return ""
	}
	return time.Duration(v).String()
}

// LenDurationText returns the size of the duration v with its length.
func LenDurationText[T ~int64](v T) int { return LenString(time.Duration(v).String()) }

// RawDurationText writes the duration v as Go does, such as 1h2m3.5s.
func RawDurationText[T ~int64](b []byte, i int, v T) int {
	return RawString(b, i, time.Duration(v).String())
}

// ReadDurationText reads what time.ParseDuration does.
func ReadDurationText[T ~int64](d *Decoder, b []byte, i int, v *T) int {
	var text string
	if i = ReadString(d, b, i, &text); i < 0 {
		return i
	}
	value, err := time.ParseDuration(text)
	if err != nil {
		return d.refuseInput(err, []byte(text))
	}
	*v = T(value)
	return i
}
