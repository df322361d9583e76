package wire

import (
	"math"
	"time"
)

// The range of google.protobuf.Timestamp (timestamp.proto): years 1 to 9999, in seconds of Unix time.
const (
	minTimestamp = -62135596800
	maxTimestamp = 253402300799
)

// SizeTime returns the size of google.protobuf.Timestamp field num. The zero time is absent; the epoch is an empty
// message.
func SizeTime(num int, v time.Time) int {
	if v.IsZero() {
		return 0
	}
	return sizeTag(num) + LenTime(v)
}

// PutTime writes google.protobuf.Timestamp field num.
func PutTime(b []byte, i, num int, v time.Time) int {
	if v.IsZero() {
		return i
	}
	return putTag(b, RawTime(b, i, v), num, Bytes)
}

// LenTime returns the size of the timestamp v with its length.
func LenTime(v time.Time) int { return lenSecondsNanos(v.Unix(), int32(v.Nanosecond())) }

// RawTime writes the timestamp v and its length. It panics if the year is not within 1 and 9999.
func RawTime(b []byte, i int, v time.Time) int {
	s := v.Unix()
	if s < minTimestamp || s > maxTimestamp {
		cannotEncode("time %v is not within the years 1 and 9999", v)
	}
	return rawSecondsNanos(b, i, s, int32(v.Nanosecond()))
}

// ReadTime reads a timestamp, in UTC. Fields that the record lacks keep their value: records of a message merge.
func ReadTime(d *Decoder, b []byte, i int, v *time.Time) int {
	var s int64
	var n int32
	if !v.IsZero() {
		s, n = v.Unix(), int32(v.Nanosecond())
	}
	if s, n, i = readSecondsNanos(d, b, i, s, n); i < 0 {
		return i
	}
	if s < minTimestamp || s > maxTimestamp || n < 0 || n > 999_999_999 {
		return codeTime
	}
	*v = time.Unix(s, int64(n)).UTC()
	return i
}

// SizeDuration returns the size of google.protobuf.Duration field num. A zero duration is absent.
func SizeDuration[T ~int64](num int, v T) int {
	if v == 0 {
		return 0
	}
	return sizeTag(num) + LenDuration(v)
}

// PutDuration writes google.protobuf.Duration field num.
func PutDuration[T ~int64](b []byte, i, num int, v T) int {
	if v == 0 {
		return i
	}
	return putTag(b, RawDuration(b, i, v), num, Bytes)
}

const (
	second     = int64(time.Second)
	maxSeconds = math.MaxInt64 / second // of a time.Duration
)

// LenDuration returns the size of the duration v with its length.
func LenDuration[T ~int64](v T) int {
	return lenSecondsNanos(int64(v)/second, int32(int64(v)%second))
}

// RawDuration writes the duration v and its length.
func RawDuration[T ~int64](b []byte, i int, v T) int {
	return rawSecondsNanos(b, i, int64(v)/second, int32(int64(v)%second))
}

// ReadDuration reads a duration. One that a time.Duration of nanoseconds cannot hold, or whose parts differ in sign
// (duration.proto), is an error.
func ReadDuration[T ~int64](d *Decoder, b []byte, i int, v *T) int {
	s, n, i := readSecondsNanos(d, b, i, int64(*v)/second, int32(int64(*v)%second))
	if i < 0 {
		return i
	}
	if n < -999_999_999 || n > 999_999_999 || s > 0 && n < 0 || s < 0 && n > 0 || s > maxSeconds || s < -maxSeconds {
		return codeTime
	}
	total := s*second + int64(n)
	if s > 0 && total < 0 || s < 0 && total > 0 {
		return codeTime
	}
	*v = T(total)
	return i
}

// Timestamp and Duration are one message on the wire: int64 seconds = 1, int32 nanos = 2.

func lenSecondsNanos(s int64, n int32) int { return 1 + SizeInt64(1, s) + SizeInt32(2, n) }

func rawSecondsNanos(b []byte, i int, s int64, n int32) int {
	end := i
	if n != 0 {
		i = PutTag1(b, PutVarint(b, i, uint64(int64(n))), 2<<3|Varint)
	}
	if s != 0 {
		i = PutTag1(b, PutVarint(b, i, uint64(s)), 1<<3|Varint)
	}
	i--
	b[i] = byte(end - i - 1) // two numbers have a length of one byte
	return i
}

// readSecondsNanos returns what a record has, and s and n for what it has not.
func readSecondsNanos(d *Decoder, b []byte, i int, s int64, n int32) (int64, int32, int) {
	if l, ok := short(b, i); ok && int(l) < len(b)-i {
		// The usual order: seconds, then nanoseconds if there are any.
		if p := b[i+1 : i+1+int(l)]; len(p) > 1 && p[0] == 1<<3|Varint {
			v, k := varint(p, 1)
			if k == len(p) {
				return int64(v), n, i + 1 + k
			}
			if k > 0 && p[k] == 2<<3|Varint {
				if w, k := varint(p, k+1); k == len(p) {
					return int64(v), int32(w), i + 1 + k
				}
			}
		}
	}
	p, end := payload(b, i)
	for i := 0; end >= 0 && i < len(p); {
		tag := uint64(p[i])
		i++
		if tag >= 0x80 {
			tag, i = d.Tag(p, i-1)
		}
		var v uint64
		switch tag {
		case 1<<3 | Varint:
			v, i = varint(p, i)
			s = int64(v)
		case 2<<3 | Varint:
			v, i = varint(p, i)
			n = int32(v)
		default:
			i = d.Skip(p, i, tag)
		}
		if i < 0 {
			return 0, 0, d.Fail(i, tag)
		}
	}
	return s, n, end
}
