package wire

import (
	"bytes"
	"encoding"
	"fmt"
	"reflect"
	"sync"
)

// The zero value of some types has a form that the type itself does not read, such as the text "0000-00-00" of a date. What
// stands for it is the empty string, which is the default of a field in proto3: a field that holds it is absent, and an
// element of a list or a map, or what a pointer points to, is empty. If the type reads the empty string as another value,
// then only a field can hold its zero value.

// Forms are one of the two forms that types have of their own. It is safe for concurrent use.
type Forms struct {
	zeros sync.Map // reflect.Type to zeroForm
	write func(v any) ([]byte, error)
	read  func(v any, form []byte) error
}

// The two forms.
var (
	Texts = &Forms{
		write: func(v any) ([]byte, error) { return MarshalText(v.(encoding.TextMarshaler)) },
		read:  func(v any, form []byte) error { return UnmarshalText(v.(encoding.TextUnmarshaler), form, 0) },
	}
	Binaries = &Forms{
		write: func(v any) ([]byte, error) { return MarshalBinary(v.(encoding.BinaryMarshaler)) },
		read:  func(v any, form []byte) error { return UnmarshalBinary(v.(encoding.BinaryUnmarshaler), form, 0) },
	}
)

// zeroForm is what is known of the zero value of a type.
type zeroForm struct {
	unread []byte // its form, if the type does not read that
	empty  bool   // an empty form stands for it
}

// UnreadError says that a value is one that its type does not read from what it writes.
type UnreadError struct {
	t    reflect.Type
	form []byte
}

// Error says what to do about it.
func (e *UnreadError) Error() string {
	return fmt.Sprintf("a %s does not read %q, which it writes for its zero value: leave that out of the list or the map, or mend the type", e.t, e.form)
}

// Sent returns what is sent for a form that a value of type t has. It is an *UnreadError if that is nothing, and only a
// field can do without.
func (f *Forms) Sent(t reflect.Type, form []byte) ([]byte, error) {
	z := f.zero(t)
	switch {
	case z.unread == nil || !bytes.Equal(form, z.unread):
		return form, nil
	case z.empty:
		return nil, nil
	}
	return nil, &UnreadError{t, z.unread}
}

// IsZero reports whether a form stands for the zero value of t, whatever the type itself reads from it.
func (f *Forms) IsZero(t reflect.Type, form []byte) bool { return len(form) == 0 && f.zero(t).empty }

func (f *Forms) zero(t reflect.Type) zeroForm {
	known, ok := f.zeros.Load(t)
	if !ok {
		known = f.findZero(t)
		f.zeros.Store(t, known)
	}
	return known.(zeroForm)
}

func (f *Forms) findZero(t reflect.Type) zeroForm {
	form, err := f.write(reflect.New(t).Interface())
	switch {
	case err != nil:
		return zeroForm{}
	case len(form) == 0:
		return zeroForm{empty: true}
	case f.read(reflect.New(t).Interface(), form) == nil:
		return zeroForm{}
	}
	fromNothing := reflect.New(t)
	if f.read(fromNothing.Interface(), nil) != nil {
		return zeroForm{form, true}
	}
	again, err := f.write(fromNothing.Interface())
	return zeroForm{form, err == nil && bytes.Equal(again, form)}
}
