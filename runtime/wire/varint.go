package wire

import (
	"encoding/binary"
	"math/bits"
)

// sizeVarint returns how many bytes v takes: one for each seven bits.
func sizeVarint(v uint64) int { return int(9*uint32(bits.Len64(v))+64) / 64 }

// putVarint writes v so that it ends at b[i].
func putVarint(b []byte, i int, v uint64) int {
	if v < 0x80 {
		i--
		b[i] = byte(v)
		return i
	}
	return putLongVarint(b, i, v)
}

// putLongVarint is putVarint for two bytes and more.
func putLongVarint(b []byte, i int, v uint64) int {
	switch {
	case v < 1<<14:
		i -= 2
		p := b[i : i+2 : i+2]
		p[0], p[1] = byte(v)|0x80, byte(v>>7)
	case v < 1<<21:
		i -= 3
		p := b[i : i+3 : i+3]
		p[0], p[1], p[2] = byte(v)|0x80, byte(v>>7)|0x80, byte(v>>14)
	case v < 1<<28:
		i -= 4
		p := b[i : i+4 : i+4]
		p[0], p[1], p[2], p[3] = byte(v)|0x80, byte(v>>7)|0x80, byte(v>>14)|0x80, byte(v>>21)
	default:
		n := sizeVarint(v)
		i -= n
		p := b[i : i+n : i+n]
		for k := range len(p) - 1 {
			p[k] = byte(v) | 0x80
			v >>= 7
		}
		p[len(p)-1] = byte(v)
	}
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

// varint reads at b[i:]. It takes ten bytes at most, and of the tenth only the lowest bit.
func varint(b []byte, i int) (uint64, int) {
	if uint(i) < uint(len(b)) && b[i] < 0x80 {
		return uint64(b[i]), i + 1
	}
	return longVarint(b, i)
}

// longVarint is varint for two bytes and more.
func longVarint(b []byte, i int) (uint64, int) {
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
func putTag(b []byte, i, number, wireType int) int {
	return putVarint(b, i, uint64(number)<<3|uint64(wireType))
}
