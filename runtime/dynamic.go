package runtime

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"unsafe"

	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/known/structpb"

	"github.com/grpcgen/grpcgen/runtime/wire"
)

// dynamicElement carries what holds whatever JSON can, over the wire format: as a Value, a Struct or a ListValue.
type dynamicElement struct {
	t      reflect.Type
	fd     protoreflect.FieldDescriptor
	zero   proto.Message // nil, of the type that it is seen as
	length func(p unsafe.Pointer) int
	raw    func(b []byte, i int, p unsafe.Pointer) int
	read   func(b []byte, p unsafe.Pointer) *wire.DecodeError
	absent func(p unsafe.Pointer) bool
}

var rawMessageType = reflect.TypeFor[json.RawMessage]()

// isDynamic reports whether t holds whatever JSON can: any, map[string]any, []any, json.RawMessage, and named types of
// the first three.
func isDynamic(t reflect.Type) bool {
	isAny := func(t reflect.Type) bool { return t.Kind() == reflect.Interface && t.NumMethod() == 0 }
	switch t.Kind() {
	case reflect.Map:
		return t.Key() == reflect.TypeFor[string]() && isAny(t.Elem())
	case reflect.Slice:
		return t == rawMessageType || isAny(t.Elem())
	}
	return isAny(t)
}

// newDynamicElement chooses by the kind of the Go type. A named type lies in memory as the one below it.
func newDynamicElement(t reflect.Type, fd protoreflect.FieldDescriptor) element {
	e := &dynamicElement{t: t, fd: fd, zero: (*structpb.Value)(nil)}
	switch {
	case t == rawMessageType:
		hold(e, wire.LenJSON[json.RawMessage], wire.RawJSON, wire.ReadJSON, func(v json.RawMessage) bool { return len(v) == 0 })
	case t.Kind() == reflect.Interface:
		hold(e, wire.LenAny[any], wire.RawAny, wire.ReadAny, func(v any) bool { return v == nil })
	case t.Kind() == reflect.Map:
		e.zero = (*structpb.Struct)(nil)
		hold(e, wire.LenAnyMap[map[string]any], wire.RawAnyMap, wire.ReadAnyMap, func(v map[string]any) bool { return len(v) == 0 })
	default:
		e.zero = (*structpb.ListValue)(nil)
		hold(e, wire.LenAnyList[[]any], wire.RawAnyList, wire.ReadAnyList, func(v []any) bool { return len(v) == 0 })
	}
	if name := e.zero.ProtoReflect().Descriptor().FullName(); name != fd.Message().FullName() {
		panic(fmt.Sprintf("grpcgen: %s cannot hold the %s of field %s: build its glue again", t, fd.Message().FullName(), fd.FullName()))
	}
	return e
}

// hold takes the functions of package wire for values in memory.
func hold[T any](e *dynamicElement, length func(T) int, raw func([]byte, int, T) int, read func(*wire.Decoder, []byte, int, *T) int, absent func(T) bool) {
	e.length = func(p unsafe.Pointer) int { return length(*(*T)(p)) }
	e.raw = func(b []byte, i int, p unsafe.Pointer) int { return raw(b, i, *(*T)(p)) }
	e.read = func(b []byte, p unsafe.Pointer) *wire.DecodeError {
		return wire.Decode(b, (*T)(p), func(d *wire.Decoder, b []byte, v *T) int { return min(read(d, b, 0, v), 0) }, &wire.Options{})
	}
	e.absent = func(p unsafe.Pointer) bool { return absent(*(*T)(p)) }
}

func (e *dynamicElement) isZero(p unsafe.Pointer) bool { return e.absent(p) }

// message returns the value at p as a message, or why it has none.
func (e *dynamicElement) message(p unsafe.Pointer) (m protoreflect.Message, err error) {
	defer func() {
		if v := recover(); v != nil {
			encode, ok := v.(*wire.EncodeError)
			if !ok {
				panic(v)
			}
			err = encode
		}
	}()
	b := make([]byte, e.length(p))
	if e.raw(b, len(b), p) != 0 {
		return nil, errors.New("it changed while it was read")
	}
	record, _ := protowire.ConsumeBytes(b)
	m = e.zero.ProtoReflect().New()
	return m, proto.Unmarshal(record, m.Interface())
}

// load panics on a value that cannot be encoded either.
func (e *dynamicElement) load(p unsafe.Pointer) protoreflect.Value {
	m, err := e.message(p)
	if err != nil {
		panic(fmt.Sprintf("grpcgen: a %s has no proto form: %v", e.t, err))
	}
	return protoreflect.ValueOfMessage(m)
}

// store takes a message of any implementation.
func (e *dynamicElement) store(p unsafe.Pointer, v protoreflect.Value) error {
	record, err := proto.Marshal(v.Message().Interface())
	value := reflect.New(e.t)
	if err == nil {
		if failed := e.read(protowire.AppendBytes(nil, record), value.UnsafePointer()); failed != nil {
			err = failed
		}
	}
	if err != nil {
		return fmt.Errorf("a %s does not fit %s: %w", v.Message().Descriptor().FullName(), e.t, err)
	}
	valueAt(e.t, p).Set(value.Elem())
	return nil
}

func (e *dynamicElement) mutable(p unsafe.Pointer) protoreflect.Value {
	v := e.fresh()
	if !e.absent(p) {
		v = e.load(p)
	}
	return storing(v, func() { refusals.settle(p, e.t.Size(), e.fd, e.store(p, v)) })
}

func (e *dynamicElement) none() protoreflect.Value {
	return protoreflect.ValueOfMessage(e.zero.ProtoReflect())
}

func (e *dynamicElement) fresh() protoreflect.Value {
	return protoreflect.ValueOfMessage(e.zero.ProtoReflect().New())
}

func (e *dynamicElement) merge(dst, src unsafe.Pointer) {
	from := e.load(src)
	if e.absent(dst) {
		refusals.settle(dst, e.t.Size(), e.fd, e.store(dst, from))
		return
	}
	to := e.load(dst)
	proto.Merge(to.Message().Interface(), from.Message().Interface())
	refusals.settle(dst, e.t.Size(), e.fd, e.store(dst, to))
}

func (e *dynamicElement) equal(a, b unsafe.Pointer) bool {
	x, errX := e.message(a)
	y, errY := e.message(b)
	return errX == nil && errY == nil && proto.Equal(x.Interface(), y.Interface())
}
