package wire

import "slices"

// Elements of a slice and values of a map can be pointers. One that is nil cannot be written: a repeated field has no
// gaps.

// lenPointer returns the size of what v points to. A nil is an error that rawPointer reports.
func lenPointer[T any](v *T, length func(T) int) int {
	if v == nil {
		return 0
	}
	return length(*v)
}

func rawPointer[T any](b []byte, i int, v *T, raw func([]byte, int, T) int) int {
	if v == nil {
		cannotEncode("nil has no value: remove it from the slice or the map")
	}
	return raw(b, i, *v)
}

// readPointer reads into a new value.
func readPointer[T any](d *Decoder, b []byte, i int, v **T, read func(*Decoder, []byte, int, *T) int) int {
	if !afford[T](d, 1) {
		return codeMemory
	}
	*v = new(T)
	return read(d, b, i, *v)
}

// SizePointers is SizeRepeated for pointers.
func SizePointers[S ~[]*T, T any](num int, v S, length func(T) int) int {
	return SizeRepeated(num, v, func(e *T) int { return lenPointer(e, length) })
}

// PutPointers is PutRepeated for pointers. It panics on a nil element.
func PutPointers[S ~[]*T, T any](b []byte, i, tag int, v S, raw func([]byte, int, T) int) int {
	return PutRepeated(b, i, tag, v, func(b []byte, i int, e *T) int { return rawPointer(b, i, e, raw) })
}

// ReadPointers is ReadRepeated for pointers.
func ReadPointers[S ~[]*T, T any](d *Decoder, b []byte, i int, tag uint64, v *S, read func(*Decoder, []byte, int, *T) int) int {
	if !d.foresees(b, i, tag, counted[T]()) {
		return codeMemory
	}
	return ReadRepeated(d, b, i, tag, v, func(d *Decoder, b []byte, i int, e **T) int { return readPointer(d, b, i, e, read) })
}

// SizePackedPointers is SizePacked for pointers.
func SizePackedPointers[S ~[]*T, T any](num int, v S, length func(T) int) int {
	return SizePacked(num, v, func(e *T) int { return lenPointer(e, length) })
}

// PutPackedPointers is PutPacked for pointers. It panics on a nil element.
func PutPackedPointers[S ~[]*T, T any](b []byte, i, num int, v S, raw func([]byte, int, T) int) int {
	return PutPacked(b, i, num, v, func(b []byte, i int, e *T) int { return rawPointer(b, i, e, raw) })
}

// ReadPackedPointers is ReadPacked for pointers. The slice grows once, by what looks like an element: that is exact for
// varints.
func ReadPackedPointers[S ~[]*T, T any](d *Decoder, b []byte, i int, tag uint64, v *S, read func(*Decoder, []byte, int, *T) int) int {
	if p, end := payload(b, i); tag&7 == Bytes && end >= 0 {
		*v = slices.Grow(*v, countVarints(p))
	}
	return ReadPacked(d, b, i, tag, v, func(d *Decoder, b []byte, i int, e **T) int { return readPointer(d, b, i, e, read) })
}

// SizePointerMap is SizeMap for values held by pointer.
func SizePointerMap[M ~map[K]*V, K comparable, V any](num int, m M, keyLen func(K) int, valueLen func(V) int) int {
	return SizeMap(num, m, keyLen, func(v *V) int { return lenPointer(v, valueLen) })
}

// PutPointerMap is PutMap for values held by pointer. It panics on a nil value.
func PutPointerMap[M ~map[K]*V, K comparable, V any](b []byte, i, num int, m M,
	keyWire int, rawKey func([]byte, int, K) int, valueWire int, rawValue func([]byte, int, V) int,
) int {
	return PutMap(b, i, num, m, keyWire, rawKey, valueWire, func(b []byte, i int, v *V) int { return rawPointer(b, i, v, rawValue) })
}

// ReadPointerMap is ReadMap for values held by pointer. An entry without a value has a zero one.
func ReadPointerMap[M ~map[K]*V, K comparable, V any](d *Decoder, b []byte, i int, tag uint64, m *M,
	keyWire int, readKey func(*Decoder, []byte, int, *K) int, valueWire int, readValue func(*Decoder, []byte, int, *V) int,
) int {
	if !d.foresees(b, i, tag, counted[V]()) {
		return codeMemory
	}
	read := func(d *Decoder, b []byte, i int, v **V) int { return readPointer(d, b, i, v, readValue) }
	return readEntries(d, b, i, tag, m, keyWire, readKey, valueWire, read, func(d *Decoder, v **V) { Alloc(d, v) })
}
