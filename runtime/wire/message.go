package wire

// lenMessage returns the size of a message with its length. A nil message is an error that rawMessage reports.
func lenMessage[T any](m *T, size func(*T) int) int {
	if m == nil {
		return 1
	}
	n := size(m)
	return sizeVarint(uint64(n)) + n
}

const nilMessage = "nil is not a message: remove it from the slice or the map"

// rawMessage writes a message and its length.
func rawMessage[T any](b []byte, i int, m *T, put func([]byte, int, *T) int) int {
	if m == nil {
		cannotEncode("%s", nilMessage)
	}
	end := i
	i = put(b, i, m)
	return PutVarint(b, i, uint64(end-i))
}

// readMessage reads a message and its length into m, which keeps what the record lacks: records of a field merge.
func readMessage[T any](d *Decoder, b []byte, i int, m *T, read func(*Decoder, []byte, *T) int) int {
	l, ok := short(b, i)
	if i++; !ok {
		if l, i = longVarint(b, i-1); i < 0 {
			return i
		}
	}
	if l > uint64(len(b)-i) {
		return codeTruncated
	}
	end := i + int(l)
	if d.depth--; d.depth < 0 {
		return codeDepth
	}
	if code := read(d, b[i:end:end], m); code < 0 {
		return code
	}
	d.depth++
	return end
}

// SizeMessage returns the size of a message field held by pointer; nil is absent.
func SizeMessage[T any](num int, m *T, size func(*T) int) int {
	if m == nil {
		return 0
	}
	return sizeTag(num) + lenMessage(m, size)
}

// PutMessage writes a message field held by pointer.
func PutMessage[T any](b []byte, i, num int, m *T, put func([]byte, int, *T) int) int {
	if m == nil {
		return i
	}
	return putBlock(b, put(b, i, m), i, num)
}

// ReadMessage reads a message field held by pointer.
func ReadMessage[T any](d *Decoder, b []byte, i int, m **T, read func(*Decoder, []byte, *T) int) int {
	if *m == nil {
		if *m = newMessage[T](d); *m == nil {
			return codeMemory
		}
	}
	return readMessage(d, b, i, *m, read)
}

// SizeValue returns the size of a message field held by value, which is absent when it encodes to nothing.
func SizeValue[T any](num int, m *T, size func(*T) int) int {
	n := size(m)
	if n == 0 {
		return 0
	}
	return sizeTag(num) + sizeVarint(uint64(n)) + n
}

// PutValue writes a message field held by value.
func PutValue[T any](b []byte, i, num int, m *T, put func([]byte, int, *T) int) int {
	start := put(b, i, m)
	if start == i {
		return i
	}
	return putBlock(b, start, i, num)
}

// ReadValue reads a message field held by value.
func ReadValue[T any](d *Decoder, b []byte, i int, m *T, read func(*Decoder, []byte, *T) int) int {
	return readMessage(d, b, i, m, read)
}

// SizeMessages returns the size of a repeated message field held by pointers.
func SizeMessages[S ~[]*T, T any](num int, s S, size func(*T) int) int {
	n := len(s) * sizeTag(num)
	for _, m := range s {
		n += lenMessage(m, size)
	}
	return n
}

// PutMessages writes a repeated message field held by pointers. It panics on a nil element.
func PutMessages[S ~[]*T, T any](b []byte, i, num int, s S, put func([]byte, int, *T) int) int {
	for k := len(s) - 1; k >= 0; k-- {
		if s[k] == nil {
			cannotEncode("%s", nilMessage)
		}
		i = putBlock(b, put(b, i, s[k]), i, num)
	}
	return i
}

// ReadMessages reads the elements of a repeated message field held by pointers that follow one another, the first of
// them at b[i:] behind tag.
func ReadMessages[S ~[]*T, T any](d *Decoder, b []byte, i int, tag uint64, s *S, read func(*Decoder, []byte, *T) int) int {
	if !d.foresees(b, i, tag, counted[T]()) {
		return codeMemory
	}
	v, _ := room(d, b, i, tag, *s) // pointers are small
	for next := i; next > 0; next = follows(b, i, tag) {
		m := newMessage[T](d)
		if m == nil {
			return codeMemory
		}
		if i = readMessage(d, b, next, m, read); i < 0 {
			return i
		}
		v = append(v, m)
	}
	*s = v
	return i
}

// SizeValues returns the size of a repeated message field held by values.
func SizeValues[S ~[]T, T any](num int, s S, size func(*T) int) int {
	n := len(s) * sizeTag(num)
	for k := range s {
		n += lenMessage(&s[k], size)
	}
	return n
}

// PutValues writes a repeated message field held by values.
func PutValues[S ~[]T, T any](b []byte, i, num int, s S, put func([]byte, int, *T) int) int {
	for k := len(s) - 1; k >= 0; k-- {
		i = putBlock(b, put(b, i, &s[k]), i, num)
	}
	return i
}

// ReadValues is ReadMessages for messages held by values.
func ReadValues[S ~[]T, T any](d *Decoder, b []byte, i int, tag uint64, s *S, read func(*Decoder, []byte, *T) int) int {
	old := cap(*s)
	v, ok := room(d, b, i, tag, *s)
	if !ok {
		return codeMemory
	}
	fresh := cap(v) != old // new memory is zero, other may hold what was there before
	if d.depth--; d.depth < 0 {
		return codeDepth
	}
	for {
		l, ok := short(b, i)
		if i++; !ok {
			if l, i = longVarint(b, i-1); i < 0 {
				return i
			}
		}
		if l > uint64(len(b)-i) {
			return codeTruncated
		}
		end := i + int(l)
		if n := len(v); n == cap(v) {
			v = append(v, *new(T))
		} else if v = v[:n+1]; !fresh {
			clear(v[n:])
		}
		if code := read(d, b[i:end:end], &v[len(v)-1]); code < 0 {
			return code
		}
		if i = follows(b, end, tag); i == 0 {
			d.depth++
			*s = v
			return end
		}
	}
}
