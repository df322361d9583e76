package runtime

import (
	"reflect"

	"google.golang.org/protobuf/reflect/protoreflect"
)

// mapConverter holds a map field in a Go map.
type mapConverter struct {
	t          reflect.Type
	key, value element
}

func (c mapConverter) has(v reflect.Value) bool { return v.Len() > 0 }
func (c mapConverter) alwaysThere() bool        { return false }

func (c mapConverter) toProto(v reflect.Value) protoreflect.Value {
	return protoreflect.ValueOfMap(mapView{v: v, key: c.key, value: c.value})
}

func (c mapConverter) set(v reflect.Value, to protoreflect.Value) {
	if own, ok := to.Map().(mapView); ok && own.v.Type() == c.t {
		v.Set(own.v)
		return
	}
	v.Set(reflect.MakeMap(c.t))
	into := mapView{v: v, key: c.key, value: c.value}
	to.Map().Range(func(k protoreflect.MapKey, e protoreflect.Value) bool {
		into.Set(k, e)
		return true
	})
}

func (c mapConverter) mutable(v reflect.Value) protoreflect.Value {
	if v.IsNil() {
		v.Set(reflect.MakeMap(c.t))
	}
	return c.toProto(v)
}

func (c mapConverter) absent() protoreflect.Value { return c.toProto(reflect.Zero(c.t)) }
func (c mapConverter) fresh() protoreflect.Value  { return c.toProto(reflect.MakeMap(c.t)) }

// mapView is a Go map as protobuf sees it. That of an absent field is nil and cannot be changed.
type mapView struct {
	v          reflect.Value
	key, value element
}

func (m mapView) Len() int                                  { return m.v.Len() }
func (m mapView) IsValid() bool                             { return !m.v.IsNil() }
func (m mapView) NewValue() protoreflect.Value              { return m.value.fresh() }
func (m mapView) goKey(k protoreflect.MapKey) reflect.Value { return m.key.fromProto(k.Value()) }
func (m mapView) Has(k protoreflect.MapKey) bool            { return m.v.MapIndex(m.goKey(k)).IsValid() }
func (m mapView) Clear(k protoreflect.MapKey)               { m.v.SetMapIndex(m.goKey(k), reflect.Value{}) }

func (m mapView) Set(k protoreflect.MapKey, v protoreflect.Value) {
	m.v.SetMapIndex(m.goKey(k), m.value.fromProto(v))
}

func (m mapView) Get(k protoreflect.MapKey) protoreflect.Value {
	v := m.v.MapIndex(m.goKey(k))
	if !v.IsValid() {
		return protoreflect.Value{}
	}
	return m.value.toProto(v)
}

func (m mapView) Range(visit func(protoreflect.MapKey, protoreflect.Value) bool) {
	for it := m.v.MapRange(); it.Next(); {
		if !visit(m.key.toProto(it.Key()).MapKey(), m.value.toProto(it.Value())) {
			return
		}
	}
}

// Mutable returns the message of a key, made if it is missing. Go cannot point into a map, so a message that the map
// holds by value has no mutable form: use Get, change the copy, and Set.
func (m mapView) Mutable(k protoreflect.MapKey) protoreflect.Value {
	if m.value.fd.Message() == nil || m.value.t.Kind() != reflect.Pointer {
		panic("grpcgen: Mutable needs a map of messages held by pointer; use NewValue and Set")
	}
	if !m.Has(k) {
		m.Set(k, m.NewValue())
	}
	return m.Get(k)
}
