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

// UnmarshalText calls the method of that name, with at most so many bytes of text; 0 means no bound but that of numbers.
func UnmarshalText(v encoding.TextUnmarshaler, text []byte, most int) (err error) {
	if err := checkBound(text, most); err != nil {
		return err
	}
	if err := checkNumber(v, text, most); err != nil {
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

// UnmarshalBinary calls the method of that name, with a bound as UnmarshalText has it.
func UnmarshalBinary(v encoding.BinaryUnmarshaler, data []byte, most int) (err error) {
	if err := checkBound(data, most); err != nil {
		return err
	}
	big := holdsBig(reflect.TypeOf(v))
	if big && most == 0 && len(data) > defaultDigits/2 {
		return fmt.Errorf("a number of more than %d bytes", defaultDigits/2)
	}
	defer containPanic(v, "UnmarshalBinary", &err)
	if err := v.UnmarshalBinary(data); err != nil {
		return err
	}
	if number, ok := v.(interface{ Exponent() int32 }); ok && big {
		if e, most := int(number.Exponent()), exponentBound(most); e > most || e < -most {
			return fmt.Errorf("a number with an exponent above %d", most)
		}
	}
	return nil
}
