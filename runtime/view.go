package runtime

import (
	"fmt"
	"reflect"
	"strings"
	"unsafe"

	"google.golang.org/protobuf/reflect/protoreflect"
)

// structView knows where the fields of a message live in its Go struct. It is decided once for each message, so that
// reading a field is an offset and a call, not a search.
type structView struct {
	goType  reflect.Type
	desc    protoreflect.MessageDescriptor
	fields  []fieldView // in the order of the descriptor
	unknown *place      // of the UnknownFields; nil if unknown fields are dropped
}

// fieldView is one field: the way to it and how its values cross over.
type fieldView struct {
	place
	size   uintptr // of the Go field
	fd     protoreflect.FieldDescriptor
	conv   converter
	others []*fieldView // of the same oneof
}

func newStructView(t reflect.Type, desc protoreflect.MessageDescriptor, names Fields, bounds Bounds) *structView {
	s := &structView{goType: t, desc: desc, fields: make([]fieldView, desc.Fields().Len())}
	for i := range s.fields {
		fd := desc.Fields().Get(i)
		selector, ok := names[fd.Number()]
		if !ok {
			panic(fmt.Sprintf("grpcgen: the glue of %s lacks field %d: build it again", desc.FullName(), fd.Number()))
		}
		at, fieldType := newPlace(t, selector)
		s.fields[i] = fieldView{place: at, size: fieldType.Size(), fd: fd, conv: newConverter(fieldType, bounds.bounded(fd))}
	}
	for i := range s.fields {
		s.fields[i].others = s.othersOf(s.fields[i].fd)
	}
	if selector, ok := names[Unknown]; ok {
		at, _ := newPlace(t, selector)
		s.unknown = &at
	}
	return s
}

// othersOf returns the fields that are cleared when fd is set.
func (s *structView) othersOf(fd protoreflect.FieldDescriptor) []*fieldView {
	var others []*fieldView
	if od := fd.ContainingOneof(); od != nil {
		for i := range od.Fields().Len() {
			if other := od.Fields().Get(i); other != fd {
				others = append(others, s.field(other))
			}
		}
	}
	return others
}

// place is where a Go field lives in a struct.
type place struct {
	hops   []hop   // the embedded pointers on the way
	offset uintptr // in the struct, or in the last embedded one
}

// hop is an embedded pointer: where it is, and the struct it points to.
type hop struct {
	offset uintptr
	to     reflect.Type
}

// newPlace finds a field by its selector through embedded structs. The only field of a message that is a slice or a map
// has none: it is the value itself.
func newPlace(t reflect.Type, selector string) (at place, fieldType reflect.Type) {
	if selector == "" {
		return at, t
	}
	for name := range strings.SplitSeq(selector, ".") {
		if t.Kind() == reflect.Pointer {
			at.hops = append(at.hops, hop{at.offset, t.Elem()})
			at.offset, t = 0, t.Elem()
		}
		f, ok := t.FieldByName(name)
		if !ok {
			panic(fmt.Sprintf("grpcgen: %s has no field %s: build its glue again", t, name))
		}
		for _, i := range f.Index { // several if it is promoted through structs that have no name for the glue, never through pointers
			at.offset, t = at.offset+t.Field(i).Offset, t.Field(i).Type
		}
	}
	return at, t
}

// find returns the address of the field in the struct at p, and nil if an embedded pointer on the way is nil.
func (l *place) find(p unsafe.Pointer) unsafe.Pointer {
	for i := range l.hops {
		if p = *(*unsafe.Pointer)(unsafe.Add(p, l.hops[i].offset)); p == nil {
			return nil
		}
	}
	return unsafe.Add(p, l.offset)
}

// make returns the address of the field after allocating the embedded pointers on the way.
func (l *place) make(p unsafe.Pointer) unsafe.Pointer {
	for _, h := range l.hops {
		to := (*unsafe.Pointer)(unsafe.Add(p, h.offset))
		if *to == nil {
			*to = reflect.New(h.to).UnsafePointer()
		}
		p = *to
	}
	return unsafe.Add(p, l.offset)
}

// boundView is the protobuf view of the struct at p; nil is the empty message, which cannot be changed.
type boundView struct {
	*structView
	p unsafe.Pointer
}

// field returns the view of a field. As with protobuf-go, a field of another message is a mistake that panics.
func (s *structView) field(fd protoreflect.FieldDescriptor) *fieldView {
	if i := fd.Index(); uint(i) < uint(len(s.fields)) && s.fields[i].fd == fd {
		return &s.fields[i]
	}
	panic(fmt.Sprintf("grpcgen: %s is not a field of the message in %s", fd.FullName(), s.goType))
}

// read returns the address of a field that is present, and nil of one that is not.
func (b boundView) read(f *fieldView) unsafe.Pointer {
	if b.p == nil {
		return nil
	}
	if at := f.find(b.p); at != nil && f.conv.has(at) {
		return at
	}
	return nil
}

// write returns the address of a field that is about to be set, and clears the others of its oneof.
func (b boundView) write(f *fieldView) unsafe.Pointer {
	b.mustBeValid()
	for _, other := range f.others {
		if at := other.find(b.p); at != nil {
			other.clear(at)
		}
	}
	return f.make(b.p)
}

func (b boundView) mustBeValid() {
	if b.p == nil {
		panic(fmt.Sprintf("grpcgen: a nil *%s cannot be changed", b.goType))
	}
}

func (b boundView) Has(fd protoreflect.FieldDescriptor) bool { return b.read(b.field(fd)) != nil }

func (b boundView) Get(fd protoreflect.FieldDescriptor) protoreflect.Value {
	f := b.field(fd)
	if at := b.read(f); at != nil {
		return f.conv.get(at)
	}
	return f.conv.none()
}

// Set leaves out what the Go type cannot hold, and the message is in error then: see refusals.
func (b boundView) Set(fd protoreflect.FieldDescriptor, v protoreflect.Value) {
	f := b.field(fd)
	at := b.write(f)
	if (f.fd.Message() != nil || f.fd.IsList()) && isAt(v, at) {
		return
	}
	refusals.forget(at, f.size)
	if err := f.conv.set(at, v); err != nil {
		refusals.note(at, refusedField(fd, err))
	}
}

// isAt reports whether v is the list or the message at p itself.
func isAt(v protoreflect.Value, p unsafe.Pointer) bool {
	switch v := v.Interface().(type) {
	case list:
		return v.p == p
	case *arrayList:
		return v.p == p
	case native:
		_, own := v.core()
		return unsafe.Pointer(own) == p
	}
	return false
}

func (b boundView) Clear(fd protoreflect.FieldDescriptor) {
	f := b.field(fd)
	b.mustBeValid()
	if at := f.find(b.p); at != nil {
		f.clear(at)
	}
}

func (f *fieldView) clear(at unsafe.Pointer) {
	refusals.forget(at, f.size)
	f.conv.clear(at)
}

func (b boundView) Mutable(fd protoreflect.FieldDescriptor) protoreflect.Value {
	f := b.field(fd)
	return f.conv.mutable(b.write(f))
}

func (b boundView) NewField(fd protoreflect.FieldDescriptor) protoreflect.Value {
	return b.field(fd).conv.fresh()
}

func (b boundView) Range(visit func(protoreflect.FieldDescriptor, protoreflect.Value) bool) {
	for i := range b.fields {
		f := &b.fields[i]
		if at := b.read(f); at != nil && !visit(f.fd, f.conv.get(at)) {
			return
		}
	}
}

// WhichOneof returns the field that is set; of two, which cannot be encoded, the first.
func (b boundView) WhichOneof(od protoreflect.OneofDescriptor) protoreflect.FieldDescriptor {
	for i := range od.Fields().Len() {
		if fd := od.Fields().Get(i); b.Has(fd) {
			return fd
		}
	}
	return nil
}

// isEmpty reports whether the message encodes to nothing: no field is present, and none unknown.
func (b boundView) isEmpty() bool {
	for i := range b.fields {
		if b.read(&b.fields[i]) != nil {
			return false
		}
	}
	return len(b.getUnknown()) == 0
}
