package wire

import (
	"encoding/binary"
	"unicode/utf8"
	"unsafe"
)

// notASCII has the bit that tells a byte of ASCII from any other.
const notASCII = 0x8080808080808080

// valid is utf8.Valid, faster for short ASCII: words that overlap instead of a loop over bytes.
func valid(p []byte) bool {
	n := len(p)
	var x uint64
	switch {
	case n > 16:
		x = long(p)
	case n >= 8:
		x = binary.LittleEndian.Uint64(p) | binary.LittleEndian.Uint64(p[n-8:])
	case n >= 4:
		x = uint64(binary.LittleEndian.Uint32(p) | binary.LittleEndian.Uint32(p[n-4:]))
	case n > 0:
		x = uint64(p[0] | p[n>>1] | p[n-1])
	}
	return x&notASCII == 0 || utf8.Valid(p)
}

// long returns all the words of p, of more than 16 bytes, in one.
func long(p []byte) uint64 {
	x := binary.LittleEndian.Uint64(p[len(p)-8:]) | binary.LittleEndian.Uint64(p[len(p)-16:])
	for len(p) >= 32 {
		x |= binary.LittleEndian.Uint64(p) | binary.LittleEndian.Uint64(p[8:]) |
			binary.LittleEndian.Uint64(p[16:]) | binary.LittleEndian.Uint64(p[24:])
		p = p[32:]
	}
	if len(p) >= 16 {
		x |= binary.LittleEndian.Uint64(p) | binary.LittleEndian.Uint64(p[8:])
	}
	return x
}

// copyText writes s so that it ends at b[i], and checks in the same pass that it is UTF-8.
func copyText(b []byte, i int, s string) int {
	n := len(s)
	i -= n
	p := unsafe.Slice(unsafe.StringData(s), n)
	to := b[i:][:n:n]
	copy(to, p)
	if !valid(p) {
		cannotEncode("invalid UTF-8 in a string")
	}
	return i
}

// putText writes string field num, which is not empty, and checks in the same pass that it is UTF-8.
func putText(b []byte, i, num int, s string) int {
	n := len(s)
	p := unsafe.Slice(unsafe.StringData(s), n)
	start := i - n
	to := b[start:][:n:n]
	var x uint64 // all bytes in one
	switch {
	case n > 32:
		copy(to, p)
		x = long(p)
	case n > 16:
		x0, x1 := word(p[0:]), word(p[8:])
		x2, x3 := word(p[n-16:]), word(p[n-8:])
		putWord(to[0:], x0)
		putWord(to[8:], x1)
		putWord(to[n-16:], x2)
		putWord(to[n-8:], x3)
		x = x0 | x1 | x2 | x3
	case n >= 8:
		x0, x1 := word(p[0:]), word(p[n-8:])
		putWord(to[0:], x0)
		putWord(to[n-8:], x1)
		x = x0 | x1
	case n >= 4:
		x0, x1 := binary.LittleEndian.Uint32(p), binary.LittleEndian.Uint32(p[n-4:])
		binary.LittleEndian.PutUint32(to, x0)
		binary.LittleEndian.PutUint32(to[n-4:], x1)
		x = uint64(x0 | x1)
	case n > 0:
		x0, x1, x2 := p[0], p[n>>1], p[n-1]
		to[0], to[n>>1], to[n-1] = x0, x1, x2
		x = uint64(x0 | x1 | x2)
	}
	if x&notASCII != 0 && !utf8.Valid(p) {
		cannotEncode("invalid UTF-8 in a string")
	}
	if n < 0x80 && num < 16 {
		start -= 2
		to := b[start : start+2 : start+2]
		to[0], to[1] = byte(num<<3|Bytes), byte(n)
		return start
	}
	return putBlock(b, start, i, num)
}

func word(p []byte) uint64       { return binary.LittleEndian.Uint64(p) }
func putWord(p []byte, w uint64) { binary.LittleEndian.PutUint64(p, w) }
