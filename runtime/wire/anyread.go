package wire

// ReadAny reads a google.protobuf.Value: nil for a null, and float64 for every number. Records of a field merge, as
// those of every message: structs take in members, lists grow, and other values replace.
func ReadAny[T any](d *Decoder, b []byte, i int, v *T) int {
	value := any(*v)
	if i = readAny(d, b, i, &value); i < 0 {
		return i
	}
	*v, _ = value.(T) // a nil any has no type
	return i
}

// ReadAnyMap reads a google.protobuf.Struct.
func ReadAnyMap[M ~map[string]any](d *Decoder, b []byte, i int, v *M) int {
	if *v == nil {
		*v = M{}
	}
	return readAnyMap(d, b, i, *v)
}

// ReadAnyList reads a google.protobuf.ListValue.
func ReadAnyList[L ~[]any](d *Decoder, b []byte, i int, v *L) int {
	s := []any(*v)
	if s == nil {
		s = []any{}
	}
	i = readAnyList(d, b, i, &s)
	*v = s
	return i
}

// enter reads the length of a message and goes one level deeper, until leave.
func (d *Decoder) enter(b []byte, i int) ([]byte, int) {
	p, end := payload(b, i)
	if d.depth--; end >= 0 && d.depth < 0 {
		return nil, codeDepth
	}
	return p, end
}

func (d *Decoder) leave() { d.depth++ }

func readAny(d *Decoder, b []byte, i int, v *any) int {
	p, end := d.enter(b, i)
	for i := 0; end >= 0 && i < len(p); {
		var tag uint64
		tag, i = d.Tag(p, i)
		switch tag {
		case nullNumber<<3 | Varint:
			_, i = varint(p, i)
			*v = nil
		case doubleNumber<<3 | Fixed64:
			var f float64
			i = ReadDouble(d, p, i, &f)
			*v = f
		case stringNumber<<3 | Bytes:
			var s string
			i = ReadString(d, p, i, &s)
			*v = s
		case boolNumber<<3 | Varint:
			var truth bool
			i = ReadBool(d, p, i, &truth)
			*v = truth
		case structNumber<<3 | Bytes:
			m, _ := (*v).(map[string]any)
			i = ReadAnyMap(d, p, i, &m)
			*v = m
		case listNumber<<3 | Bytes:
			s, _ := (*v).([]any)
			i = ReadAnyList(d, p, i, &s)
			*v = s
		default:
			i = d.Skip(p, i, tag)
		}
		if i < 0 {
			return d.Fail(i, tag)
		}
	}
	d.leave()
	return end
}

func readAnyMap(d *Decoder, b []byte, i int, m map[string]any) int {
	p, end := d.enter(b, i)
	for i := 0; end >= 0 && i < len(p); {
		var tag uint64
		tag, i = d.Tag(p, i)
		if tag == membersNumber<<3|Bytes {
			i = readMember(d, p, i, m)
		} else {
			i = d.Skip(p, i, tag)
		}
		if i < 0 {
			return d.Fail(i, tag)
		}
	}
	d.leave()
	return end
}

// readMember reads an entry of a Struct; the last of several with one key counts.
func readMember(d *Decoder, b []byte, i int, m map[string]any) int {
	var key string
	var value any
	p, end := payload(b, i)
	for i := 0; end >= 0 && i < len(p); {
		var tag uint64
		tag, i = d.Tag(p, i)
		switch tag {
		case keyNumber<<3 | Bytes:
			i = ReadString(d, p, i, &key)
		case valueNumber<<3 | Bytes:
			i = readAny(d, p, i, &value)
		default:
			i = d.Skip(p, i, tag)
		}
		if i < 0 {
			return d.Fail(i, tag)
		}
	}
	if end >= 0 {
		m[key] = value
	}
	return end
}

func readAnyList(d *Decoder, b []byte, i int, s *[]any) int {
	p, end := d.enter(b, i)
	for i := 0; end >= 0 && i < len(p); {
		var tag uint64
		tag, i = d.Tag(p, i)
		if tag == membersNumber<<3|Bytes {
			var v any
			i = readAny(d, p, i, &v)
			*s = append(*s, v)
		} else {
			i = d.Skip(p, i, tag)
		}
		if i < 0 {
			return d.Fail(i, tag)
		}
	}
	d.leave()
	return end
}
