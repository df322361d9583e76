package wire

import (
	"encoding"
	"reflect"
	"time"
	"unicode/utf8"
)

// Types that have a text or a binary form of their own travel in that. A value is absent when its form is empty, and
// the form of some zero values is not: a big.Int is "0". The methods may be those of the type or of its pointer.

// textMarshaler is a pointer to a T that travels as a string.
type textMarshaler[T any] interface {
	*T
	encoding.TextMarshaler
	encoding.TextUnmarshaler
}

// textOf returns what is sent of v as text.
func textOf[T any, P textMarshaler[T]](v *T) ([]byte, error) {
	text, err := MarshalText(P(v))
	if err != nil {
		return nil, err
	}
	return Texts.Sent(reflect.TypeFor[T](), text)
}

// isAbsent reports whether a field whose value has such a form is absent.
func isAbsent(form []byte, err error) bool {
	if err == nil {
		return len(form) == 0
	}
	_, unread := err.(*UnreadError)
	return unread
}

// checkText panics if there is no text.
func checkText[T any](text []byte, err error) {
	if err != nil {
		Refuse(err)
	}
	if !utf8.Valid(text) {
		cannotEncode("invalid UTF-8 in the text of a %T", *new(T))
	}
}

// SizeText returns the size of string field num.
func SizeText[T any, P textMarshaler[T]](num int, v T) int {
	text, err := textOf[T, P](&v)
	if isAbsent(text, err) {
		return 0
	}
	return sizeTag(num) + LenBytes(text)
}

// PutText writes string field num. It panics if the value has no text.
func PutText[T any, P textMarshaler[T]](b []byte, i, num int, v T) int {
	text, err := textOf[T, P](&v)
	if isAbsent(text, err) {
		return i
	}
	checkText[T](text, err)
	return putTag(b, RawBytes(b, i, text), num, Bytes)
}

// LenText returns the size of the text of v with its length.
func LenText[T any, P textMarshaler[T]](v T) int {
	text, _ := textOf[T, P](&v)
	return LenBytes(text)
}

// RawText writes the text of v and its length. It panics if the value has no text.
func RawText[T any, P textMarshaler[T]](b []byte, i int, v T) int {
	text, err := textOf[T, P](&v)
	checkText[T](text, err)
	return RawBytes(b, i, text)
}

// ReadText reads a text into a new value. One that the type refuses is an error, but for nothing, where that stands for the
// zero value.
func ReadText[T any, P textMarshaler[T]](d *Decoder, b []byte, i int, v *T) int {
	return readText[T, P](d, b, i, v, 0)
}

func readText[T any, P textMarshaler[T]](d *Decoder, b []byte, i int, v *T, most int) int {
	p, i := payload(b, i)
	if i < 0 {
		return i
	}
	if !utf8.Valid(p) {
		return codeUTF8
	}
	var value T
	if err := UnmarshalText(P(&value), p, most); err != nil {
		if !Texts.IsZero(reflect.TypeFor[T](), p) {
			return d.refuseInput(err, p)
		}
		value = *new(T)
	}
	*v = value
	return i
}

// binaryMarshaler is a pointer to a T that travels as bytes.
type binaryMarshaler[T any] interface {
	*T
	encoding.BinaryMarshaler
	encoding.BinaryUnmarshaler
}

// binaryOf returns what is sent of v as bytes.
func binaryOf[T any, P binaryMarshaler[T]](v *T) ([]byte, error) {
	data, err := MarshalBinary(P(v))
	if err != nil {
		return nil, err
	}
	return Binaries.Sent(reflect.TypeFor[T](), data)
}

// SizeBinary returns the size of bytes field num.
func SizeBinary[T any, P binaryMarshaler[T]](num int, v T) int {
	data, err := binaryOf[T, P](&v)
	if isAbsent(data, err) {
		return 0
	}
	return sizeTag(num) + LenBytes(data)
}

// PutBinary writes bytes field num. It panics if the value has no binary form.
func PutBinary[T any, P binaryMarshaler[T]](b []byte, i, num int, v T) int {
	data, err := binaryOf[T, P](&v)
	switch {
	case isAbsent(data, err):
		return i
	case err != nil:
		Refuse(err)
	}
	return putTag(b, RawBytes(b, i, data), num, Bytes)
}

// LenBinary returns the size of the binary form of v with its length.
func LenBinary[T any, P binaryMarshaler[T]](v T) int {
	data, _ := binaryOf[T, P](&v)
	return LenBytes(data)
}

// RawBinary writes the binary form of v and its length. It panics if the value has none.
func RawBinary[T any, P binaryMarshaler[T]](b []byte, i int, v T) int {
	data, err := binaryOf[T, P](&v)
	if err != nil {
		Refuse(err)
	}
	return RawBytes(b, i, data)
}

// ReadBinary reads a binary form into a new value, as ReadText does a text.
func ReadBinary[T any, P binaryMarshaler[T]](d *Decoder, b []byte, i int, v *T) int {
	return readBinary[T, P](d, b, i, v, 0)
}

func readBinary[T any, P binaryMarshaler[T]](d *Decoder, b []byte, i int, v *T, most int) int {
	p, i := payload(b, i)
	if i < 0 {
		return i
	}
	var value T
	if err := UnmarshalBinary(P(&value), p, most); err != nil {
		if !Binaries.IsZero(reflect.TypeFor[T](), p) {
			return d.refuseInput(err, p)
		}
		value = *new(T)
	}
	*v = value
	return i
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
