package crud

import (
	"encoding"
	"encoding/binary"
	"errors"
	"math"
	"reflect"
	"time"
)

// form is how a value is written into a page token.
type form uint8

const (
	kindForm form = iota // by its kind
	timeForm
	textForm
	binaryForm
	bytesForm
)

func formOf(t reflect.Type) form {
	switch {
	case t == reflect.TypeFor[time.Time]():
		return timeForm
	case marshals[encoding.TextMarshaler](t) && marshals[encoding.TextUnmarshaler](t):
		return textForm
	case marshals[encoding.BinaryMarshaler](t) && marshals[encoding.BinaryUnmarshaler](t):
		return binaryForm
	case (t.Kind() == reflect.Slice || t.Kind() == reflect.Array) && t.Elem() == reflect.TypeFor[byte]():
		return bytesForm
	}
	return kindForm
}

// marshals reports whether a pointer to t has the method.
func marshals[Method any](t reflect.Type) bool {
	return reflect.PointerTo(t).Implements(reflect.TypeFor[Method]())
}

// append writes a value of the type, nil for none.
func (f *Field) append(b []byte, value any) ([]byte, error) {
	if value == nil {
		return append(b, 0), nil
	}
	b = append(b, 1)
	v := reflect.ValueOf(value)
	switch f.form {
	case timeForm:
		at := value.(time.Time)
		return binary.AppendUvarint(binary.AppendVarint(b, at.Unix()), uint64(at.Nanosecond())), nil
	case textForm, binaryForm:
		text, err := f.marshal(v)
		return appendBytes(b, text), err
	case bytesForm:
		p := reflect.New(v.Type())
		p.Elem().Set(v)
		return appendBytes(b, p.Elem().Bytes()), nil
	}
	return appendKind(b, v), nil
}

func appendBytes(b, p []byte) []byte { return append(binary.AppendUvarint(b, uint64(len(p))), p...) }

func (f *Field) marshal(v reflect.Value) ([]byte, error) {
	p := reflect.New(v.Type())
	p.Elem().Set(v)
	if f.form == textForm {
		return p.Interface().(encoding.TextMarshaler).MarshalText()
	}
	return p.Interface().(encoding.BinaryMarshaler).MarshalBinary()
}

func appendKind(b []byte, v reflect.Value) []byte {
	switch {
	case v.CanInt():
		return binary.AppendVarint(b, v.Int())
	case v.CanUint():
		return binary.AppendUvarint(b, v.Uint())
	case v.CanFloat():
		return binary.BigEndian.AppendUint64(b, math.Float64bits(v.Float()))
	case v.Kind() == reflect.Bool && v.Bool():
		return append(b, 1)
	case v.Kind() == reflect.Bool:
		return append(b, 0)
	}
	return appendBytes(b, []byte(v.String()))
}

var errMalformed = errors.New("malformed")

// reader reads what append has written.
type reader struct{ b []byte }

// read returns a value of the type.
func (f *Field) read(r *reader) (any, error) {
	there, err := r.byte()
	if err != nil || there > 1 || there == 0 && !f.Nullable {
		return nil, errMalformed
	}
	if there == 0 {
		return nil, nil
	}
	p := reflect.New(f.valueType)
	switch f.form {
	case timeForm:
		err = f.readTime(r, p.Elem())
	case textForm, binaryForm:
		err = f.unmarshal(r, p)
	case bytesForm:
		err = readBytes(r, p.Elem())
	default:
		err = readKind(r, p.Elem())
	}
	return p.Elem().Interface(), err
}

func (f *Field) readTime(r *reader, v reflect.Value) error {
	seconds, n := binary.Varint(r.b)
	if n <= 0 {
		return errMalformed
	}
	r.b = r.b[n:]
	nanos, err := r.uvarint()
	if nanos >= uint64(time.Second) {
		return errMalformed
	}
	v.Set(reflect.ValueOf(time.Unix(seconds, int64(nanos)).UTC()))
	return err
}

func (f *Field) unmarshal(r *reader, p reflect.Value) error {
	text, err := r.bytes()
	if err != nil {
		return err
	}
	if f.form == textForm {
		return p.Interface().(encoding.TextUnmarshaler).UnmarshalText(text)
	}
	return p.Interface().(encoding.BinaryUnmarshaler).UnmarshalBinary(text)
}

func readBytes(r *reader, v reflect.Value) error {
	text, err := r.bytes()
	if v.Kind() == reflect.Slice {
		v.SetBytes(append([]byte{}, text...))
		return err
	}
	if len(text) != v.Len() {
		return errMalformed
	}
	reflect.Copy(v, reflect.ValueOf(text))
	return err
}

func readKind(r *reader, v reflect.Value) error {
	switch {
	case v.CanInt():
		i, n := binary.Varint(r.b)
		if n <= 0 || v.OverflowInt(i) {
			return errMalformed
		}
		r.b = r.b[n:]
		v.SetInt(i)
	case v.CanUint():
		u, err := r.uvarint()
		if err != nil || v.OverflowUint(u) {
			return errMalformed
		}
		v.SetUint(u)
	case v.CanFloat():
		if len(r.b) < 8 {
			return errMalformed
		}
		v.SetFloat(math.Float64frombits(binary.BigEndian.Uint64(r.b)))
		r.b = r.b[8:]
	case v.Kind() == reflect.Bool:
		b, err := r.byte()
		v.SetBool(b == 1)
		return err
	default:
		text, err := r.bytes()
		v.SetString(string(text))
		return err
	}
	return nil
}

func (r *reader) byte() (byte, error) {
	if len(r.b) == 0 {
		return 0, errMalformed
	}
	b := r.b[0]
	r.b = r.b[1:]
	return b, nil
}

func (r *reader) uvarint() (uint64, error) {
	u, n := binary.Uvarint(r.b)
	if n <= 0 {
		return 0, errMalformed
	}
	r.b = r.b[n:]
	return u, nil
}

func (r *reader) bytes() ([]byte, error) {
	n, err := r.uvarint()
	if err != nil || n > uint64(len(r.b)) {
		return nil, errMalformed
	}
	text := r.b[:n]
	r.b = r.b[n:]
	return text, nil
}
