package wire

// defaultDepth is how deeply messages may be nested: the limit of protobuf-go.
const defaultDepth = 10000

// Decoder is the state of reading one message and what is nested in it. It is not safe for concurrent use.
type Decoder struct {
	DiscardUnknown bool // drop records that are not known, also where there is room to keep them

	depth    int         // levels that are left
	path     []int       // field numbers of a failure, innermost first
	reason   string      // of codeRefused
	panicked *PanicError // likewise, if it was one
	budget
	memory

	bound int // bytes of a form of the field that is read; it is of no concern to fields without a bound

	json *jsonState // made for the first JSON value
}

// Options say how a message is read.
type Options struct {
	Depth          int  // levels of messages that may be nested; 0 means 10000
	DiscardUnknown bool // drop unknown records
	Alias          bool // strings and bytes of the message may share the input's memory, which must not change any more

	Memory int            // bytes that large elements may take; 0 means 8 MiB and 64 for each byte of input
	Demand func() *Demand // of the message, asked for when large elements take much; nil if that is not known
}

// Decode merges b into m. Without Alias, m shares nothing with b.
//
// It is not inlined, so that b is on the heap, where memory stays at its address.
//
//go:noinline
func Decode[T any](b []byte, m *T, read func(*Decoder, []byte, *T) int, o *Options) *DecodeError {
	d := Decoder{depth: defaultDepth - 1, DiscardUnknown: o.DiscardUnknown} // m is the first level
	if o.Depth > 0 {
		d.depth = o.Depth - 1
	}
	if d.left = o.Memory; d.left == 0 {
		d.left = basicBudget + budgetByByte*len(b)
	}
	d.lookBelow, d.demand = d.left-firstPart, o.Demand
	d.root, d.base = b, address(b)
	if o.Alias {
		d.window = b
	}
	if code := read(onStack(&d), b, m); code < 0 {
		return d.err(code)
	}
	return nil
}

// Tag reads the tag at b[i:]. On an error the tag is 0, which no field has, and the index a negative code. Generated code
// reads tags of one byte by itself; one below 1<<3 is an error that Skip reports.
func (d *Decoder) Tag(b []byte, i int) (tag uint64, next int) {
	if i+1 < len(b) && b[i] >= 0x80 && b[i+1] < 0x80 && b[i+1] > 0 {
		return uint64(b[i]&0x7f) | uint64(b[i+1])<<7, i + 2
	}
	if tag, next = varint(b, i); next < 0 {
		return 0, next
	}
	if n := tag >> 3; n < minNumber || n > maxNumber {
		return 0, codeNumber
	}
	return tag, next
}

// Is1 reports whether a tag of one byte is at b[i:]. At a negative index there is none.
func Is1(b []byte, i int, tag uint64) bool { return uint(i) < uint(len(b)) && b[i] == byte(tag) }

// Is2 is Is1 for a tag of two bytes.
func Is2(b []byte, i int, tag uint64) bool {
	return uint(i) < uint(len(b)-1) && b[i] == byte(tag)|0x80 && b[i+1] == byte(tag>>7)
}

// Fail remembers the field of a failure and returns its code.
func (d *Decoder) Fail(code int, tag uint64) int {
	if tag >= minNumber<<3 {
		d.path = append(d.path, int(tag>>3))
	}
	return code
}

// Skip returns the index behind the value at b[i:] whose tag has been read. A negative index is returned as it is.
func (d *Decoder) Skip(b []byte, i int, tag uint64) int {
	if i < 0 {
		return i
	}
	if tag < minNumber<<3 {
		return codeNumber
	}
	switch tag & 7 {
	case Varint:
		_, i = varint(b, i)
		return i
	case Fixed64:
		return within(b, i+8)
	case Fixed32:
		return within(b, i+4)
	case Bytes:
		_, i = payload(b, i)
		return i
	case startGroup:
		return d.skipGroup(b, i, tag>>3)
	case endGroup:
		return codeGroup
	}
	return codeWireType
}

func (d *Decoder) skipGroup(b []byte, i int, number uint64) int {
	if d.depth--; d.depth < 0 {
		return codeDepth
	}
	for i < len(b) {
		var tag uint64
		if tag, i = d.Tag(b, i); i < 0 {
			return i
		}
		if tag&7 == endGroup {
			if tag>>3 != number {
				return codeGroup
			}
			d.depth++
			return i
		}
		if i = d.Skip(b, i, tag); i < 0 {
			return i
		}
	}
	return codeTruncated
}

func within(b []byte, i int) int {
	if i > len(b) {
		return codeTruncated
	}
	return i
}

// payload reads a length and returns what it covers, and the index behind it.
func payload(b []byte, i int) ([]byte, int) {
	n, ok := short(b, i)
	i++
	if !ok {
		if n, i = longVarint(b, i-1); i < 0 {
			return nil, i
		}
	}
	if n > uint64(len(b)-i) {
		return nil, codeTruncated
	}
	end := i + int(n)
	return b[i:end:end], end
}
