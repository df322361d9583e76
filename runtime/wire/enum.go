package wire

// Enums are open: a number without a name is kept, as proto3 has it (https://protobuf.dev/programming-guides/enum).

// SizeEnum returns the size of enum field num.
func SizeEnum[T integer](num int, v T) int {
	if v == 0 {
		return 0
	}
	return sizeTag(num) + LenEnum(v)
}

// LenEnum returns the size of the enum v.
func LenEnum[T integer](v T) int { return sizeVarint(uint64(int64(v))) }

// RawEnum writes the enum v.
func RawEnum[T integer](b []byte, i int, v T) int {
	checkEnumNumber(v)
	return PutVarint(b, i, uint64(int64(v)))
}

func checkEnumNumber[T integer](v T) {
	if n := int64(v); n != int64(int32(n)) || (v < 0) != (n < 0) {
		cannotEncode("enum number %d does not fit 32 bits", n)
	}
}

// ReadEnum reads the number of an enum.
func ReadEnum[T integer](_ *Decoder, b []byte, i int, v *T) int {
	n, ok := short(b, i)
	if i++; !ok {
		if n, i = longVarint(b, i-1); i < 0 {
			return i
		}
	}
	return setSigned(v, int64(int32(n)), i)
}

// SizeBool returns the size of bool field num.
func SizeBool[T ~bool](num int, v T) int {
	if !v {
		return 0
	}
	return sizeTag(num) + 1
}

// LenBool returns the size of the bool v.
func LenBool[T ~bool](T) int { return 1 }

// RawBool writes the bool v.
func RawBool[T ~bool](b []byte, i int, v T) int {
	i--
	b[i] = 0
	if v {
		b[i] = 1
	}
	return i
}

// ReadBool reads a bool: any number but 0 is true.
func ReadBool[T ~bool](_ *Decoder, b []byte, i int, v *T) int {
	n, ok := short(b, i)
	if i++; !ok {
		n, i = longVarint(b, i-1)
	}
	*v = n != 0
	return i
}
