package wire

import "math"

// Go types that hold integers. An int8 or a uint16 holds a 32-bit kind, and a tag can make an int travel as one.
type (
	signed interface {
		~int | ~int8 | ~int16 | ~int32 | ~int64
	}
	unsigned interface {
		~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64
	}
	integer interface{ signed | unsigned }
)

// Int32 returns the varint of the int32 v. It panics if v does not fit 32 bits.
func Int32[T signed](v T) uint64 {
	if T(int32(v)) != v {
		refuseInt32(int64(v))
	}
	return uint64(v)
}

func refuseInt32(v int64) { cannotEncode("%d does not fit 32 bits", v) }

// Uint32 returns the varint of the uint32 v. It panics if v does not fit 32 bits.
func Uint32[T unsigned](v T) uint64 {
	if uint64(v)>>32 != 0 {
		refuseUint32(uint64(v))
	}
	return uint64(v)
}

func refuseUint32(v uint64) { cannotEncode("%d does not fit 32 bits", v) }

// Zigzag returns the varint of a signed number in the encoding of the sint kinds, where small negative numbers are short
// (encoding guide, "Signed Integers").
func Zigzag(v uint64) uint64 { return v<<1 ^ uint64(int64(v)>>63) }

func zigzag(v int64) uint64   { return Zigzag(uint64(v)) }
func unzigzag(v uint64) int64 { return int64(v>>1) ^ -int64(v&1) }

// setSigned stores n if T can hold it.
func setSigned[T integer](v *T, n int64, i int) int {
	*v = T(n)
	if int64(*v) != n || (*v < 0) != (n < 0) {
		return codeRange
	}
	return i
}

// setUnsigned stores n if T can hold it.
func setUnsigned[T unsigned](v *T, n uint64, i int) int {
	*v = T(n)
	if uint64(*v) != n {
		return codeRange
	}
	return i
}

// SizeInt32 returns the size of int32 field num.
func SizeInt32[T signed](num int, v T) int {
	if v == 0 {
		return 0
	}
	return sizeTag(num) + LenInt32(v)
}

// LenInt32 returns the size of the int32 v.
func LenInt32[T signed](v T) int { return sizeVarint(uint64(int64(v))) }

// RawInt32 writes the int32 v.
func RawInt32[T signed](b []byte, i int, v T) int { return PutVarint(b, i, Int32(v)) }

// ReadInt32 reads a value of int32.
func ReadInt32[T signed](_ *Decoder, b []byte, i int, v *T) int {
	n, ok := short(b, i)
	if i++; !ok {
		if n, i = longVarint(b, i-1); i < 0 {
			return i
		}
	}
	return setSigned(v, int64(int32(n)), i)
}

// SizeInt64 returns the size of int64 field num.
func SizeInt64[T signed](num int, v T) int {
	if v == 0 {
		return 0
	}
	return sizeTag(num) + LenInt64(v)
}

// LenInt64 returns the size of the int64 v.
func LenInt64[T signed](v T) int { return sizeVarint(uint64(int64(v))) }

// RawInt64 writes the int64 v.
func RawInt64[T signed](b []byte, i int, v T) int { return PutVarint(b, i, uint64(int64(v))) }

// ReadInt64 reads a value of int64.
func ReadInt64[T signed](_ *Decoder, b []byte, i int, v *T) int {
	n, ok := short(b, i)
	if i++; !ok {
		if n, i = longVarint(b, i-1); i < 0 {
			return i
		}
	}
	return setSigned(v, int64(n), i)
}

// SizeUint32 returns the size of uint32 field num.
func SizeUint32[T unsigned](num int, v T) int {
	if v == 0 {
		return 0
	}
	return sizeTag(num) + LenUint32(v)
}

// LenUint32 returns the size of the uint32 v.
func LenUint32[T unsigned](v T) int { return sizeVarint(uint64(v)) }

// RawUint32 writes the uint32 v.
func RawUint32[T unsigned](b []byte, i int, v T) int { return PutVarint(b, i, Uint32(v)) }

// ReadUint32 reads a value of uint32.
func ReadUint32[T unsigned](_ *Decoder, b []byte, i int, v *T) int {
	n, ok := short(b, i)
	if i++; !ok {
		if n, i = longVarint(b, i-1); i < 0 {
			return i
		}
	}
	return setUnsigned(v, uint64(uint32(n)), i)
}

// SizeUint64 returns the size of uint64 field num.
func SizeUint64[T unsigned](num int, v T) int {
	if v == 0 {
		return 0
	}
	return sizeTag(num) + LenUint64(v)
}

// LenUint64 returns the size of the uint64 v.
func LenUint64[T unsigned](v T) int { return sizeVarint(uint64(v)) }

// RawUint64 writes the uint64 v.
func RawUint64[T unsigned](b []byte, i int, v T) int { return PutVarint(b, i, uint64(v)) }

// ReadUint64 reads a value of uint64.
func ReadUint64[T unsigned](_ *Decoder, b []byte, i int, v *T) int {
	n, ok := short(b, i)
	if i++; !ok {
		if n, i = longVarint(b, i-1); i < 0 {
			return i
		}
	}
	return setUnsigned(v, n, i)
}

// SizeSint32 returns the size of sint32 field num.
func SizeSint32[T signed](num int, v T) int {
	if v == 0 {
		return 0
	}
	return sizeTag(num) + LenSint32(v)
}

// LenSint32 returns the size of the sint32 v.
func LenSint32[T signed](v T) int { return sizeVarint(zigzag(int64(v))) }

// RawSint32 writes the sint32 v.
func RawSint32[T signed](b []byte, i int, v T) int { return PutVarint(b, i, Zigzag(Int32(v))) }

// ReadSint32 reads a value of sint32.
func ReadSint32[T signed](_ *Decoder, b []byte, i int, v *T) int {
	n, ok := short(b, i)
	if i++; !ok {
		if n, i = longVarint(b, i-1); i < 0 {
			return i
		}
	}
	return setSigned(v, unzigzag(n&math.MaxUint32), i)
}

// SizeSint64 returns the size of sint64 field num.
func SizeSint64[T signed](num int, v T) int {
	if v == 0 {
		return 0
	}
	return sizeTag(num) + LenSint64(v)
}

// LenSint64 returns the size of the sint64 v.
func LenSint64[T signed](v T) int { return sizeVarint(zigzag(int64(v))) }

// RawSint64 writes the sint64 v.
func RawSint64[T signed](b []byte, i int, v T) int { return PutVarint(b, i, zigzag(int64(v))) }

// ReadSint64 reads a value of sint64.
func ReadSint64[T signed](_ *Decoder, b []byte, i int, v *T) int {
	n, ok := short(b, i)
	if i++; !ok {
		if n, i = longVarint(b, i-1); i < 0 {
			return i
		}
	}
	return setSigned(v, unzigzag(n), i)
}
