package runtime

import (
	"fmt"
	"reflect"
	"strings"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// structView knows where the fields of a message live in its Go struct.
type structView struct {
	zero   reflect.Value // an empty struct, for the nil message
	fields map[protoreflect.FieldNumber]fieldView
	order  []protoreflect.FieldDescriptor
}

// fieldView is one field: the way to it and how its values cross over.
type fieldView struct {
	index [][]int // one step for each embedded pointer on the way, the last to the field
	conv  converter
}

func newStructView[T any](desc protoreflect.MessageDescriptor, names Fields) *structView {
	t := reflect.TypeFor[T]()
	s := &structView{zero: reflect.New(t).Elem(), fields: map[protoreflect.FieldNumber]fieldView{}}
	for number, selector := range names {
		fd := desc.Fields().ByNumber(number)
		if fd == nil {
			panic(fmt.Sprintf("grpcgen: %s has no field %d: build its glue again", desc.FullName(), number))
		}
		index, fieldType := path(t, selector)
		s.fields[number] = fieldView{index: index, conv: newConverter(fieldType, fd)}
	}
	for i := range desc.Fields().Len() {
		s.order = append(s.order, desc.Fields().Get(i))
	}
	return s
}

// path finds a field by its selector through embedded structs.
func path(t reflect.Type, selector string) (index [][]int, fieldType reflect.Type) {
	var step []int
	for name := range strings.SplitSeq(selector, ".") {
		if t.Kind() == reflect.Pointer {
			index, step, t = append(index, step), nil, t.Elem()
		}
		f, ok := t.FieldByName(name)
		if !ok {
			panic(fmt.Sprintf("grpcgen: %s has no field %s: build its glue again", t, name))
		}
		step, t = append(step, f.Index...), f.Type
	}
	return append(index, step), t
}

// bind gives the view the struct that p points to.
func (s *structView) bind(empty bool, p any) boundView {
	if empty {
		return boundView{structView: s, v: s.zero, empty: true}
	}
	return boundView{structView: s, v: reflect.ValueOf(p).Elem()}
}

// boundView is the protobuf view of one struct.
type boundView struct {
	*structView
	v     reflect.Value
	empty bool // the nil message, which cannot be changed
}

func (b boundView) field(fd protoreflect.FieldDescriptor) fieldView {
	f, ok := b.fields[fd.Number()]
	if !ok {
		panic(fmt.Sprintf("grpcgen: %s is not a field of %s", fd.FullName(), b.v.Type()))
	}
	return f
}

// read returns the Go field, and false if an embedded pointer on the way is nil.
func (b boundView) read(f fieldView) (reflect.Value, bool) {
	v := b.v.FieldByIndex(f.index[0])
	for _, step := range f.index[1:] {
		if v.IsNil() {
			return reflect.Value{}, false
		}
		v = v.Elem().FieldByIndex(step)
	}
	return v, true
}

// write returns the Go field after allocating the embedded pointers on the way.
func (b boundView) write(f fieldView) reflect.Value {
	if b.empty {
		panic("grpcgen: a nil message cannot be changed")
	}
	v := b.v.FieldByIndex(f.index[0])
	for _, step := range f.index[1:] {
		if v.IsNil() {
			v.Set(reflect.New(v.Type().Elem()))
		}
		v = v.Elem().FieldByIndex(step)
	}
	return v
}

func (b boundView) Has(fd protoreflect.FieldDescriptor) bool {
	f := b.field(fd)
	v, ok := b.read(f)
	return ok && f.conv.has(v)
}

func (b boundView) Get(fd protoreflect.FieldDescriptor) protoreflect.Value {
	f := b.field(fd)
	if v, ok := b.read(f); ok && (f.conv.has(v) || f.conv.alwaysThere()) {
		return f.conv.toProto(v)
	}
	return f.conv.absent()
}

func (b boundView) Set(fd protoreflect.FieldDescriptor, v protoreflect.Value) {
	f := b.field(fd)
	f.conv.set(b.write(f), v)
}

func (b boundView) Clear(fd protoreflect.FieldDescriptor) {
	f := b.field(fd)
	if v, ok := b.read(f); ok && !b.empty {
		v.SetZero()
	}
}

func (b boundView) Mutable(fd protoreflect.FieldDescriptor) protoreflect.Value {
	f := b.field(fd)
	return f.conv.mutable(b.write(f))
}

func (b boundView) NewField(fd protoreflect.FieldDescriptor) protoreflect.Value {
	return b.field(fd).conv.fresh()
}

func (b boundView) Range(visit func(protoreflect.FieldDescriptor, protoreflect.Value) bool) {
	for _, fd := range b.order {
		if b.Has(fd) && !visit(fd, b.Get(fd)) {
			return
		}
	}
}

// WhichOneof knows only the synthetic oneofs of optional fields.
func (b boundView) WhichOneof(od protoreflect.OneofDescriptor) protoreflect.FieldDescriptor {
	for i := range od.Fields().Len() {
		if fd := od.Fields().Get(i); b.Has(fd) {
			return fd
		}
	}
	return nil
}

// encodesToNothing reports whether a message held by value counts as absent.
func encodesToNothing(m protoreflect.Message) bool { return proto.Size(m.Interface()) == 0 }
