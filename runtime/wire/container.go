package wire

import "unsafe"

// SizeOptional returns the size of a field with explicit presence: nil is absent, a pointer to zero is sent.
func SizeOptional[T any](num int, v *T, length func(T) int) int {
	if v == nil {
		return 0
	}
	return sizeTag(num) + length(*v)
}

// PutOptional writes a field with explicit presence.
func PutOptional[T any](b []byte, i, tag int, v *T, raw func([]byte, int, T) int) int {
	if v == nil {
		return i
	}
	return PutVarint(b, raw(b, i, *v), uint64(tag))
}

// ReadOptional reads a field with explicit presence.
func ReadOptional[T any](d *Decoder, b []byte, i int, v **T, read func(*Decoder, []byte, int, *T) int) int {
	return read(d, b, i, Alloc(d, v))
}

// New returns what a field with explicit presence points to, for a number or a bool. If it is nil, it gets a value from the
// slab that all such fields of the message share.
func New[T scalar](d *Decoder, v **T) *T {
	if *v == nil {
		*v = (*T)(unsafe.Pointer(d.word()))
	}
	return *v
}

// NewString is New for a string.
func NewString[T ~string](d *Decoder, v **T) *T {
	if *v == nil {
		*v = (*T)(unsafe.Pointer(d.newString()))
	}
	return *v
}

// SizeRepeated returns the size of a repeated field with one record an element.
func SizeRepeated[S ~[]T, T any](num int, v S, length func(T) int) int {
	n := len(v) * sizeTag(num)
	for _, e := range v {
		n += length(e)
	}
	return n
}

// PutRepeated writes a repeated field with one record an element.
func PutRepeated[S ~[]T, T any](b []byte, i, tag int, v S, raw func([]byte, int, T) int) int {
	for k := len(v) - 1; k >= 0; k-- {
		i = PutVarint(b, raw(b, i, v[k]), uint64(tag))
	}
	return i
}

// ReadRepeated reads the elements of a repeated field that follow one another, the first of them at b[i:] behind tag.
func ReadRepeated[S ~[]T, T any](d *Decoder, b []byte, i int, tag uint64, v *S, read func(*Decoder, []byte, int, *T) int) int {
	s, ok := room(d, b, i, tag, *v)
	if !ok {
		return codeMemory
	}
	for next := i; next > 0; next = follows(b, i, tag) {
		var zero T
		s = append(s, zero)
		if i = read(d, b, next, &s[len(s)-1]); i < 0 {
			return i
		}
	}
	*v = s
	return i
}

// SizePacked returns the size of a repeated field whose elements share one record. Without elements it is absent.
func SizePacked[S ~[]T, T any](num int, v S, length func(T) int) int {
	if len(v) == 0 {
		return 0
	}
	n := 0
	for _, e := range v {
		n += length(e)
	}
	return sizeTag(num) + sizeVarint(uint64(n)) + n
}

// PutPacked writes a repeated field whose elements share one record.
func PutPacked[S ~[]T, T any](b []byte, i, num int, v S, raw func([]byte, int, T) int) int {
	if len(v) == 0 {
		return i
	}
	end := i
	for k := len(v) - 1; k >= 0; k-- {
		i = raw(b, i, v[k])
	}
	return putBlock(b, i, end, num)
}

// ReadPacked reads elements of a repeated field, from a shared record or from one of their own: a parser must take
// both (encoding guide, "Packed Repeated Fields").
func ReadPacked[S ~[]T, T any](d *Decoder, b []byte, i int, tag uint64, v *S, read func(*Decoder, []byte, int, *T) int) int {
	if tag&7 != Bytes {
		return ReadRepeated(d, b, i, tag, v, read)
	}
	p, end := payload(b, i)
	for k := 0; end >= 0 && k < len(p); {
		var e T
		if k = read(d, p, k, &e); k < 0 {
			return k
		}
		*v = append(*v, e)
	}
	return end
}

// SizeNull returns the size of a field of a sql.Null, or of a type like it, which is absent unless it is valid.
func SizeNull[T any](num int, valid bool, v T, length func(T) int) int {
	if !valid {
		return 0
	}
	return sizeTag(num) + length(v)
}

// PutNull writes a field of a sql.Null.
func PutNull[T any](b []byte, i, tag int, valid bool, v T, raw func([]byte, int, T) int) int {
	if !valid {
		return i
	}
	return PutVarint(b, raw(b, i, v), uint64(tag))
}

// ReadNull reads a field of a sql.Null, which becomes valid.
func ReadNull[T any](d *Decoder, b []byte, i int, valid *bool, v *T, read func(*Decoder, []byte, int, *T) int) int {
	if !*valid {
		*valid, *v = true, *new(T)
	}
	return read(d, b, i, v)
}

// SizeNullMessage is SizeNull for messages.
func SizeNullMessage[T any](num int, valid bool, m *T, size func(*T) int) int {
	if !valid {
		return 0
	}
	return SizeMessage(num, m, size)
}

// PutNullMessage is PutNull for messages.
func PutNullMessage[T any](b []byte, i, num int, valid bool, m *T, put func([]byte, int, *T) int) int {
	if !valid {
		return i
	}
	return PutMessage(b, i, num, m, put)
}

// ReadNullMessage is ReadNull for messages, whose records merge.
func ReadNullMessage[T any](d *Decoder, b []byte, i int, valid *bool, m *T, read func(*Decoder, []byte, *T) int) int {
	if !*valid {
		*valid, *m = true, *new(T)
	}
	return readMessage(d, b, i, m, read)
}
