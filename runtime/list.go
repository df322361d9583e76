package runtime

import (
	"reflect"

	"google.golang.org/protobuf/reflect/protoreflect"
)

// listConverter holds a repeated field in a slice.
type listConverter struct {
	t    reflect.Type
	elem element
}

func (c listConverter) has(v reflect.Value) bool { return v.Len() > 0 }
func (c listConverter) alwaysThere() bool        { return false }

func (c listConverter) toProto(v reflect.Value) protoreflect.Value {
	return protoreflect.ValueOfList(list{v: v, elem: c.elem})
}

func (c listConverter) set(v reflect.Value, to protoreflect.Value) {
	if own, ok := to.List().(list); ok && own.v.Type() == c.t {
		v.Set(own.v)
		return
	}
	v.SetZero()
	for l, i := to.List(), 0; i < l.Len(); i++ {
		v.Set(reflect.Append(v, c.elem.fromProto(l.Get(i))))
	}
}

func (c listConverter) mutable(v reflect.Value) protoreflect.Value { return c.toProto(v) }
func (c listConverter) absent() protoreflect.Value                 { return c.toProto(reflect.Zero(c.t)) }
func (c listConverter) fresh() protoreflect.Value                  { return c.toProto(reflect.New(c.t).Elem()) }

// list is a slice as protobuf sees it. That of an absent field cannot be changed.
type list struct {
	v    reflect.Value
	elem element
}

func (l list) Len() int                        { return l.v.Len() }
func (l list) Get(i int) protoreflect.Value    { return l.elem.toProto(l.v.Index(i)) }
func (l list) Set(i int, v protoreflect.Value) { l.v.Index(i).Set(l.elem.fromProto(v)) }
func (l list) Append(v protoreflect.Value)     { l.v.Set(reflect.Append(l.v, l.elem.fromProto(v))) }
func (l list) Truncate(n int)                  { l.v.Set(l.v.Slice(0, n)) }
func (l list) NewElement() protoreflect.Value  { return l.elem.fresh() }
func (l list) IsValid() bool                   { return l.v.CanSet() }

// AppendMutable returns the new element. One held by value moves when the slice grows again.
func (l list) AppendMutable() protoreflect.Value {
	if l.elem.fd.Message() == nil {
		panic("grpcgen: AppendMutable needs a list of messages")
	}
	l.Append(l.elem.fresh())
	last := l.v.Index(l.v.Len() - 1)
	if l.elem.isTime() {
		return protoreflect.ValueOfMessage(timeProxy{Message: timeMessage(last), field: last})
	}
	return l.elem.toProto(last)
}
