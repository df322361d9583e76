package wire

import "math/bits"

// sizeVarint returns how many bytes v takes: one for each seven bits.
func sizeVarint(v uint64) int { return int(9*uint32(bits.Len64(v))+64) / 64 }

// putVarint writes v so that it ends at b[i].
func putVarint(b []byte, i int, v uint64) int {
	if v < 0x80 {
		i--
		b[i] = byte(v)
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

// varint reads at b[i:]. It takes ten bytes at most, and of the tenth only the lowest bit.
func varint(b []byte, i int) (uint64, int) {
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
