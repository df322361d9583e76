package runtime

import (
	"fmt"
	"reflect"
	"unsafe"

	"google.golang.org/protobuf/reflect/protoreflect"
)

// mapConverter holds a map field in a Go map.
type mapConverter struct {
	t          reflect.Type
	key, value element
	fd         protoreflect.FieldDescriptor
	inPlace    bool // whether a value that has been copied out of the map is still the message in it
}

func newMapConverter(t reflect.Type, fd protoreflect.FieldDescriptor) converter {
	value := newElement(t.Elem(), fd.MapValue())
	_, inPlace := value.(messagePointer)
	return &mapConverter{t: t, fd: fd, key: newElement(t.Key(), fd.MapKey()), value: value, inPlace: inPlace}
}

func (c *mapConverter) has(p unsafe.Pointer) bool { return valueAt(c.t, p).Len() > 0 }
func (c *mapConverter) get(p unsafe.Pointer) protoreflect.Value {
	return protoreflect.ValueOfMap(mapView{c, valueAt(c.t, p)})
}
func (c *mapConverter) clear(p unsafe.Pointer) { *pointerAt(p) = nil }
func (c *mapConverter) none() protoreflect.Value {
	return protoreflect.ValueOfMap(mapView{c, reflect.Zero(c.t)})
}
func (c *mapConverter) fresh() protoreflect.Value {
	return protoreflect.ValueOfMap(mapView{c, reflect.MakeMap(c.t)})
}

func (c *mapConverter) set(p unsafe.Pointer, v protoreflect.Value) error {
	from := v.Map()
	if own, ok := from.(mapView); ok && own.c.t == c.t {
		if own.v.IsNil() {
			panic("grpcgen: a map that is read-only cannot be set")
		}
		valueAt(c.t, p).Set(own.v)
		return nil
	}
	into := mapView{c, reflect.MakeMap(c.t)}
	from.Range(func(k protoreflect.MapKey, e protoreflect.Value) bool {
		into.Set(k, e)
		return true
	})
	valueAt(c.t, p).Set(into.v)
	return nil
}

// made returns the map at p after making it.
func (c *mapConverter) made(p unsafe.Pointer) reflect.Value {
	v := valueAt(c.t, p)
	if v.IsNil() {
		v.Set(reflect.MakeMap(c.t))
	}
	return v
}

func (c *mapConverter) mutable(p unsafe.Pointer) protoreflect.Value {
	return protoreflect.ValueOfMap(mapView{c, c.made(p)})
}

// merge replaces values, messages too.
func (c *mapConverter) merge(dst, src unsafe.Pointer) {
	into := c.made(dst)
	for it := valueAt(c.t, src).MapRange(); it.Next(); {
		if isPlain(c.value) {
			into.SetMapIndex(it.Key(), it.Value())
			continue
		}
		from, to := reflect.New(c.t.Elem()), reflect.New(c.t.Elem())
		from.Elem().SetIterValue(it)
		c.value.merge(to.UnsafePointer(), from.UnsafePointer())
		into.SetMapIndex(it.Key(), to.Elem())
	}
}

func (c *mapConverter) equal(a, b unsafe.Pointer) bool {
	x, y := valueAt(c.t, a), valueAt(c.t, b)
	if x.Len() != y.Len() {
		return false
	}
	v, w := reflect.New(c.t.Elem()), reflect.New(c.t.Elem())
	for it := x.MapRange(); it.Next(); {
		other := y.MapIndex(it.Key())
		if !other.IsValid() {
			return false
		}
		v.Elem().SetIterValue(it)
		w.Elem().Set(other)
		if !c.value.equal(v.UnsafePointer(), w.UnsafePointer()) {
			return false
		}
	}
	return true
}

// mapView is a Go map as protobuf sees it. That of an absent field is nil and cannot be changed.
type mapView struct {
	c *mapConverter
	v reflect.Value
}

func (m mapView) Len() int                       { return m.v.Len() }
func (m mapView) IsValid() bool                  { return !m.v.IsNil() }
func (m mapView) NewValue() protoreflect.Value   { return m.c.value.fresh() }
func (m mapView) Has(k protoreflect.MapKey) bool { return m.at(k).IsValid() }

// Clear of a key that the Go type cannot hold does nothing: it is not there.
func (m mapView) Clear(k protoreflect.MapKey) {
	if key, err := m.goKey(k); err == nil {
		m.v.SetMapIndex(key, reflect.Value{})
	}
}

func (m mapView) goKey(k protoreflect.MapKey) (reflect.Value, error) {
	key := reflect.New(m.c.t.Key())
	err := m.c.key.store(key.UnsafePointer(), k.Value())
	return key.Elem(), err
}

// at returns the value of a key; it is not valid if there is none.
func (m mapView) at(k protoreflect.MapKey) reflect.Value {
	key, err := m.goKey(k)
	if err != nil {
		return reflect.Value{}
	}
	return m.v.MapIndex(key)
}

// note remembers what was refused for the map.
func (m mapView) note(err error) {
	if err != nil {
		refusals.note(m.v.UnsafePointer(), refusedField(m.c.fd, err))
	}
}

// Set leaves out an entry whose key or value the Go type cannot hold.
func (m mapView) Set(k protoreflect.MapKey, v protoreflect.Value) {
	if m.v.IsNil() {
		panic("grpcgen: the map of a field that is not set is read-only; take it from Mutable")
	}
	value := reflect.New(m.c.t.Elem())
	key, err := m.goKey(k)
	if err == nil {
		err = m.c.value.store(value.UnsafePointer(), v)
	}
	if err != nil {
		m.note(err)
		return
	}
	m.put(key, value)
}

// put copies a value into the map.
func (m mapView) put(key, value reflect.Value) {
	m.v.SetMapIndex(key, value.Elem())
	refusals.carry(value.UnsafePointer(), m.c.t.Elem().Size(), m.v.UnsafePointer())
}

func (m mapView) Get(k protoreflect.MapKey) protoreflect.Value {
	v := m.at(k)
	if !v.IsValid() {
		return protoreflect.Value{}
	}
	return m.c.value.load(copied(v))
}

func (m mapView) Range(visit func(protoreflect.MapKey, protoreflect.Value) bool) {
	if m.v.Len() == 0 {
		return
	}
	key, value := reflect.New(m.c.t.Key()), reflect.New(m.c.t.Elem())
	shared := isPlain(m.c.value) || m.c.inPlace // what is loaded does not depend on where it was copied to
	for it := m.v.MapRange(); it.Next(); {
		if !shared {
			value = reflect.New(m.c.t.Elem())
		}
		key.Elem().SetIterKey(it)
		value.Elem().SetIterValue(it)
		if !visit(m.c.key.load(key.UnsafePointer()).MapKey(), m.c.value.load(value.UnsafePointer())) {
			return
		}
	}
}

// Mutable returns the message of a key, made if it is missing. Go cannot point into a map, so one that the map holds by
// value is a copy, which is stored again whenever it is changed; what the map itself is set to meanwhile is lost then.
func (m mapView) Mutable(k protoreflect.MapKey) protoreflect.Value {
	if m.c.fd.MapValue().Message() == nil {
		panic(fmt.Sprintf("grpcgen: Mutable needs a map of messages, which %s is not", m.c.fd.FullName()))
	}
	key, err := m.goKey(k)
	if err != nil {
		m.note(err)
		return m.NewValue()
	}
	if !m.Has(k) {
		m.Set(k, m.NewValue())
	}
	if m.c.inPlace {
		return m.Get(k)
	}
	value := reflect.NewAt(m.c.t.Elem(), copied(m.v.MapIndex(key)))
	return storing(m.c.value.mutable(value.UnsafePointer()), func() { m.put(key, value) })
}
