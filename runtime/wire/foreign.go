package wire

import (
	"encoding"
	"fmt"
	"reflect"
	"runtime/debug"
)

// The methods by which a type has a form of its own are not ours, and grpc-go decodes requests and encodes answers where
// nothing recovers. So a panic of such a method is an error of the value that it was called for.

// PanicError is a panic of a method of a user's type. Its text does not tell what the panic said: clients see it.
type PanicError struct {
	Method string // such as "UnmarshalText of a *shop.Code"
	Value  any    // of the panic
	Stack  []byte
}

// Error names the method.
func (e *PanicError) Error() string { return "panic in " + e.Method }

// containPanic is deferred around a method of v.
func containPanic(v any, method string, err *error) {
	if p := recover(); p != nil {
		*err = &PanicError{Method: fmt.Sprintf("%s of a %T", method, v), Value: p, Stack: debug.Stack()}
	}
}

// MarshalText calls the method of that name. A panic is a *PanicError, as in the functions below.
func MarshalText(v encoding.TextMarshaler) (text []byte, err error) {
	defer containPanic(v, "MarshalText", &err)
	return v.MarshalText()
}

// UnmarshalText calls the method of that name.
func UnmarshalText(v encoding.TextUnmarshaler, text []byte) (err error) {
	if err := checkNumber(v, text); err != nil {
		return err
	}
	defer containPanic(v, "UnmarshalText", &err)
	return v.UnmarshalText(text)
}

// MarshalBinary calls the method of that name.
func MarshalBinary(v encoding.BinaryMarshaler) (data []byte, err error) {
	defer containPanic(v, "MarshalBinary", &err)
	return v.MarshalBinary()
}

// UnmarshalBinary calls the method of that name.
func UnmarshalBinary(v encoding.BinaryUnmarshaler, data []byte) (err error) {
	big := holdsBig(reflect.TypeOf(v))
	if big && len(data) > maxDigits/2 {
		return fmt.Errorf("a number of more than %d bytes", maxDigits/2)
	}
	defer containPanic(v, "UnmarshalBinary", &err)
	if err := v.UnmarshalBinary(data); err != nil {
		return err
	}
	if number, ok := v.(interface{ Exponent() int32 }); ok && big && (number.Exponent() > maxExponent || number.Exponent() < -maxExponent) {
		return fmt.Errorf("a number with an exponent above %d", maxExponent)
	}
	return nil
}
