package wire

import (
	"errors"
	"fmt"
	"slices"

	"github.com/grpcgen/grpcgen/internal/cut"
)

// EncodeError says why a value cannot be written. The functions of this package panic with it.
type EncodeError struct {
	Reason string
	Panic  *PanicError // nil if the reason is not a panic
}

// Error returns the reason.
func (e *EncodeError) Error() string { return e.Reason }

func cannotEncode(format string, args ...any) {
	panic(&EncodeError{Reason: cut.Reason(fmt.Sprintf(format, args...), "")})
}

// Codes that the Read functions return in place of an index.
const (
	codeTruncated = -1 - iota
	codeVarint
	codeNumber
	codeWireType
	codeGroup
	codeUTF8
	codeDepth
	codeRange
	codeTime
	codeMemory
	codeRefused // the reason is in the decoder
)

var reasons = map[int]string{
	codeTruncated: "unexpected end of input",
	codeVarint:    "a varint is longer than 64 bits",
	codeNumber:    "invalid field number",
	codeWireType:  "invalid wire type",
	codeGroup:     "a group does not end, or ends without a start",
	codeUTF8:      "invalid UTF-8 in a string",
	codeDepth:     "messages are nested too deeply",
	codeRange:     "the value does not fit the Go type",
	codeTime:      "the time is out of range",
	codeMemory: "decoding needs more memory than the limit for a message of this size: grpcgen.SetMaxMemory raises it for the process, " +
		"and the option grpcgen.MaxMemory for what takes options",
}

// DecodeError says where and why input cannot be read.
type DecodeError struct {
	Path   []int // field numbers from the outermost message to the faulty field
	Reason string
	Panic  *PanicError // nil if the reason is not a panic
}

// Error returns the reason.
func (e *DecodeError) Error() string { return e.Reason }

// err returns the error that a negative code stands for, with the path that Fail has collected.
func (d *Decoder) err(code int) *DecodeError {
	path := slices.Clone(d.path)
	slices.Reverse(path)
	if code == codeRefused {
		return &DecodeError{Path: path, Reason: d.reason, Panic: d.panicked}
	}
	return &DecodeError{Path: path, Reason: reasons[code]}
}

// refuse notes why a value cannot be read, in words of its own, and returns the code of that.
func (d *Decoder) refuse(format string, args ...any) int {
	d.reason = cut.Reason(fmt.Sprintf(format, args...), "")
	return codeRefused
}

// Refuse notes why a value cannot be read and returns the code of that.
func (d *Decoder) Refuse(err error) int {
	return d.refuseInput(err, nil)
}

// refuseInput is Refuse for an error that may quote the input.
func (d *Decoder) refuseInput(err error, input []byte) int {
	errors.As(err, &d.panicked)
	return d.refuse("%s", cut.Reason(err.Error(), string(input)))
}

// Refuse ends the encoding, for the reason that err gives.
func Refuse(err error) {
	e := &EncodeError{Reason: cut.Reason(err.Error(), "")}
	errors.As(err, &e.Panic)
	panic(e)
}
