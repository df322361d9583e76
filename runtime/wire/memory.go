package wire

import (
	"bytes"
	"unsafe"
)

// How much one value that outlives its message may keep from being freed.
const (
	wholeInput = 4 << 10 // an input up to this size is copied once, and all its strings and bytes share the copy
	windowSize = 2 << 10 // of a larger one, parts of this size are copied
	ownMemory  = 1 << 10 // and what is as long as this has memory of its own
	slabSize   = 128     // elements of a block that small values and messages are taken from
)

// memory is where the strings, the bytes and the small values of one message go. Instead of one allocation each, they
// share blocks: of a copy of the input, made when the first is read, and of slabs that grow as they are used up.
type memory struct {
	root   []byte  // the input
	window []byte  // a copy of a part of the input
	base   uintptr // the address of that part

	words   []uint64 // what is left of a slab for values without pointers
	carved  int      // words that were taken from such slabs
	strings []string // likewise for strings
	handed  int
	slabs   [4]any // *slab[T] for the first types of messages held by pointer
}

// onStack returns p in a way that escape analysis does not see: what p points to stays on the stack although functions
// that cannot be known get it. None of them may keep it.
func onStack[T any](p *T) *T {
	x := *(*uintptr)(unsafe.Pointer(&p))
	return *(**T)(unsafe.Pointer(&x))
}

// address returns where p is.
func address(p []byte) uintptr { return uintptr(unsafe.Pointer(unsafe.SliceData(p))) }

// keep returns memory with the contents of p, a part of the input, that belongs to the message.
func (d *Decoder) keep(p []byte) []byte {
	at := address(p) - d.base // wraps around where p is before the window
	if end := at + uintptr(len(p)); at <= end && end <= uintptr(len(d.window)) {
		return d.window[at:end:end]
	}
	return d.copied(p)
}

// copied is keep for what is not in the window: it opens the next, or copies just p.
func (d *Decoder) copied(p []byte) []byte {
	size := windowSize
	if len(d.root) <= wholeInput {
		size = len(d.root)
	} else if len(p) >= ownMemory {
		return bytes.Clone(p)
	}
	at := address(p) - address(d.root)
	if end := at + uintptr(len(p)); at > end || end > uintptr(len(d.root)) {
		return bytes.Clone(p) // not of the input: bytes that a reader has made
	}
	part := d.root[at:min(int(at)+size, len(d.root))]
	window := make([]byte, len(part))
	copy(window, part)
	d.base, d.window = address(p), window
	return window[:len(p):len(p)]
}

// scalar are the types without pointers that the numeric kinds are held by.
type scalar interface {
	integer | ~bool | ~float32 | ~float64
}

// carve returns n zeros from a slab, for short slices.
func carve[T scalar](d *Decoder, n int) []T {
	size := int(unsafe.Sizeof(*new(T)))
	words := (n*size + 7) / 8
	if words > slabSize/2 {
		return make([]T, n)
	}
	if words > len(d.words) {
		// The first slab is not larger than the first slice, which may be the only one.
		d.words = make([]uint64, max(min(d.carved, slabSize), words))
	}
	p := unsafe.SliceData(d.words)
	d.words = d.words[words:]
	d.carved += words
	return unsafe.Slice((*T)(unsafe.Pointer(p)), n)
}

// word is carve for a single value. Such values come together.
func (d *Decoder) word() *uint64 {
	if len(d.words) == 0 {
		d.words = make([]uint64, max(min(d.carved, slabSize), 4))
	}
	p := &d.words[0]
	d.words = d.words[1:]
	d.carved++
	return p
}

// carveStrings is carve for strings.
func (d *Decoder) carveStrings(n int) []string {
	if n > slabSize/2 {
		return make([]string, n)
	}
	if n > len(d.strings) {
		d.strings = make([]string, max(min(d.handed, slabSize), n+4&^3))
	}
	s := d.strings[:n:n]
	d.strings = d.strings[n:]
	d.handed += n
	return s
}

// newString is carveStrings for a single string.
func (d *Decoder) newString() *string { return &d.carveStrings(1)[0] }

// slab is where the messages of type T that are held by pointer come from. Its own memory is that of the first.
type slab[T any] struct {
	first T
	rest  []T
	taken int
}

// newMessage returns a new T, for a message held by pointer, and nil if that is more than the input may ask for.
func newMessage[T any](d *Decoder) *T {
	for k := range d.slabs {
		switch s := d.slabs[k].(type) {
		case *slab[T]:
			return s.take(d)
		case nil:
			if !afford[T](d, 1) {
				return nil
			}
			first := new(slab[T])
			d.slabs[k] = first
			return &first.first
		}
	}
	if !afford[T](d, 1) {
		return nil
	}
	return new(T)
}

func (s *slab[T]) take(d *Decoder) *T {
	if len(s.rest) == 0 {
		s.taken++
		n := min(s.taken, slabSize/2, d.affordable(counted[T]()))
		if n == 0 || !afford[T](d, n) {
			return nil
		}
		s.rest = make([]T, n)
		s.taken += len(s.rest) - 1
	}
	p := &s.rest[0]
	s.rest = s.rest[1:]
	return p
}
