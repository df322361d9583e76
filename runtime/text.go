package runtime

import (
	"bytes"
	"encoding"
	"errors"
	"fmt"
	"reflect"
	"time"
	"unsafe"

	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/grpcgen/grpcgen/internal/cut"
	"github.com/grpcgen/grpcgen/runtime/wire"
)

var (
	textMarshaler     = reflect.TypeFor[encoding.TextMarshaler]()
	textUnmarshaler   = reflect.TypeFor[encoding.TextUnmarshaler]()
	binaryMarshaler   = reflect.TypeFor[encoding.BinaryMarshaler]()
	binaryUnmarshaler = reflect.TypeFor[encoding.BinaryUnmarshaler]()
)

// newFormElement returns the element of a type that travels in a form of its own: as a string or as bytes, which the
// field is. It is nil for other types.
func newFormElement(t reflect.Type, fd protoreflect.FieldDescriptor) element {
	pointer := reflect.PointerTo(t)
	switch {
	case fd.Kind() == protoreflect.StringKind && t == durationType:
		return newDurationText(fd)
	case fd.Kind() == protoreflect.StringKind && pointer.Implements(textMarshaler) && pointer.Implements(textUnmarshaler):
		e := newText(t, fd)
		if t == timeType {
			e.absent = func(p unsafe.Pointer) bool { return (*time.Time)(p).IsZero() }
		}
		return e
	case fd.Kind() == protoreflect.BytesKind && pointer.Implements(binaryMarshaler) && pointer.Implements(binaryUnmarshaler):
		return newBinary(t, fd)
	}
	return nil
}

// form converts a type that travels as a string or as bytes through its own methods.
type form struct {
	t         reflect.Type
	fd        protoreflect.FieldDescriptor
	forms     *wire.Forms // nil for a time.Duration
	marshal   func(p unsafe.Pointer) ([]byte, error)
	unmarshal func(p unsafe.Pointer, data []byte) error
	absent    func(p unsafe.Pointer) bool // nil for values that are absent when their form is empty
	wrap      func([]byte) protoreflect.Value
	unwrap    func(protoreflect.Value) []byte
}

func newText(t reflect.Type, fd protoreflect.FieldDescriptor) *form {
	most := boundOf(fd)
	return &form{
		t: t, fd: fd, forms: wire.Texts,
		marshal: func(p unsafe.Pointer) ([]byte, error) {
			return wire.MarshalText(reflect.NewAt(t, p).Interface().(encoding.TextMarshaler))
		},
		unmarshal: func(p unsafe.Pointer, data []byte) error {
			return wire.UnmarshalText(reflect.NewAt(t, p).Interface().(encoding.TextUnmarshaler), data, most)
		},
		wrap: wrapText, unwrap: unwrapText,
	}
}

func newBinary(t reflect.Type, fd protoreflect.FieldDescriptor) *form {
	most := boundOf(fd)
	return &form{
		t: t, fd: fd, forms: wire.Binaries,
		marshal: func(p unsafe.Pointer) ([]byte, error) {
			return wire.MarshalBinary(reflect.NewAt(t, p).Interface().(encoding.BinaryMarshaler))
		},
		unmarshal: func(p unsafe.Pointer, data []byte) error {
			return wire.UnmarshalBinary(reflect.NewAt(t, p).Interface().(encoding.BinaryUnmarshaler), data, most)
		},
		wrap: protoreflect.ValueOfBytes, unwrap: protoreflect.Value.Bytes,
	}
}

// newDurationText is for durations, which have no methods for it.
func newDurationText(fd protoreflect.FieldDescriptor) *form {
	return &form{
		t: durationType, fd: fd,
		marshal: func(p unsafe.Pointer) ([]byte, error) { return []byte((*time.Duration)(p).String()), nil },
		unmarshal: func(p unsafe.Pointer, data []byte) (err error) {
			*(*time.Duration)(p), err = time.ParseDuration(string(data))
			return err
		},
		absent: func(p unsafe.Pointer) bool { return *(*time.Duration)(p) == 0 },
		wrap:   wrapText, unwrap: unwrapText,
	}
}

func wrapText(text []byte) protoreflect.Value { return protoreflect.ValueOfString(string(text)) }

// unwrapText asserts: Value.String takes a value of any type.
func unwrapText(v protoreflect.Value) []byte { return []byte(v.Interface().(string)) }

func (e *form) isZero(p unsafe.Pointer) bool {
	if e.absent != nil {
		return e.absent(p)
	}
	data, err := e.formAt(p)
	var unread *wire.UnreadError
	return err == nil && len(data) == 0 || errors.As(err, &unread)
}

// formAt returns what is sent of the value at p. A panic of the type's goes on, since Get, Range, Equal and Clone have no error
// to return, and names the field.
func (e *form) formAt(p unsafe.Pointer) ([]byte, error) {
	data, err := e.marshal(p)
	if err == nil && e.forms != nil {
		data, err = e.forms.Sent(e.t, data)
	}
	return data, e.raised(err)
}

// valueOf returns the value that a form is of, with nothing for one that is absent.
func (e *form) valueOf(data []byte) (reflect.Value, error) {
	value := reflect.New(e.t)
	err := e.unmarshal(value.UnsafePointer(), data)
	if err != nil && len(data) == 0 && (e.absent != nil || e.forms.IsZero(e.t, data)) {
		value.Elem().SetZero()
		err = nil
	}
	return value.Elem(), err
}

func (e *form) raised(err error) error {
	var p *wire.PanicError
	if errors.As(err, &p) {
		panic(fmt.Sprintf("grpcgen: %s: %v: %v", e.fd.FullName(), p, p.Value))
	}
	return err
}

// load panics on a value that has no form, which cannot be encoded either.
func (e *form) load(p unsafe.Pointer) protoreflect.Value {
	data, err := e.formAt(p)
	if err != nil {
		panic(fmt.Sprintf("grpcgen: %s: a %s has no proto form: %v", e.fd.FullName(), e.t, err))
	}
	return e.wrap(data)
}

func (e *form) store(p unsafe.Pointer, v protoreflect.Value) error {
	data := e.unwrap(v)
	value, err := e.valueOf(data)
	if err != nil {
		return fmt.Errorf("%s does not fit %s: %s", cut.Quote(string(data)), e.t, cut.Reason(err.Error(), string(data)))
	}
	valueAt(e.t, p).Set(value)
	return nil
}

func (e *form) mutable(unsafe.Pointer) protoreflect.Value { panic(notMutable("a " + e.t.String())) }
func (e *form) none() protoreflect.Value                  { return e.wrap(nil) }
func (e *form) fresh() protoreflect.Value                 { return e.wrap(nil) }

// merge copies through the form, since the type may share memory. What has none is taken as it is.
func (e *form) merge(dst, src unsafe.Pointer) {
	var value reflect.Value
	data, err := e.formAt(src)
	if err == nil {
		value, err = e.valueOf(data)
		err = e.raised(err)
	}
	if err != nil {
		value = valueAt(e.t, src)
	}
	valueAt(e.t, dst).Set(value)
}

func (e *form) equal(a, b unsafe.Pointer) bool {
	x, errX := e.formAt(a)
	y, errY := e.formAt(b)
	return errX == nil && errY == nil && bytes.Equal(x, y)
}
