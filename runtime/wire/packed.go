package wire

import (
	"encoding/binary"
	"math/bits"
	"slices"
	"unsafe"
)

// Packed numbers are read and written in one go, for they can be many. The functions of the kinds are in packedkinds.go.

// conversion is what lies between a number and its varint.
type conversion uint8

const (
	as64     conversion = iota
	asInt32             // only 32 bits count, with a sign
	asUint32            // only 32 bits count
	zigzag32
	zigzag64
)

func (c conversion) decode(v uint64) uint64 {
	switch c {
	case asInt32:
		return uint64(int64(int32(v)))
	case asUint32:
		return uint64(uint32(v))
	case zigzag32:
		return uint64(unzigzag(v & (1<<32 - 1)))
	case zigzag64:
		return uint64(unzigzag(v))
	}
	return v
}

// countVarints returns how many varints end in p.
func countVarints(p []byte) int {
	n := 0
	for ; len(p) >= 32; p = p[32:] {
		w, x := binary.LittleEndian.Uint64(p), binary.LittleEndian.Uint64(p[8:])
		y, z := binary.LittleEndian.Uint64(p[16:]), binary.LittleEndian.Uint64(p[24:])
		n += bits.OnesCount64(^w&terminators>>7 | ^x&terminators>>6 | ^y&terminators>>5 | ^z&terminators>>4)
	}
	for ; len(p) >= 8; p = p[8:] {
		n += bits.OnesCount64(^binary.LittleEndian.Uint64(p) & terminators)
	}
	for _, c := range p {
		if c < 0x80 {
			n++
		}
	}
	return n
}

// more returns s with n more elements, which the caller sets.
func more[T scalar](d *Decoder, s []T, n int) []T {
	if cap(s) == 0 {
		return carve[T](d, n)
	}
	return slices.Grow(s, n)[:len(s)+n]
}

// readVarints reads packed integers, or one that has a record of its own: a parser must take both (encoding guide,
// "Packed Repeated Fields").
func readVarints[T integer](d *Decoder, b []byte, i int, tag uint64, s []T, c conversion) ([]T, int) {
	end := 0
	if tag&7 == Bytes {
		var p []byte
		if p, end = payload(b, i); end > 0 {
			i = end - len(p)
		}
	} else {
		_, end = varint(b, i)
	}
	if end < 0 || i == end {
		return s, end
	}
	from := len(s)
	s = more(d, s, countVarints(b[i:end]))
	if code := unpack(s[from:], b, i, end, c); code < 0 {
		return s[:from], code
	}
	return s, end
}

// few is up to how many varints branches are faster than arithmetic, see putLongVarint: among many, their lengths are
// harder to foresee.
const few = 16

// readWords is readVarints for 64 bits.
func (d *Decoder) readWords(b []byte, i int, tag uint64, v *[]uint64) int {
	n, ok := short(b, i)
	if i++; !ok || n == 0 || tag&7 != Bytes || n > uint64(len(b)-i) || cap(*v) > 0 {
		*v, i = readVarints(d, b, i-1, tag, *v, as64)
		return i
	}
	end := i + int(n)
	p := b[i:end:end]
	count := countVarints(p)
	var s []uint64
	if count <= len(d.words) && count <= few {
		s, d.words = d.words[:count:count], d.words[count:]
		d.carved += count
	} else {
		s = carve[uint64](d, count)
	}
	var code int
	if count <= few {
		code = unpackWords(s, p)
	} else {
		code = unpack(s, b, i, end, as64)
	}
	if code < 0 {
		return code
	}
	*v = s
	return end
}

// unpackFew decodes the varints of p into s, which has an element for each that ends there.
func unpackFew[T integer](s []T, p []byte, c conversion) int {
	if c == as64 && unsafe.Sizeof(s[0]) == 8 {
		return unpackWords(words(s), p)
	}
	for k := range s {
		v, i := varint(p, 0)
		if i < 0 {
			return i
		}
		p, v = p[i:], c.decode(v)
		s[k] = T(v)
		if uint64(s[k]) != v {
			return codeRange
		}
	}
	return ended(p)
}

// unpackWords is unpackFew for 64 bits.
func unpackWords(s []uint64, p []byte) int {
	for k := range s {
		var v uint64
		switch {
		case len(p) > 0 && p[0] < 0x80:
			v, p = uint64(p[0]), p[1:]
		case len(p) > 1 && p[1] < 0x80:
			v, p = uint64(p[0]&0x7f)|uint64(p[1])<<7, p[2:]
		case len(p) > 2 && p[2] < 0x80:
			v, p = uint64(p[0]&0x7f)|uint64(p[1]&0x7f)<<7|uint64(p[2])<<14, p[3:]
		case len(p) > 3 && p[3] < 0x80:
			v, p = uint64(p[0]&0x7f)|uint64(p[1]&0x7f)<<7|uint64(p[2]&0x7f)<<14|uint64(p[3])<<21, p[4:]
		case len(p) > 4 && p[4] < 0x80:
			v, p = uint64(p[0]&0x7f)|uint64(p[1]&0x7f)<<7|uint64(p[2]&0x7f)<<14|uint64(p[3]&0x7f)<<21|uint64(p[4])<<28, p[5:]
		default:
			var i int
			if v, i = longVarint(p, 0); i < 0 {
				return i
			}
			p = p[i:]
		}
		s[k] = v
	}
	return ended(p)
}

// ended is an error if there is more behind the last varint.
func ended(p []byte) int {
	if len(p) > 0 {
		return codeTruncated
	}
	return 0
}

// unpack decodes the varints of b[k:end] into s, which has an element for each that ends there. It may look at what is
// behind them.
func unpack[T integer](s []T, b []byte, k, end int, c conversion) int {
	if len(s) <= few {
		return unpackFew(s, b[k:end], c)
	}
	for k < end {
		var v uint64
		if len(b)-k < 8 {
			if v, k = varint(b[:end], k); k < 0 {
				return k
			}
		} else {
			w := binary.LittleEndian.Uint64(b[k:])
			switch ends := ^w & terminators; {
			case ends == terminators && c <= asUint32 && len(s) >= 8: // eight of one byte each
				for n, x := range b[k : k+8 : k+8] {
					s[n] = T(x)
				}
				s, k = s[8:], k+8
				continue
			case ends != 0:
				v = gather(w & (ends ^ (ends - 1)) & ^uint64(terminators))
				if k += bits.TrailingZeros64(ends)>>3 + 1; k > end {
					return codeTruncated
				}
			default:
				if v, k = slowVarint(b[:end], k); k < 0 {
					return k
				}
			}
		}
		if c != as64 {
			v = c.decode(v)
		}
		s[0] = T(v)
		if uint64(s[0]) != v {
			return codeRange
		}
		s = s[1:]
	}
	return 0
}

// sizeVarints returns the size of packed integers without their length.
func sizeVarints[T integer](s []T, c conversion) int {
	n := 0
	for ; len(s) >= 8 && c < zigzag32; s = s[8:] {
		e := s[:8:8]
		if uint64(e[0]|e[1]|e[2]|e[3]|e[4]|e[5]|e[6]|e[7]) < 0x80 {
			n += 8
			continue
		}
		for _, v := range e {
			n += sizeVarint(uint64(v))
		}
	}
	for _, v := range s {
		n += sizeVarint(encoded(v, c))
	}
	return n
}

// encoded returns what is written for v.
func encoded[T integer](v T, c conversion) uint64 {
	if c >= zigzag32 {
		return zigzag(int64(v))
	}
	return uint64(v)
}

// words returns a slice of 64-bit integers as one of a type.
func words[T integer](s []T) []uint64 {
	return unsafe.Slice((*uint64)(unsafe.Pointer(unsafe.SliceData(s))), len(s))
}

// putFew writes field num of packed integers that are few, and at least one.
func putFew(b []byte, i, num int, s []uint64) int {
	end := i
	for k := len(s) - 1; k >= 0; k-- {
		switch v := s[k]; {
		case v < 1<<7:
			i--
			b[i] = byte(v)
		case v < 1<<14:
			i -= 2
			binary.LittleEndian.PutUint16(b[i:], uint16(v&0x7f|0x80|v<<1&0x7f00))
		case v < 1<<28 && v >= 1<<21:
			i -= 4
			binary.LittleEndian.PutUint32(b[i:], uint32(v&0x7f|0x808080|v<<1&0x7f00|v<<2&0x7f0000|v<<3&0x7f000000))
		default:
			i = putLongVarint(b, i, v)
		}
	}
	return PutTag(b, PutVarint(b, i, uint64(end-i)), num<<3|Bytes)
}

// putVarints writes packed integers without their length, so that they end at b[i].
func putVarints[T integer](b []byte, i int, s []T, c conversion) int {
	if len(s) <= few {
		for k := len(s) - 1; k >= 0; k-- {
			i = PutVarint(b, i, encoded(s[k], c))
		}
		return i
	}
	for len(s) > 0 {
		at := max(len(s)-8, 0)
		if e := s[at:]; len(e) == 8 && i >= 8 && c < zigzag32 {
			if e = e[:8:8]; uint64(e[0]|e[1]|e[2]|e[3]|e[4]|e[5]|e[6]|e[7]) < 0x80 { // eight of one byte each
				i -= 8
				to := b[i : i+8 : i+8]
				for k, v := range e {
					to[k] = byte(v)
				}
				s = s[:at]
				continue
			}
		}
		for k := len(s) - 1; k >= at; k-- {
			v := encoded(s[k], c)
			if v >= 1<<56 || i < 8 {
				i = PutVarint(b, i, v)
				continue
			}
			// The word that ends at b[i]: the varint, and before it zeros that are written over later.
			n := sizeVarint(v)
			w := spread(v) | terminators&(1<<(uint(n-1)*8&63)-1)
			binary.LittleEndian.PutUint64(b[i-8:i], w<<(uint(8-n)*8&63))
			i -= n
		}
		s = s[:at]
	}
	return i
}

// sizeBlock returns the size of a packed field whose elements take n bytes.
func sizeBlock(num, n int) int {
	if n == 0 {
		return 0
	}
	return sizeTag(num) + sizeVarint(uint64(n)) + n
}

// readFixed reads packed numbers of a fixed width, or one that has a record of its own. decode makes a T of one whose Go
// type has another width; it is nil for types that always have the same.
func readFixed[T scalar](d *Decoder, b []byte, i int, tag uint64, s []T, width int, decode func([]byte, *T) bool) ([]T, int) {
	var p []byte
	end := i + width
	if tag&7 == Bytes {
		if p, end = payload(b, i); end < 0 {
			return s, end
		}
	} else if end > len(b) {
		return s, codeTruncated
	} else {
		p = b[i:end]
	}
	if len(p)%width != 0 {
		return s, codeTruncated
	}
	n := len(p) / width
	if n == 0 {
		return s, end
	}
	from := len(s)
	s = more(d, s, n)
	if int(unsafe.Sizeof(s[0])) == width {
		load(s[from:], p)
		return s, end
	}
	for k := range n {
		if !decode(p[k*width:], &s[from+k]) {
			return s[:from], codeRange
		}
	}
	return s, end
}

// memoryOf returns the bytes that s has in memory.
func memoryOf[T scalar](s []T) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(s))), len(s)*int(unsafe.Sizeof(*new(T))))
}

// load sets s to the little-endian numbers in p, which has as many bytes.
func load[T scalar](s []T, p []byte) {
	m := memoryOf(s)
	copy(m, p)
	if !littleEndian {
		swap(m, int(unsafe.Sizeof(*new(T))))
	}
}

// store writes the numbers of s in little-endian order, so that they end at b[i].
func store[T scalar](b []byte, i int, s []T) int {
	m := memoryOf(s)
	i -= len(m)
	to := b[i : i+len(m)]
	copy(to, m)
	if !littleEndian {
		swap(to, int(unsafe.Sizeof(*new(T))))
	}
	return i
}

// swap reverses the bytes of each number of that width.
func swap(p []byte, width int) {
	for ; len(p) > 0; p = p[width:] {
		slices.Reverse(p[:width])
	}
}
