package wire

import (
	"encoding/binary"
	"unicode/utf8"
	"unsafe"
)

// SizeString returns the size of string field num.
func SizeString[T ~string](num int, v T) int {
	if v == "" {
		return 0
	}
	return sizeTag(num) + LenString(v)
}

// PutString writes string field num. Strings must be valid UTF-8.
func PutString[T ~string](b []byte, i, num int, v T) int {
	if v == "" {
		return i
	}
	return putText(b, i, num, string(v))
}

// LenString returns the size of the string v with its length.
func LenString[T ~string](v T) int { return sizeVarint(uint64(len(v))) + len(v) }

// RawString writes the string v and its length.
func RawString[T ~string](b []byte, i int, v T) int {
	i = copyText(b, i, string(v))
	return PutVarint(b, i, uint64(len(v)))
}

// ReadString reads a string.
func ReadString[T ~string](d *Decoder, b []byte, i int, v *T) int {
	return d.readText(b, i, (*string)(unsafe.Pointer(v)))
}

func (d *Decoder) readText(b []byte, i int, v *string) int {
	if uint(i) >= uint(len(b)) {
		return codeTruncated
	}
	n := int(b[i])
	i++
	if n >= 0x80 || n > len(b)-i {
		return d.readLongText(b, i-1, v)
	}
	p := b[i:][:n:n]
	var x uint64 // all bytes in one
	switch {
	case n > 16:
		x = long(p)
	case n >= 8:
		x = word(p) | word(p[n-8:])
	case n >= 4:
		x = uint64(binary.LittleEndian.Uint32(p) | binary.LittleEndian.Uint32(p[n-4:]))
	case n > 0:
		x = uint64(p[0] | p[n>>1] | p[n-1])
	default:
		*v = ""
		return i
	}
	if x&notASCII != 0 && !utf8.Valid(p) {
		return codeUTF8
	}
	at := address(p) - d.base
	if end := at + uintptr(n); at < end && end <= uintptr(len(d.window)) {
		*v = unsafe.String(&d.window[at], n)
		return i + n
	}
	return d.moved(p, v, i+n)
}

// moved sets v to a copy of p, which is not in the window, and returns next.
func (d *Decoder) moved(p []byte, v *string, next int) int {
	p = d.copied(p)
	*v = unsafe.String(&p[0], len(p))
	return next
}

// readLongText is readText for what is not short.
func (d *Decoder) readLongText(b []byte, i int, v *string) int {
	p, i := payload(b, i)
	if i < 0 {
		return i
	}
	if !valid(p) {
		return codeUTF8
	}
	if p = d.keep(p); len(p) > 0 {
		*v = unsafe.String(&p[0], len(p))
	} else {
		*v = ""
	}
	return i
}

// SizeStrings returns the size of repeated string field num.
func SizeStrings[S ~[]T, T ~string](num int, v S) int {
	n := len(v) * sizeTag(num)
	for _, e := range v {
		n += LenString(e)
	}
	return n
}

// PutStrings writes repeated string field num.
func PutStrings[S ~[]T, T ~string](b []byte, i, num int, v S) int {
	for k := len(v) - 1; k >= 0; k-- {
		i = putText(b, i, num, string(v[k]))
	}
	return i
}

// ReadStrings reads the elements of a repeated string field that follow one another, the first of them at b[i:] behind
// tag.
func ReadStrings[S ~[]T, T ~string](d *Decoder, b []byte, i int, tag uint64, v *S) int {
	return d.readTexts(b, i, tag, (*[]string)(unsafe.Pointer(v)))
}

func (d *Decoder) readTexts(b []byte, i int, tag uint64, v *[]string) int {
	s := *v
	if cap(s) == 0 {
		s = d.carveStrings(d.count(b, i, tag, false, unlimited))[:0]
	}
	s, _ = room(d, b, i, tag, s) // strings are small
	for next := i; next > 0; next = follows(b, i, tag) {
		s = append(s, "")
		if i = d.readText(b, next, &s[len(s)-1]); i < 0 {
			return i
		}
	}
	*v = s
	return i
}

// SizeBytes returns the size of bytes field num.
func SizeBytes[T ~[]byte](num int, v T) int {
	if len(v) == 0 {
		return 0
	}
	return sizeTag(num) + LenBytes(v)
}

// PutBytes writes bytes field num.
func PutBytes[T ~[]byte](b []byte, i, num int, v T) int {
	if len(v) == 0 {
		return i
	}
	start := i - len(v)
	copy(b[start:], v)
	return putBlock(b, start, i, num)
}

// LenBytes returns the size of the bytes v with their length.
func LenBytes[T ~[]byte](v T) int { return sizeVarint(uint64(len(v))) + len(v) }

// RawBytes writes the bytes v and their length.
func RawBytes[T ~[]byte](b []byte, i int, v T) int {
	i -= len(v)
	copy(b[i:], v)
	return PutVarint(b, i, uint64(len(v)))
}

// ReadBytes reads bytes. They can be changed, and appending to them reallocates them.
func ReadBytes[T ~[]byte](d *Decoder, b []byte, i int, v *T) int {
	p, i := payload(b, i)
	if i < 0 {
		return i
	}
	*v = T{}
	if len(p) > 0 {
		*v = d.keep(p)
	}
	return i
}
