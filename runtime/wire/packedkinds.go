package wire

import (
	"encoding/binary"
	"unsafe"
)

// SizePackedInt32 returns the size of repeated int32 field num in one record.
func SizePackedInt32[S ~[]T, T signed](num int, v S) int {
	return sizeBlock(num, sizeVarints(v, asInt32))
}

// PutPackedInt32 writes repeated int32 field num in one record.
func PutPackedInt32[S ~[]T, T signed](b []byte, i, num int, v S) int {
	if len(v) == 0 {
		return i
	}
	checkInt32(v)
	return putBlock(b, putVarints(b, i, v, asInt32), i, num)
}

// ReadPackedInt32 reads int32 elements of a repeated field.
func ReadPackedInt32[S ~[]T, T signed](d *Decoder, b []byte, i int, tag uint64, v *S) int {
	*v, i = readVarints(d, b, i, tag, *v, asInt32)
	return i
}

// SizePackedInt64 returns the size of repeated int64 field num in one record.
func SizePackedInt64[S ~[]T, T signed](num int, v S) int { return sizeBlock(num, sizeVarints(v, as64)) }

// PutPackedInt64 writes repeated int64 field num in one record.
func PutPackedInt64[S ~[]T, T signed](b []byte, i, num int, v S) int {
	if len(v) == 0 {
		return i
	}
	if len(v) <= few && unsafe.Sizeof(v[0]) == 8 {
		return putFew(b, i, num, words(v))
	}
	return putBlock(b, putVarints(b, i, v, as64), i, num)
}

// ReadPackedInt64 reads int64 elements of a repeated field.
func ReadPackedInt64[S ~[]T, T signed](d *Decoder, b []byte, i int, tag uint64, v *S) int {
	if unsafe.Sizeof((*v)[0]) == 8 {
		return d.readWords(b, i, tag, (*[]uint64)(unsafe.Pointer(v)))
	}
	*v, i = readVarints(d, b, i, tag, *v, as64)
	return i
}

// SizePackedUint32 returns the size of repeated uint32 field num in one record.
func SizePackedUint32[S ~[]T, T unsigned](num int, v S) int {
	return sizeBlock(num, sizeVarints(v, asUint32))
}

// PutPackedUint32 writes repeated uint32 field num in one record.
func PutPackedUint32[S ~[]T, T unsigned](b []byte, i, num int, v S) int {
	if len(v) == 0 {
		return i
	}
	checkUint32(v)
	return putBlock(b, putVarints(b, i, v, asUint32), i, num)
}

// ReadPackedUint32 reads uint32 elements of a repeated field.
func ReadPackedUint32[S ~[]T, T unsigned](d *Decoder, b []byte, i int, tag uint64, v *S) int {
	*v, i = readVarints(d, b, i, tag, *v, asUint32)
	return i
}

// SizePackedUint64 returns the size of repeated uint64 field num in one record.
func SizePackedUint64[S ~[]T, T unsigned](num int, v S) int {
	return sizeBlock(num, sizeVarints(v, as64))
}

// PutPackedUint64 writes repeated uint64 field num in one record.
func PutPackedUint64[S ~[]T, T unsigned](b []byte, i, num int, v S) int {
	if len(v) == 0 {
		return i
	}
	if len(v) <= few && unsafe.Sizeof(v[0]) == 8 {
		return putFew(b, i, num, words(v))
	}
	return putBlock(b, putVarints(b, i, v, as64), i, num)
}

// ReadPackedUint64 reads uint64 elements of a repeated field.
func ReadPackedUint64[S ~[]T, T unsigned](d *Decoder, b []byte, i int, tag uint64, v *S) int {
	if unsafe.Sizeof((*v)[0]) == 8 {
		return d.readWords(b, i, tag, (*[]uint64)(unsafe.Pointer(v)))
	}
	*v, i = readVarints(d, b, i, tag, *v, as64)
	return i
}

// SizePackedSint32 returns the size of repeated sint32 field num in one record.
func SizePackedSint32[S ~[]T, T signed](num int, v S) int {
	return sizeBlock(num, sizeVarints(v, zigzag32))
}

// PutPackedSint32 writes repeated sint32 field num in one record.
func PutPackedSint32[S ~[]T, T signed](b []byte, i, num int, v S) int {
	if len(v) == 0 {
		return i
	}
	checkInt32(v)
	return putBlock(b, putVarints(b, i, v, zigzag32), i, num)
}

// ReadPackedSint32 reads sint32 elements of a repeated field.
func ReadPackedSint32[S ~[]T, T signed](d *Decoder, b []byte, i int, tag uint64, v *S) int {
	*v, i = readVarints(d, b, i, tag, *v, zigzag32)
	return i
}

// SizePackedSint64 returns the size of repeated sint64 field num in one record.
func SizePackedSint64[S ~[]T, T signed](num int, v S) int {
	return sizeBlock(num, sizeVarints(v, zigzag64))
}

// PutPackedSint64 writes repeated sint64 field num in one record.
func PutPackedSint64[S ~[]T, T signed](b []byte, i, num int, v S) int {
	if len(v) == 0 {
		return i
	}
	return putBlock(b, putVarints(b, i, v, zigzag64), i, num)
}

// ReadPackedSint64 reads sint64 elements of a repeated field.
func ReadPackedSint64[S ~[]T, T signed](d *Decoder, b []byte, i int, tag uint64, v *S) int {
	*v, i = readVarints(d, b, i, tag, *v, zigzag64)
	return i
}

// SizePackedEnum returns the size of repeated enum field num in one record.
func SizePackedEnum[S ~[]T, T integer](num int, v S) int {
	return sizeBlock(num, sizeVarints(v, asInt32))
}

// PutPackedEnum writes repeated enum field num in one record.
func PutPackedEnum[S ~[]T, T integer](b []byte, i, num int, v S) int {
	if len(v) == 0 {
		return i
	}
	checkEnum(v)
	return putBlock(b, putVarints(b, i, v, asInt32), i, num)
}

// ReadPackedEnum reads enum elements of a repeated field.
func ReadPackedEnum[S ~[]T, T integer](d *Decoder, b []byte, i int, tag uint64, v *S) int {
	*v, i = readVarints(d, b, i, tag, *v, asInt32)
	return i
}

// SizePackedFixed32 returns the size of repeated fixed32 field num in one record.
func SizePackedFixed32[S ~[]T, T unsigned](num int, v S) int { return sizeBlock(num, 4*len(v)) }

// PutPackedFixed32 writes repeated fixed32 field num in one record.
func PutPackedFixed32[S ~[]T, T unsigned](b []byte, i, num int, v S) int {
	if len(v) == 0 {
		return i
	}
	if unsafe.Sizeof(v[0]) != 4 {
		return PutPacked(b, i, num, v, RawFixed32[T])
	}
	return putBlock(b, store(b, i, v), i, num)
}

// ReadPackedFixed32 reads fixed32 elements of a repeated field.
func ReadPackedFixed32[S ~[]T, T unsigned](d *Decoder, b []byte, i int, tag uint64, v *S) int {
	*v, i = readFixed(d, b, i, tag, *v, 4, decodeFixed32[T])
	return i
}

// SizePackedFixed64 returns the size of repeated fixed64 field num in one record.
func SizePackedFixed64[S ~[]T, T unsigned](num int, v S) int { return sizeBlock(num, 8*len(v)) }

// PutPackedFixed64 writes repeated fixed64 field num in one record.
func PutPackedFixed64[S ~[]T, T unsigned](b []byte, i, num int, v S) int {
	if len(v) == 0 {
		return i
	}
	if unsafe.Sizeof(v[0]) != 8 {
		return PutPacked(b, i, num, v, RawFixed64[T])
	}
	return putBlock(b, store(b, i, v), i, num)
}

// ReadPackedFixed64 reads fixed64 elements of a repeated field.
func ReadPackedFixed64[S ~[]T, T unsigned](d *Decoder, b []byte, i int, tag uint64, v *S) int {
	*v, i = readFixed(d, b, i, tag, *v, 8, decodeFixed64[T])
	return i
}

// SizePackedSfixed32 returns the size of repeated sfixed32 field num in one record.
func SizePackedSfixed32[S ~[]T, T signed](num int, v S) int { return sizeBlock(num, 4*len(v)) }

// PutPackedSfixed32 writes repeated sfixed32 field num in one record.
func PutPackedSfixed32[S ~[]T, T signed](b []byte, i, num int, v S) int {
	if len(v) == 0 {
		return i
	}
	if unsafe.Sizeof(v[0]) != 4 {
		return PutPacked(b, i, num, v, RawSfixed32[T])
	}
	return putBlock(b, store(b, i, v), i, num)
}

// ReadPackedSfixed32 reads sfixed32 elements of a repeated field.
func ReadPackedSfixed32[S ~[]T, T signed](d *Decoder, b []byte, i int, tag uint64, v *S) int {
	*v, i = readFixed(d, b, i, tag, *v, 4, decodeSfixed32[T])
	return i
}

// SizePackedSfixed64 returns the size of repeated sfixed64 field num in one record.
func SizePackedSfixed64[S ~[]T, T signed](num int, v S) int { return sizeBlock(num, 8*len(v)) }

// PutPackedSfixed64 writes repeated sfixed64 field num in one record.
func PutPackedSfixed64[S ~[]T, T signed](b []byte, i, num int, v S) int {
	if len(v) == 0 {
		return i
	}
	if unsafe.Sizeof(v[0]) != 8 {
		return PutPacked(b, i, num, v, RawSfixed64[T])
	}
	return putBlock(b, store(b, i, v), i, num)
}

// ReadPackedSfixed64 reads sfixed64 elements of a repeated field.
func ReadPackedSfixed64[S ~[]T, T signed](d *Decoder, b []byte, i int, tag uint64, v *S) int {
	*v, i = readFixed(d, b, i, tag, *v, 8, decodeSfixed64[T])
	return i
}

// SizePackedFloat returns the size of repeated float field num in one record.
func SizePackedFloat[S ~[]T, T ~float32](num int, v S) int { return sizeBlock(num, 4*len(v)) }

// PutPackedFloat writes repeated float field num in one record.
func PutPackedFloat[S ~[]T, T ~float32](b []byte, i, num int, v S) int {
	if len(v) == 0 {
		return i
	}
	return putBlock(b, store(b, i, v), i, num)
}

// ReadPackedFloat reads float elements of a repeated field.
func ReadPackedFloat[S ~[]T, T ~float32](d *Decoder, b []byte, i int, tag uint64, v *S) int {
	*v, i = readFixed(d, b, i, tag, *v, 4, nil)
	return i
}

// SizePackedDouble returns the size of repeated double field num in one record.
func SizePackedDouble[S ~[]T, T ~float64](num int, v S) int { return sizeBlock(num, 8*len(v)) }

// PutPackedDouble writes repeated double field num in one record.
func PutPackedDouble[S ~[]T, T ~float64](b []byte, i, num int, v S) int {
	if len(v) == 0 {
		return i
	}
	return putBlock(b, store(b, i, v), i, num)
}

// ReadPackedDouble reads double elements of a repeated field.
func ReadPackedDouble[S ~[]T, T ~float64](d *Decoder, b []byte, i int, tag uint64, v *S) int {
	*v, i = readFixed(d, b, i, tag, *v, 8, nil)
	return i
}

// SizePackedBool returns the size of repeated bool field num in one record.
func SizePackedBool[S ~[]T, T ~bool](num int, v S) int { return sizeBlock(num, len(v)) }

// PutPackedBool writes repeated bool field num in one record.
func PutPackedBool[S ~[]T, T ~bool](b []byte, i, num int, v S) int {
	return PutPacked(b, i, num, v, RawBool[T])
}

// ReadPackedBool reads bool elements of a repeated field.
func ReadPackedBool[S ~[]T, T ~bool](d *Decoder, b []byte, i int, tag uint64, v *S) int {
	return ReadPacked(d, b, i, tag, v, ReadBool[T])
}

// Numbers whose Go type has another width than their kind are looked at one by one.

func checkInt32[S ~[]T, T signed](v S) {
	if unsafe.Sizeof(v[0]) > 4 {
		for _, e := range v {
			Int32(e)
		}
	}
}

func checkUint32[S ~[]T, T unsigned](v S) {
	if unsafe.Sizeof(v[0]) > 4 {
		for _, e := range v {
			Uint32(e)
		}
	}
}

func checkEnum[S ~[]T, T integer](v S) {
	if unsafe.Sizeof(v[0]) >= 4 {
		for _, e := range v {
			checkEnumNumber(e)
		}
	}
}

func decodeFixed32[T unsigned](p []byte, v *T) bool {
	return setUnsigned(v, uint64(binary.LittleEndian.Uint32(p)), 0) == 0
}

func decodeFixed64[T unsigned](p []byte, v *T) bool {
	return setUnsigned(v, binary.LittleEndian.Uint64(p), 0) == 0
}

func decodeSfixed32[T signed](p []byte, v *T) bool {
	return setSigned(v, int64(int32(binary.LittleEndian.Uint32(p))), 0) == 0
}

func decodeSfixed64[T signed](p []byte, v *T) bool {
	return setSigned(v, int64(binary.LittleEndian.Uint64(p)), 0) == 0
}
