package runtime

import (
	"fmt"
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
// pointer to one. It panics where Go's type cannot hold it.
func setTime(v reflect.Value, m protoreflect.Message) {
	if v.Kind() == reflect.Pointer {
		p := reflect.New(v.Type().Elem())
		setTime(p.Elem(), m)
		v.Set(p)
		return
	}
	fields := m.Descriptor().Fields()
	s, n := m.Get(fields.ByNumber(1)).Int(), int32(m.Get(fields.ByNumber(2)).Int())
	if v.Type() == timeType {
		t := &timestamppb.Timestamp{Seconds: s, Nanos: n}
		mustBeValid(t.CheckValid())
		v.Set(reflect.ValueOf(t.AsTime()))
		return
	}
	d := &durationpb.Duration{Seconds: s, Nanos: n}
	mustBeValid(d.CheckValid())
	if back := durationpb.New(d.AsDuration()); back.Seconds != s || back.Nanos != n {
		panic(fmt.Sprintf("grpcgen: %v does not fit a time.Duration", d))
	}
	v.SetInt(int64(d.AsDuration()))
}

func mustBeValid(err error) {
	if err != nil {
		panic("grpcgen: " + err.Error())
	}
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
