package runtime

import (
	"unsafe"

	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/runtime/protoiface"
)

// writeBack is a message that is a copy of what it stands for: a time, or a value in a Go map. A change in it, or
// below it, is stored at once where it came from.
type writeBack struct {
	protoreflect.Message
	store func() // stores the message
}

func (w writeBack) Set(fd protoreflect.FieldDescriptor, v protoreflect.Value) {
	w.Message.Set(fd, v)
	w.store()
}

func (w writeBack) Clear(fd protoreflect.FieldDescriptor) {
	w.Message.Clear(fd)
	w.store()
}

func (w writeBack) SetUnknown(raw protoreflect.RawFields) {
	w.Message.SetUnknown(raw)
	w.store()
}

func (w writeBack) Mutable(fd protoreflect.FieldDescriptor) protoreflect.Value {
	v := w.Message.Mutable(fd)
	w.store() // it may have been made
	return storing(v, w.store)
}

func (w writeBack) Get(fd protoreflect.FieldDescriptor) protoreflect.Value {
	return storing(w.Message.Get(fd), w.store)
}

// ProtoMethods returns nil, so that no fast path passes Set by.
func (w writeBack) ProtoMethods() *protoiface.Methods { return nil }

// Interface returns a message whose reflection writes back again.
func (w writeBack) Interface() protoreflect.ProtoMessage { return writeBackMessage{w} }

type writeBackMessage struct{ w writeBack }

func (m writeBackMessage) ProtoReflect() protoreflect.Message { return m.w }

// mutableCopy returns the message that a value at p is to protobuf, though Go holds something else.
func mutableCopy(e element, p unsafe.Pointer, size uintptr, fd protoreflect.FieldDescriptor) protoreflect.Value {
	v := e.load(p)
	return storing(v, func() { refusals.settle(p, size, fd, e.store(p, v)) })
}

// storing has store called after every change of a list, a map or a message.
func storing(v protoreflect.Value, store func()) protoreflect.Value {
	switch x := v.Interface().(type) {
	case protoreflect.Message:
		return protoreflect.ValueOfMessage(writeBack{x, store})
	case protoreflect.List:
		return protoreflect.ValueOfList(writeBackList{x, store})
	case protoreflect.Map:
		return protoreflect.ValueOfMap(writeBackMap{x, store})
	}
	return v
}

type writeBackList struct {
	protoreflect.List
	store func()
}

func (l writeBackList) Set(i int, v protoreflect.Value) {
	l.List.Set(i, v)
	l.store()
}

func (l writeBackList) Append(v protoreflect.Value) {
	l.List.Append(v)
	l.store()
}

func (l writeBackList) AppendMutable() protoreflect.Value {
	v := l.List.AppendMutable()
	l.store()
	return storing(v, l.store)
}

func (l writeBackList) Truncate(n int) {
	l.List.Truncate(n)
	l.store()
}

type writeBackMap struct {
	protoreflect.Map
	store func()
}

func (m writeBackMap) Set(k protoreflect.MapKey, v protoreflect.Value) {
	m.Map.Set(k, v)
	m.store()
}

func (m writeBackMap) Clear(k protoreflect.MapKey) {
	m.Map.Clear(k)
	m.store()
}

func (m writeBackMap) Mutable(k protoreflect.MapKey) protoreflect.Value {
	v := m.Map.Mutable(k)
	m.store()
	return storing(v, m.store)
}
