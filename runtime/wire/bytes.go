package wire

import "unsafe"

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
	return putText(b, i, uint64(num)<<3|Bytes, string(v))
}

// LenString returns the size of the string v with its length.
func LenString[T ~string](v T) int { return sizeVarint(uint64(len(v))) + len(v) }

// RawString writes the string v and its length.
func RawString[T ~string](b []byte, i int, v T) int {
	i = copyText(b, i, string(v))
	return putVarint(b, i, uint64(len(v)))
}

// putText writes a string behind its length and a tag.
func putText(b []byte, i int, tag uint64, v string) int {
	i = copyText(b, i, v)
	if len(v) < 0x80 && tag < 0x80 {
		i -= 2
		p := b[i : i+2 : i+2]
		p[0], p[1] = byte(tag), byte(len(v))
		return i
	}
	return putVarint(b, putVarint(b, i, uint64(len(v))), tag)
}

// ReadString reads a string.
func ReadString[T ~string](d *Decoder, b []byte, i int, v *T) int {
	s, i := d.readText(b, i)
	*v = T(s)
	return i
}

func (d *Decoder) readText(b []byte, i int) (string, int) {
	p, i := payload(b, i)
	if i < 0 {
		return "", i
	}
	if !valid(p) {
		return "", codeUTF8
	}
	return d.text(p), i
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
		i = putText(b, i, uint64(num)<<3|Bytes, string(v[k]))
	}
	return i
}

// ReadStrings reads the elements of a repeated string field that follow one another, the first of them at b[i:] behind
// tag.
func ReadStrings[S ~[]T, T ~string](d *Decoder, b []byte, i int, tag uint64, v *S) int {
	s := *v
	if cap(s) == 0 {
		n := d.count(b, i, tag, false)
		s = unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(d.carveStrings(n)))), n)[:0]
	}
	s = room(d, b, i, tag, s)
	for next := i; next > 0; next = follows(b, i, tag) {
		var e string
		if e, i = d.readText(b, next); i < 0 {
			return i
		}
		s = append(s, T(e))
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
	return putTag(b, RawBytes(b, i, v), num, Bytes)
}

// LenBytes returns the size of the bytes v with their length.
func LenBytes[T ~[]byte](v T) int { return sizeVarint(uint64(len(v))) + len(v) }

// RawBytes writes the bytes v and their length.
func RawBytes[T ~[]byte](b []byte, i int, v T) int {
	i -= len(v)
	copy(b[i:], v)
	return putVarint(b, i, uint64(len(v)))
}

// ReadBytes reads bytes. They can be changed, and appending to them moves them.
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
