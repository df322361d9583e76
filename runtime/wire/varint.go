package wire

import (
	"encoding/binary"
	"math/bits"
)

// sizeVarint returns how many bytes v takes: one for each seven bits.
func sizeVarint(v uint64) int { return int(9*uint32(bits.Len64(v))+64) / 64 }

// PutVarint writes v so that it ends at b[i].
func PutVarint(b []byte, i int, v uint64) int {
	if v < 0x80 {
		i--
		b[i] = byte(v)
		return i
	}
	return putLongVarint(b, i, v)
}

// putLongVarint is PutVarint for two bytes and more. The lengths of a field are much alike, so branches, which the
// processor foresees, are faster here than arithmetic without them.
func putLongVarint(b []byte, i int, v uint64) int {
	switch {
	case v < 1<<14:
		i -= 2
		binary.LittleEndian.PutUint16(b[i:], uint16(v&0x7f|0x80|v<<1&0x7f00))
		return i
	case v < 1<<21:
		i -= 3
		p := b[i : i+3 : i+3]
		p[2] = byte(v >> 14)
		binary.LittleEndian.PutUint16(p, uint16(v&0x7f|0x8080|v<<1&0x7f00))
		return i
	case v < 1<<28:
		i -= 4
		binary.LittleEndian.PutUint32(b[i:], uint32(v&0x7f|0x808080|v<<1&0x7f00|v<<2&0x7f0000|v<<3&0x7f000000))
		return i
	case v < 1<<35:
		i -= 5
		p := b[i : i+5 : i+5]
		p[4] = byte(v >> 28)
		binary.LittleEndian.PutUint32(p, uint32(v&0x7f|0x80808080|v<<1&0x7f00|v<<2&0x7f0000|v<<3&0x7f000000))
		return i
	}
	n := sizeVarint(v)
	i -= n
	p := b[i : i+n : i+n]
	for k := range len(p) - 1 {
		p[k] = byte(v) | 0x80
		v >>= 7
	}
	p[len(p)-1] = byte(v)
	return i
}

// spread puts groups of seven bits into bytes; v is below 1<<56.
func spread(v uint64) uint64 {
	v = v&0x000000000fffffff | (v&0x00fffffff0000000)<<4
	v = v&0x00003fff00003fff | (v&0x0fffc0000fffc000)<<2
	return v&0x007f007f007f007f | (v&0x3f803f803f803f80)<<1
}

// gather is the opposite of spread.
func gather(v uint64) uint64 {
	v = v&0x007f007f007f007f | v&0x7f007f007f007f00>>1
	v = v&0x00003fff00003fff | v&0x3fff00003fff0000>>2
	return v&0x000000000fffffff | v&0x0fffffff00000000>>4
}

// terminators has a bit for the last byte of a varint in a word of eight.
const terminators = 0x8080808080808080

// short returns the varint of one byte at b[i], if it is one.
func short(b []byte, i int) (uint64, bool) {
	if uint(i) < uint(len(b)) {
		return uint64(b[i]), b[i] < 0x80
	}
	return 0, false
}

// varint reads at b[i:]. It takes ten bytes at most, and of the tenth only the lowest bit.
func varint(b []byte, i int) (uint64, int) {
	if v, ok := short(b, i); ok {
		return v, i + 1
	}
	return longVarint(b, i)
}

// longVarint is varint for two bytes and more. It sees by branches how many, see putLongVarint.
func longVarint(b []byte, i int) (uint64, int) {
	if len(b)-i < 5 {
		return slowVarint(b, i)
	}
	p := b[i : i+5 : i+5]
	v := uint64(p[0]) - 1<<7 + uint64(p[1])<<7 // takes away what said that more follows
	if p[1] < 0x80 {
		return v, i + 2
	}
	v += uint64(p[2])<<14 - 1<<14
	if p[2] < 0x80 {
		return v, i + 3
	}
	v += uint64(p[3])<<21 - 1<<21
	if p[3] < 0x80 {
		return v, i + 4
	}
	v += uint64(p[4])<<28 - 1<<28
	if p[4] < 0x80 {
		return v, i + 5
	}
	if len(b)-i >= 8 {
		x := binary.LittleEndian.Uint64(b[i:])
		if end := ^x & terminators; end != 0 {
			x &= end ^ (end - 1) // what is not behind the last byte
			return gather(x & 0x7f7f7f7f7f7f7f7f), i + bits.TrailingZeros64(end)>>3 + 1
		}
	}
	return slowVarint(b, i)
}

func slowVarint(b []byte, i int) (uint64, int) {
	var v uint64
	for shift := uint(0); shift < 70; shift += 7 {
		if i >= len(b) {
			return 0, codeTruncated
		}
		c := b[i]
		i++
		v |= uint64(c&0x7f) << shift
		if c < 0x80 {
			if shift == 63 && c > 1 {
				return 0, codeVarint
			}
			return v, i
		}
	}
	return 0, codeVarint
}

// sizeTag returns how many bytes the tag of a field takes.
func sizeTag(number int) int { return sizeVarint(uint64(number) << 3) }

// putTag writes the tag of a field so that it ends at b[i].
func putTag(b []byte, i, number, wireType int) int { return PutTag(b, i, number<<3|wireType) }

// PutTag writes a tag so that it ends at b[i].
func PutTag(b []byte, i, tag int) int {
	switch {
	case tag < 1<<7:
		return PutTag1(b, i, tag)
	case tag < 1<<14:
		return PutTag2(b, i, tag)
	}
	return putLongVarint(b, i, uint64(tag))
}

// PutTag1 writes a tag of one byte.
func PutTag1(b []byte, i, tag int) int {
	i--
	b[i] = byte(tag)
	return i
}

// PutTag2 writes a tag of two bytes.
func PutTag2(b []byte, i, tag int) int {
	i -= 2
	binary.LittleEndian.PutUint16(b[i:], uint16(tag&0x7f|0x80|tag<<1&0x7f00))
	return i
}

// putBlock writes what lies before the contents of field num, which have been written to b[start:end].
func putBlock(b []byte, start, end, num int) int {
	n := end - start
	if n < 0x80 {
		if num < 16 {
			start -= 2
			p := b[start : start+2 : start+2]
			p[0], p[1] = byte(num<<3|Bytes), byte(n)
			return start
		}
		if num < 2048 {
			start -= 3
			p := b[start : start+3 : start+3]
			p[0], p[1], p[2] = byte(num<<3|Bytes)|0x80, byte(num>>4), byte(n)
			return start
		}
	}
	return putTag(b, PutVarint(b, start, uint64(n)), num, Bytes)
}
