package runtime

import (
	"fmt"
	"reflect"
	"sync"
	"unsafe"

	"google.golang.org/protobuf/reflect/protoreflect"
)

// boundType is a Go type as one message. A type can be several: one of another module that two packages use is a
// message of both.
type boundType struct {
	name    protoreflect.FullName
	binding any                                              // the Message of the type
	message func(p unsafe.Pointer) protoreflect.ProtoMessage // the message over a pointer to the type
}

// bound holds every Go type that the glue of this binary declares as a message.
var bound = struct {
	sync.RWMutex
	types map[reflect.Type][]*boundType
}{types: map[reflect.Type][]*boundType{}}

func bind[T any](m *Message[T], message func(p unsafe.Pointer) protoreflect.ProtoMessage) {
	m.core.bind(m, message)
}

func (m *core) bind(binding any, message func(p unsafe.Pointer) protoreflect.ProtoMessage) {
	bound.Lock()
	defer bound.Unlock()
	bound.types[m.goType] = append(bound.types[m.goType], &boundType{name: m.file.pkg + "." + m.name, binding: binding, message: message})
}

// boundTo returns what a Go type is as the message of that name, or nil.
func boundTo(t reflect.Type, name protoreflect.FullName) *boundType {
	bound.RLock()
	defer bound.RUnlock()
	for _, b := range bound.types[t] {
		if b.name == name {
			return b
		}
	}
	return nil
}

// allBound returns every message that a Go type is.
func allBound(t reflect.Type) []*boundType {
	bound.RLock()
	defer bound.RUnlock()
	return bound.types[t]
}

// MessageOf returns what T is as the message of that name. Glue calls it for a message of a package that
// it imports, so that package is initialised first. It panics if the two packages' glue does not fit together.
func MessageOf[T any](name protoreflect.FullName) *Message[T] {
	b := boundTo(reflect.TypeFor[T](), name)
	if b == nil {
		panic(fmt.Sprintf("grpcgen: %v is not the message %s: build its package with grpcgen", reflect.TypeFor[T](), name))
	}
	return b.binding.(*Message[T])
}

// CodecOf returns the codec of a message of another package.
func CodecOf[T any](name protoreflect.FullName) Codec[T] { return MessageOf[T](name).codec }
