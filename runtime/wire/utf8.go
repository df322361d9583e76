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
	if n == 0 {
		return i
	}
	p := unsafe.Slice(unsafe.StringData(s), n)
	to := b[i : i+n : i+n]
	var x uint64
	switch {
	case n > 32:
		copy(to, p)
		x = long(p)
	case n > 16:
		x = copyWord(to, p, 0) | copyWord(to, p, 8) | copyWord(to, p, n-16) | copyWord(to, p, n-8)
	case n >= 8:
		x = copyWord(to, p, 0) | copyWord(to, p, n-8)
	case n >= 4:
		first, last := binary.LittleEndian.Uint32(p), binary.LittleEndian.Uint32(p[n-4:])
		binary.LittleEndian.PutUint32(to, first)
		binary.LittleEndian.PutUint32(to[n-4:], last)
		x = uint64(first | last)
	default:
		first, middle, last := p[0], p[n>>1], p[n-1]
		to[0], to[n>>1], to[n-1] = first, middle, last
		x = uint64(first | middle | last)
	}
	if x&notASCII != 0 && !utf8.Valid(p) {
		cannotEncode("invalid UTF-8 in a string")
	}
	return i
}

// copyWord copies eight bytes and returns them.
func copyWord(to, from []byte, at int) uint64 {
	w := binary.LittleEndian.Uint64(from[at:])
	binary.LittleEndian.PutUint64(to[at:], w)
	return w
}
