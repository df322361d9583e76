package runtime

import "google.golang.org/protobuf/reflect/protoreflect"

// Bounds are how many bytes the text or the binary forms in fields may have, by their numbers.
type Bounds map[protoreflect.FieldNumber]int

// Bound sets the bounds of fields, and returns m. It is for glue, before the message is used.
func (m *Message[T]) Bound(bounds Bounds) *Message[T] {
	m.core.bounds = bounds
	return m
}

// boundedField is a field whose forms have a bound.
type boundedField struct {
	protoreflect.FieldDescriptor
	most int
}

// MapKey and MapValue are bounded as the map is.
func (f boundedField) MapKey() protoreflect.FieldDescriptor {
	return boundedField{f.FieldDescriptor.MapKey(), f.most}
}

func (f boundedField) MapValue() protoreflect.FieldDescriptor {
	return boundedField{f.FieldDescriptor.MapValue(), f.most}
}

// bounded returns fd with what it is bounded to.
func (b Bounds) bounded(fd protoreflect.FieldDescriptor) protoreflect.FieldDescriptor {
	if most := b[fd.Number()]; most > 0 {
		return boundedField{fd, most}
	}
	return fd
}

// boundOf returns how many bytes a form may have; 0 if there is no bound of the field's own.
func boundOf(fd protoreflect.FieldDescriptor) int {
	if f, ok := fd.(boundedField); ok {
		return f.most
	}
	return 0
}
