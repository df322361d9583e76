package wire

import (
	"encoding/binary"
	"math"
)

func putUint32(b []byte, i int, v uint32) int {
	i -= 4
	binary.LittleEndian.PutUint32(b[i:], v)
	return i
}

func putUint64(b []byte, i int, v uint64) int {
	i -= 8
	binary.LittleEndian.PutUint64(b[i:], v)
	return i
}

func uint32At(b []byte, i int) (uint32, int) {
	if len(b)-i < 4 {
		return 0, codeTruncated
	}
	return binary.LittleEndian.Uint32(b[i:]), i + 4
}

func uint64At(b []byte, i int) (uint64, int) {
	if len(b)-i < 8 {
		return 0, codeTruncated
	}
	return binary.LittleEndian.Uint64(b[i:]), i + 8
}

// SizeFixed32 returns the size of fixed32 field num.
func SizeFixed32[T unsigned](num int, v T) int {
	if v == 0 {
		return 0
	}
	return sizeTag(num) + 4
}

// LenFixed32 returns the size of a fixed32.
func LenFixed32[T unsigned](T) int { return 4 }

// RawFixed32 writes the fixed32 v.
func RawFixed32[T unsigned](b []byte, i int, v T) int { return putUint32(b, i, uint32(Uint32(v))) }

// ReadFixed32 reads a fixed32.
func ReadFixed32[T unsigned](_ *Decoder, b []byte, i int, v *T) int {
	n, i := uint32At(b, i)
	if i < 0 {
		return i
	}
	return setUnsigned(v, uint64(n), i)
}

// SizeSfixed32 returns the size of sfixed32 field num.
func SizeSfixed32[T signed](num int, v T) int {
	if v == 0 {
		return 0
	}
	return sizeTag(num) + 4
}

// LenSfixed32 returns the size of a sfixed32.
func LenSfixed32[T signed](T) int { return 4 }

// RawSfixed32 writes the sfixed32 v.
func RawSfixed32[T signed](b []byte, i int, v T) int { return putUint32(b, i, uint32(Int32(v))) }

// ReadSfixed32 reads a sfixed32.
func ReadSfixed32[T signed](_ *Decoder, b []byte, i int, v *T) int {
	n, i := uint32At(b, i)
	if i < 0 {
		return i
	}
	return setSigned(v, int64(int32(n)), i)
}

// SizeFixed64 returns the size of fixed64 field num.
func SizeFixed64[T unsigned](num int, v T) int {
	if v == 0 {
		return 0
	}
	return sizeTag(num) + 8
}

// LenFixed64 returns the size of a fixed64.
func LenFixed64[T unsigned](T) int { return 8 }

// RawFixed64 writes the fixed64 v.
func RawFixed64[T unsigned](b []byte, i int, v T) int { return putUint64(b, i, uint64(v)) }

// ReadFixed64 reads a fixed64.
func ReadFixed64[T unsigned](_ *Decoder, b []byte, i int, v *T) int {
	n, i := uint64At(b, i)
	if i < 0 {
		return i
	}
	return setUnsigned(v, n, i)
}

// SizeSfixed64 returns the size of sfixed64 field num.
func SizeSfixed64[T signed](num int, v T) int {
	if v == 0 {
		return 0
	}
	return sizeTag(num) + 8
}

// LenSfixed64 returns the size of a sfixed64.
func LenSfixed64[T signed](T) int { return 8 }

// RawSfixed64 writes the sfixed64 v.
func RawSfixed64[T signed](b []byte, i int, v T) int { return putUint64(b, i, uint64(int64(v))) }

// ReadSfixed64 reads a sfixed64.
func ReadSfixed64[T signed](_ *Decoder, b []byte, i int, v *T) int {
	n, i := uint64At(b, i)
	if i < 0 {
		return i
	}
	return setSigned(v, int64(n), i)
}

// SizeFloat returns the size of float field num. Negative zero is not the zero value.
func SizeFloat[T ~float32](num int, v T) int {
	if math.Float32bits(float32(v)) == 0 {
		return 0
	}
	return sizeTag(num) + 4
}

// HasFloat reports whether v is not the zero value, which does not travel.
func HasFloat[T ~float32](v T) bool { return math.Float32bits(float32(v)) != 0 }

// LenFloat returns the size of a float.
func LenFloat[T ~float32](T) int { return 4 }

// RawFloat writes the float v.
func RawFloat[T ~float32](b []byte, i int, v T) int {
	return putUint32(b, i, math.Float32bits(float32(v)))
}

// ReadFloat reads a float.
func ReadFloat[T ~float32](_ *Decoder, b []byte, i int, v *T) int {
	n, i := uint32At(b, i)
	*v = T(math.Float32frombits(n))
	return i
}

// SizeDouble returns the size of double field num. Negative zero is not the zero value.
func SizeDouble[T ~float64](num int, v T) int {
	if math.Float64bits(float64(v)) == 0 {
		return 0
	}
	return sizeTag(num) + 8
}

// HasDouble is HasFloat for a double.
func HasDouble[T ~float64](v T) bool { return math.Float64bits(float64(v)) != 0 }

// LenDouble returns the size of a double.
func LenDouble[T ~float64](T) int { return 8 }

// RawDouble writes the double v.
func RawDouble[T ~float64](b []byte, i int, v T) int {
	return putUint64(b, i, math.Float64bits(float64(v)))
}

// ReadDouble reads a double.
func ReadDouble[T ~float64](_ *Decoder, b []byte, i int, v *T) int {
	n, i := uint64At(b, i)
	*v = T(math.Float64frombits(n))
	return i
}
