package wire

import (
	"reflect"
	"unsafe"
)

// A Go array is as long as its type says, and a repeated field is not. An array whose elements are all zero is absent;
// any other has all its elements in the field, and a field with another number of them is an error.

// Elements returns the elements of an array as a repeated field has them: none if all of them are zero, which size, the
// function of their kind, tells.
func Elements[T any](v []T, size func(int, T) int) []T {
	for _, e := range v {
		if size(1, e) > 0 {
			return v
		}
	}
	return nil
}

// ElementValues is Elements for messages held by value.
func ElementValues[T any](v []T, size func(*T) int) []T {
	for i := range v {
		if size(&v[i]) > 0 {
			return v
		}
	}
	return nil
}

// ElementPointers is Elements for values held by pointer.
func ElementPointers[T any](v []*T) []*T {
	for _, e := range v {
		if e != nil {
			return v
		}
	}
	return nil
}

// ElementForms is Elements for types with a text or a binary form of their own, which can have one for their zero value.
func ElementForms[T any](v []T) []T {
	for i := range v {
		if !reflect.ValueOf(&v[i]).Elem().IsZero() {
			return v
		}
	}
	return nil
}

// Fill stores the elements of field num that a message had, if any, in its array, and returns a code: negative if they
// are too few or too many.
func Fill[T any](d *Decoder, num int, array, elements []T) int {
	switch len(elements) {
	case 0:
		return 0
	case len(array):
		copy(array, elements)
		return 0
	}
	return d.Fail(d.refuse("an array of %d elements came with %d", len(array), len(elements)), uint64(num)<<3)
}

// Filled returns the first negative code, or 0.
func Filled(codes ...int) int {
	for _, code := range codes {
		if code < 0 {
			return code
		}
	}
	return 0
}

// The functions of ByteArray are for arrays of bytes: A is one, which Go cannot say.

// byteArray returns the bytes of an array. Their number is that of its type.
func byteArray[A comparable](v *A) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(v)), unsafe.Sizeof(*v))
}

// SizeByteArray returns the size of bytes field num.
func SizeByteArray[A comparable](num int, v A) int {
	if v == *new(A) {
		return 0
	}
	return sizeTag(num) + LenByteArray(v)
}

// PutByteArray writes bytes field num.
func PutByteArray[A comparable](b []byte, i, num int, v A) int {
	if v == *new(A) {
		return i
	}
	return putTag(b, RawByteArray(b, i, v), num, Bytes)
}

// LenByteArray returns the size of the array v with its length.
func LenByteArray[A comparable](v A) int { return LenBytes(byteArray(&v)) }

// RawByteArray writes the array v and its length.
func RawByteArray[A comparable](b []byte, i int, v A) int { return RawBytes(b, i, byteArray(&v)) }

// ReadByteArray reads an array: all its bytes, or none for zeros.
func ReadByteArray[A comparable](d *Decoder, b []byte, i int, v *A) int {
	p, i := payload(b, i)
	if i < 0 {
		return i
	}
	to := byteArray(v)
	if len(p) != 0 && len(p) != len(to) {
		return d.refuse("an array of %d bytes came with %d", len(to), len(p))
	}
	clear(to)
	copy(to, p)
	return i
}
