package wire

// The entries of a map are messages with the key in field 1 and the value in field 2, in any order; both are always
// written, and one that is missing is read as its zero value (encoding guide, "Maps").

const (
	keyNumber   = 1
	valueNumber = 2
)

// SizeMap returns the size of a map field.
func SizeMap[M ~map[K]V, K comparable, V any](num int, m M, keyLen func(K) int, valueLen func(V) int) int {
	n := 0
	for k, v := range m {
		entry := 2 + keyLen(k) + valueLen(v)
		n += sizeTag(num) + sizeVarint(uint64(entry)) + entry
	}
	return n
}

// PutMap writes a map field, in no order.
func PutMap[M ~map[K]V, K comparable, V any](b []byte, i, num int, m M,
	keyWire int, rawKey func([]byte, int, K) int, valueWire int, rawValue func([]byte, int, V) int,
) int {
	for k, v := range m {
		end := i
		i = putTag(b, rawValue(b, i, v), valueNumber, valueWire)
		i = putTag(b, rawKey(b, i, k), keyNumber, keyWire)
		i = putBlock(b, i, end, num)
	}
	return i
}

// ReadMap reads the entries of a map field that follow one another, the first of them at b[i:] behind tag; the last of
// several with one key counts.
func ReadMap[M ~map[K]V, K comparable, V any](d *Decoder, b []byte, i int, tag uint64, m *M,
	keyWire int, readKey func(*Decoder, []byte, int, *K) int, valueWire int, readValue func(*Decoder, []byte, int, *V) int,
) int {
	return readEntries(d, b, i, tag, m, keyWire, readKey, valueWire, readValue, nil)
}

// entry is what is read of one entry.
type entry[K, V any] struct {
	key   K
	value V
}

// readEntries is ReadMap; missing, if any, makes up for a value that an entry lacks.
func readEntries[M ~map[K]V, K comparable, V any](d *Decoder, b []byte, i int, tag uint64, m *M,
	keyWire int, readKey func(*Decoder, []byte, int, *K) int, valueWire int, readValue func(*Decoder, []byte, int, *V) int,
	missing func(*Decoder, *V),
) int {
	size := counted[K]() + counted[V]()
	if *m == nil || size > 0 {
		most := d.affordable(size)
		n := d.count(b, i, tag, false, most+1)
		if n > most || size > 0 && !d.spend(n, size) {
			return codeMemory
		}
		if *m == nil {
			// Entries that are so short that many of them must have the same key are not made room for.
			*m = make(M, min(n, (len(b)-i)/4+1))
		}
	}
	var one entry[K, V]
	e := onStack(&one)
	keyTag, valueTag := keyNumber<<3|uint64(keyWire), valueNumber<<3|uint64(valueWire)
	for next := i; next > 0; next = follows(b, i, tag) {
		var p []byte
		if l, ok := short(b, next); ok && int(l) < len(b)-next {
			i = next + 1 + int(l)
			p = b[next+1 : i : i]
		} else if p, i = payload(b, next); i < 0 {
			return i
		}
		*e = entry[K, V]{}
		k, found := 0, keyTag
		if Is1(p, 0, keyTag) { // as encoders write it: the key, then the value
			if k = readKey(d, p, 1, &e.key); Is1(p, k, valueTag) {
				k, found = readValue(d, p, k+1, &e.value), valueTag
			}
		}
		for k >= 0 && k < len(p) {
			if found, k = d.Tag(p, k); k < 0 {
				break
			}
			switch found {
			case keyTag:
				k = readKey(d, p, k, &e.key)
			case valueTag:
				k = readValue(d, p, k, &e.value)
			default:
				k = d.Skip(p, k, found)
			}
		}
		if k < 0 {
			return d.Fail(k, found)
		}
		if missing != nil {
			missing(d, &e.value)
		}
		(*m)[e.key] = e.value
	}
	return i
}

// SizeMessageMap returns the size of a map of messages held by pointer.
func SizeMessageMap[M ~map[K]*T, K comparable, T any](num int, m M, keyLen func(K) int, size func(*T) int) int {
	return SizeMap(num, m, keyLen, func(v *T) int { return lenMessage(v, size) })
}

// PutMessageMap writes a map of messages held by pointer. It panics on a nil value.
func PutMessageMap[M ~map[K]*T, K comparable, T any](b []byte, i, num int, m M,
	keyWire int, rawKey func([]byte, int, K) int, put func([]byte, int, *T) int,
) int {
	return PutMap(b, i, num, m, keyWire, rawKey, Bytes, func(b []byte, i int, v *T) int { return rawMessage(b, i, v, put) })
}

// ReadMessageMap is ReadMap for messages held by pointer. An entry without a value has an empty one.
func ReadMessageMap[M ~map[K]*T, K comparable, T any](d *Decoder, b []byte, i int, tag uint64, m *M,
	keyWire int, readKey func(*Decoder, []byte, int, *K) int, read func(*Decoder, []byte, *T) int,
) int {
	if !d.foresees(b, i, tag, counted[T]()) {
		return codeMemory
	}
	readValue := func(d *Decoder, b []byte, i int, v **T) int { return ReadMessage(d, b, i, v, read) }
	return readEntries(d, b, i, tag, m, keyWire, readKey, Bytes, readValue, func(d *Decoder, v **T) { Alloc(d, v) })
}

// SizeValueMap returns the size of a map of messages held by value.
func SizeValueMap[M ~map[K]T, K comparable, T any](num int, m M, keyLen func(K) int, size func(*T) int) int {
	return SizeMap(num, m, keyLen, func(v T) int { return lenMessage(onStack(&v), size) })
}

// PutValueMap writes a map of messages held by value.
func PutValueMap[M ~map[K]T, K comparable, T any](b []byte, i, num int, m M,
	keyWire int, rawKey func([]byte, int, K) int, put func([]byte, int, *T) int,
) int {
	return PutMap(b, i, num, m, keyWire, rawKey, Bytes, func(b []byte, i int, v T) int { return rawMessage(b, i, onStack(&v), put) })
}

// ReadValueMap is ReadMap for messages held by value.
func ReadValueMap[M ~map[K]T, K comparable, T any](d *Decoder, b []byte, i int, tag uint64, m *M,
	keyWire int, readKey func(*Decoder, []byte, int, *K) int, read func(*Decoder, []byte, *T) int,
) int {
	return ReadMap(d, b, i, tag, m, keyWire, readKey, Bytes, func(d *Decoder, b []byte, i int, v *T) int { return readMessage(d, b, i, v, read) })
}
