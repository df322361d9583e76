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
		i = putTag(b, putVarint(b, i, uint64(end-i)), num, Bytes)
	}
	return i
}

// ReadMap reads one entry of a map field; the last of several with one key counts.
func ReadMap[M ~map[K]V, K comparable, V any](d *Decoder, b []byte, i int, tag uint64, m *M,
	keyWire int, readKey func(*Decoder, []byte, int, *K) int, valueWire int, readValue func(*Decoder, []byte, int, *V) int,
) int {
	key, value, i := readEntry(d, b, i, keyWire, readKey, valueWire, readValue)
	if i < 0 {
		return i
	}
	if *m == nil {
		*m = M{}
	}
	(*m)[key] = value
	return i
}

// readEntry reads one entry of a map.
func readEntry[K, V any](d *Decoder, b []byte, i int,
	keyWire int, readKey func(*Decoder, []byte, int, *K) int, valueWire int, readValue func(*Decoder, []byte, int, *V) int,
) (key K, value V, next int) {
	p, end := payload(b, i)
	for i := 0; end >= 0 && i < len(p); {
		var tag uint64
		tag, i = d.Tag(p, i)
		switch tag {
		case keyNumber<<3 | uint64(keyWire):
			i = readKey(d, p, i, &key)
		case valueNumber<<3 | uint64(valueWire):
			i = readValue(d, p, i, &value)
		default:
			i = d.Skip(p, i, tag)
		}
		if i < 0 {
			return key, value, d.Fail(i, tag)
		}
	}
	return key, value, end
}

// SizeMessageMap returns the size of a map of messages held by pointer.
func SizeMessageMap[M ~map[K]*T, K comparable, T any](num int, m M, keyLen func(K) int, size func(*T) int) int {
	return SizeMap(num, m, keyLen, func(v *T) int { return lenMessage(v, size) })
}

// PutMessageMap writes a map of messages held by pointer. It panics at a nil value.
func PutMessageMap[M ~map[K]*T, K comparable, T any](b []byte, i, num int, m M,
	keyWire int, rawKey func([]byte, int, K) int, put func([]byte, int, *T) int,
) int {
	return PutMap(b, i, num, m, keyWire, rawKey, Bytes, func(b []byte, i int, v *T) int { return rawMessage(b, i, v, put) })
}

// ReadMessageMap reads one entry of a map of messages held by pointer.
func ReadMessageMap[M ~map[K]*T, K comparable, T any](d *Decoder, b []byte, i int, tag uint64, m *M,
	keyWire int, readKey func(*Decoder, []byte, int, *K) int, read func(*Decoder, []byte, *T) int,
) int {
	key, value, i := readEntry(d, b, i, keyWire, readKey, Bytes, func(d *Decoder, b []byte, i int, v **T) int {
		return ReadMessage(d, b, i, v, read)
	})
	if i < 0 {
		return i
	}
	if *m == nil {
		*m = M{}
	}
	(*m)[key] = Alloc(&value)
	return i
}

// SizeValueMap returns the size of a map of messages held by value.
func SizeValueMap[M ~map[K]T, K comparable, T any](num int, m M, keyLen func(K) int, size func(*T) int) int {
	return SizeMap(num, m, keyLen, func(v T) int { return lenMessage(&v, size) })
}

// PutValueMap writes a map of messages held by value.
func PutValueMap[M ~map[K]T, K comparable, T any](b []byte, i, num int, m M,
	keyWire int, rawKey func([]byte, int, K) int, put func([]byte, int, *T) int,
) int {
	return PutMap(b, i, num, m, keyWire, rawKey, Bytes, func(b []byte, i int, v T) int { return rawMessage(b, i, &v, put) })
}

// ReadValueMap reads one entry of a map of messages held by value.
func ReadValueMap[M ~map[K]T, K comparable, T any](d *Decoder, b []byte, i int, tag uint64, m *M,
	keyWire int, readKey func(*Decoder, []byte, int, *K) int, read func(*Decoder, []byte, *T) int,
) int {
	return ReadMap(d, b, i, tag, m, keyWire, readKey, Bytes, func(d *Decoder, b []byte, i int, v *T) int { return readMessage(d, b, i, v, read) })
}
