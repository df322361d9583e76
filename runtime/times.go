package runtime

import (
	"fmt"
	"math"
	"reflect"
	"time"

	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/runtime/protoiface"
	"google.golang.org/protobuf/types/known/durationpb"
	"google.golang.org/protobuf/types/known/timestamppb"
)

// timeMessage returns the well-known message of a time.Time or time.Duration, or a pointer to one.
func timeMessage(v reflect.Value) protoreflect.Message {
	if v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	if v.Type() == timeType {
		return timestamppb.New(v.Interface().(time.Time)).ProtoReflect()
	}
	return durationpb.New(time.Duration(v.Int())).ProtoReflect()
}

// setTime stores a well-known message, of whatever implementation, in a time.Time or time.Duration, or behind a
// pointer to one. A time that proto does not allow is kept, and refused when it is encoded; a duration that Go cannot
// hold panics.
func setTime(v reflect.Value, m protoreflect.Message) {
	if v.Kind() == reflect.Pointer {
		p := reflect.New(v.Type().Elem())
		setTime(p.Elem(), m)
		v.Set(p)
		return
	}
	fields := m.Descriptor().Fields()
	s, n := m.Get(fields.ByNumber(1)).Int(), m.Get(fields.ByNumber(2)).Int()
	if v.Type() == timeType {
		v.Set(reflect.ValueOf(time.Unix(s, n).UTC()))
		return
	}
	const limit = int64(math.MaxInt64 / time.Second)
	total := s*int64(time.Second) + n
	if s > limit || s < -limit || s > 0 && n > 0 && total < 0 || s < 0 && n < 0 && total > 0 {
		panic(fmt.Sprintf("grpcgen: %d seconds do not fit a time.Duration", s))
	}
	v.SetInt(total)
}

// timeProxy is the mutable message of a time: what is set in it is stored in the Go field at once.
type timeProxy struct {
	protoreflect.Message
	field reflect.Value
}

func (p timeProxy) Set(fd protoreflect.FieldDescriptor, v protoreflect.Value) {
	p.Message.Set(fd, v)
	setTime(p.field, p.Message)
}

func (p timeProxy) Clear(fd protoreflect.FieldDescriptor) {
	p.Message.Clear(fd)
	setTime(p.field, p.Message)
}

// ProtoMethods returns nil, so that no fast path passes Set by.
func (p timeProxy) ProtoMethods() *protoiface.Methods { return nil }

// Interface returns a message whose reflection is the proxy again.
func (p timeProxy) Interface() protoreflect.ProtoMessage { return proxyMessage{p} }

type proxyMessage struct{ p timeProxy }

func (m proxyMessage) ProtoReflect() protoreflect.Message { return m.p }
