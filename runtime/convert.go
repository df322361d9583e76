package runtime

import (
	"reflect"
	"time"

	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/known/durationpb"
	"google.golang.org/protobuf/types/known/timestamppb"
)

// converter carries the values of one Go type to protobuf reflection and back.
type converter interface {
	has(v reflect.Value) bool                   // whether the field is present
	alwaysThere() bool                          // whether Get returns the Go value even if it is not present
	toProto(v reflect.Value) protoreflect.Value // v is addressable
	set(v reflect.Value, to protoreflect.Value) // v is addressable
	mutable(v reflect.Value) protoreflect.Value // v is addressable
	absent() protoreflect.Value                 // what Get returns for a field that is not present
	fresh() protoreflect.Value                  // what NewField returns
}

var (
	timeType     = reflect.TypeFor[time.Time]()
	durationType = reflect.TypeFor[time.Duration]()
)

func newConverter(t reflect.Type, fd protoreflect.FieldDescriptor) converter {
	switch {
	case fd.IsMap():
		return mapConverter{t: t, key: newElement(t.Key(), fd.MapKey()), value: newElement(t.Elem(), fd.MapValue())}
	case fd.IsList():
		return listConverter{t: t, elem: newElement(t.Elem(), fd)}
	case fd.Message() == nil && t.Kind() == reflect.Pointer:
		return optionalConverter{elem: newElement(t.Elem(), fd), fd: fd}
	}
	return singularConverter{elem: newElement(t, fd), fd: fd}
}

// element converts a single value: a field's, an element's, a map's key or value.
type element struct {
	t  reflect.Type
	fd protoreflect.FieldDescriptor
}

func newElement(t reflect.Type, fd protoreflect.FieldDescriptor) element {
	return element{t: t, fd: fd}
}

// base is the Go type of a value without its pointer.
func (e element) base() reflect.Type {
	if e.t.Kind() == reflect.Pointer {
		return e.t.Elem()
	}
	return e.t
}

// isTime reports whether Go holds a well-known message as a time or a duration.
func (e element) isTime() bool { return e.base() == timeType || e.base() == durationType }

// toProto converts a value; a message keeps its identity if v is addressable or a pointer.
func (e element) toProto(v reflect.Value) protoreflect.Value {
	switch {
	case e.isTime():
		return protoreflect.ValueOfMessage(timeMessage(v))
	case e.fd.Message() != nil:
		return protoreflect.ValueOfMessage(messagePointer(v).Interface().(protoreflect.ProtoMessage).ProtoReflect())
	}
	switch e.fd.Kind() {
	case protoreflect.EnumKind:
		return protoreflect.ValueOfEnum(protoreflect.EnumNumber(integer(v)))
	case protoreflect.BoolKind:
		return protoreflect.ValueOfBool(v.Bool())
	case protoreflect.StringKind:
		return protoreflect.ValueOfString(v.String())
	case protoreflect.BytesKind:
		return protoreflect.ValueOfBytes(v.Bytes())
	case protoreflect.FloatKind:
		return protoreflect.ValueOfFloat32(float32(v.Float()))
	case protoreflect.DoubleKind:
		return protoreflect.ValueOfFloat64(v.Float())
	case protoreflect.Int32Kind, protoreflect.Sint32Kind, protoreflect.Sfixed32Kind:
		return protoreflect.ValueOfInt32(int32(integer(v)))
	case protoreflect.Uint32Kind, protoreflect.Fixed32Kind:
		return protoreflect.ValueOfUint32(uint32(v.Uint()))
	case protoreflect.Uint64Kind, protoreflect.Fixed64Kind:
		return protoreflect.ValueOfUint64(v.Uint())
	}
	return protoreflect.ValueOfInt64(v.Int())
}

func integer(v reflect.Value) int64 {
	if v.CanUint() {
		return int64(v.Uint())
	}
	return v.Int()
}

// messagePointer returns a pointer to a message: v itself, its address, or that of a copy.
func messagePointer(v reflect.Value) reflect.Value {
	switch {
	case v.Kind() == reflect.Pointer:
		return v
	case v.CanAddr():
		return v.Addr()
	}
	c := reflect.New(v.Type())
	c.Elem().Set(v)
	return c
}

// fromProto converts back. It panics, as protobuf-go does, where the value is of another type or does not fit.
func (e element) fromProto(v protoreflect.Value) reflect.Value {
	out := reflect.New(e.t).Elem()
	switch {
	case e.isTime():
		setTime(out, v.Message())
		return out
	case e.fd.Message() != nil:
		p := reflect.ValueOf(v.Message().Interface())
		if e.t.Kind() != reflect.Pointer {
			p = p.Elem()
		}
		out.Set(p)
		return out
	}
	switch x := v.Interface().(type) {
	case protoreflect.EnumNumber:
		setInteger(out, int64(x))
	case int32:
		setInteger(out, int64(x))
	case int64:
		setInteger(out, x)
	case uint32:
		setUnsigned(out, uint64(x))
	case uint64:
		setUnsigned(out, x)
	case []byte:
		out.SetBytes(x)
	default:
		out.Set(reflect.ValueOf(x).Convert(e.t))
	}
	return out
}

func setInteger(out reflect.Value, n int64) {
	if out.CanUint() {
		if n < 0 {
			panic(tooLarge(out, n))
		}
		setUnsigned(out, uint64(n))
		return
	}
	if out.OverflowInt(n) {
		panic(tooLarge(out, n))
	}
	out.SetInt(n)
}

func setUnsigned(out reflect.Value, n uint64) {
	if out.OverflowUint(n) {
		panic(tooLarge(out, n))
	}
	out.SetUint(n)
}

// fresh returns an empty value: of a message, a new one.
func (e element) fresh() protoreflect.Value {
	switch {
	case e.base() == timeType:
		return protoreflect.ValueOfMessage(new(timestamppb.Timestamp).ProtoReflect())
	case e.base() == durationType:
		return protoreflect.ValueOfMessage(new(durationpb.Duration).ProtoReflect())
	case e.fd.Message() != nil:
		return protoreflect.ValueOfMessage(reflect.New(e.base()).Interface().(protoreflect.ProtoMessage).ProtoReflect())
	}
	return e.fd.Default()
}

// absent returns the empty message that cannot be changed, or the default of a scalar.
func (e element) absent() protoreflect.Value {
	switch {
	case e.base() == timeType:
		return protoreflect.ValueOfMessage((*timestamppb.Timestamp)(nil).ProtoReflect())
	case e.base() == durationType:
		return protoreflect.ValueOfMessage((*durationpb.Duration)(nil).ProtoReflect())
	case e.fd.Message() != nil:
		none := reflect.Zero(reflect.PointerTo(e.base()))
		return protoreflect.ValueOfMessage(none.Interface().(protoreflect.ProtoMessage).ProtoReflect())
	}
	return e.fd.Default()
}
