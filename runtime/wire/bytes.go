package wire

import "unicode/utf8"

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
	return putTag(b, RawString(b, i, v), num, Bytes)
}

// LenString returns the size of the string v with its length.
func LenString[T ~string](v T) int { return sizeVarint(uint64(len(v))) + len(v) }

// RawString writes the string v and its length.
func RawString[T ~string](b []byte, i int, v T) int {
	if !utf8.ValidString(string(v)) {
		cannotEncode("invalid UTF-8 in a string")
	}
	i -= len(v)
	copy(b[i:], v)
	return putVarint(b, i, uint64(len(v)))
}

// ReadString reads a string into memory of its own.
func ReadString[T ~string](_ *Decoder, b []byte, i int, v *T) int {
	p, i := payload(b, i)
	if i < 0 {
		return i
	}
	if !utf8.Valid(p) {
		return codeUTF8
	}
	*v = T(p)
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

// ReadBytes reads bytes into memory of their own.
func ReadBytes[T ~[]byte](_ *Decoder, b []byte, i int, v *T) int {
	p, i := payload(b, i)
	if i < 0 {
		return i
	}
	*v = append(make(T, 0, len(p)), p...)
	return i
}
