package wire

// A boxed message is held by an interface I, as a pointer to the struct T that the glue has for it.

// SizeBoxed returns the size of a message field held by an interface; nil is absent.
func SizeBoxed[T any](num int, v any, size func(*T) int) int {
	m, _ := v.(*T)
	return SizeMessage(num, m, size)
}

// PutBoxed writes a message field held by an interface. It panics if v is not a *T.
func PutBoxed[T any](b []byte, i, num int, v any, put func([]byte, int, *T) int) int {
	m, ok := v.(*T)
	if v != nil && !ok {
		cannotEncode("a %T cannot be encoded: use a %T", v, m)
	}
	return PutMessage(b, i, num, m, put)
}

// ReadBoxed reads a message field held by an interface.
func ReadBoxed[I, T any](d *Decoder, b []byte, i int, v *I, read func(*Decoder, []byte, *T) int) int {
	m, _ := any(*v).(*T)
	i = ReadMessage(d, b, i, &m, read)
	*v, _ = any(m).(I)
	return i
}
