package wire

// Numbers has the number of every text of an enum.
type Numbers[T ~string] map[T]int32

// StringEnum is the numbers of an enum whose Go type is a string. It is closed: a text or a number that it does not have
// is an error. The empty text is the zero value. It is safe for concurrent use.
type StringEnum[T ~string] struct {
	numbers Numbers[T]
	texts   map[int32]T
}

// NewStringEnum returns the enum of a table of numbers, which must not change any more.
func NewStringEnum[T ~string](numbers Numbers[T]) *StringEnum[T] {
	e := &StringEnum[T]{numbers: numbers, texts: make(map[int32]T, len(numbers))}
	for text, number := range numbers {
		e.texts[number] = text
	}
	return e
}

// Number returns the number of a text, and whether there is one.
func (e *StringEnum[T]) Number(v T) (int32, bool) {
	number, ok := e.numbers[v]
	return number, ok
}

// Text returns the text of a number, and whether there is one.
func (e *StringEnum[T]) Text(number int32) (T, bool) {
	text, ok := e.texts[number]
	return text, ok
}

// Size returns the size of enum field num.
func (e *StringEnum[T]) Size(num int, v T) int {
	if v == "" {
		return 0
	}
	return sizeTag(num) + e.Len(v)
}

// Put writes enum field num. It panics on a text that is not a value.
func (e *StringEnum[T]) Put(b []byte, i, num int, v T) int {
	if v == "" {
		return i
	}
	return putTag(b, e.Raw(b, i, v), num, Varint)
}

// Len returns the size of the number of v.
func (e *StringEnum[T]) Len(v T) int { return LenEnum(e.numbers[v]) }

// Raw writes the number of v. It panics on a text that is not a value.
func (e *StringEnum[T]) Raw(b []byte, i int, v T) int {
	number, ok := e.numbers[v]
	if !ok {
		cannotEncode("%q is not a value of %T", string(v), v)
	}
	return RawEnum(b, i, number)
}

// Read reads a number as its text. One that is not a value is an error.
func (e *StringEnum[T]) Read(d *Decoder, b []byte, i int, v *T) int {
	var number int32
	if i = ReadEnum(d, b, i, &number); i < 0 {
		return i
	}
	text, ok := e.texts[number]
	if !ok {
		return d.refuse("number %d is not a value of %T", number, *v)
	}
	*v = text
	return i
}
