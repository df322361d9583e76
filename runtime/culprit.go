package runtime

import (
	"reflect"
	"strings"
	"unsafe"

	"google.golang.org/protobuf/reflect/protoreflect"
)

// Encoding does not keep track of where it is, since that would cost every message something. Only when it has failed is
// the faulty field looked for, by encoding the fields of the message one by one.

// culpritLevels is how many levels of messages the search goes down.
const culpritLevels = 8

// culprit returns the way to the field of p that cannot be encoded, such as ".lines.price", or "" if there is none.
func (m *core) culprit(p *byte, levels int) string {
	m.resolve()
	for i := range m.view.fields {
		f := &m.view.fields[i]
		alone := reflect.New(m.goType)
		selector := m.fields[f.fd.Number()]
		if copyField(alone.Elem(), valueAt(m.goType, unsafe.Pointer(p)), selector) && !m.encodes((*byte)(alone.UnsafePointer())) {
			return "." + string(f.fd.Name()) + nestedCulprit(f, boundView{structView: m.view, p: unsafe.Pointer(p)}, levels-1)
		}
	}
	return ""
}

// encodes reports whether p can be encoded.
func (m *core) encodes(p *byte) (ok bool) {
	defer func() { ok = recover() == nil }()
	n := m.codec.Size(p)
	m.codec.Put(make([]byte, n), n, p)
	return true
}

// nestedCulprit goes on in the messages that a field holds, if it holds any of ours.
func nestedCulprit(f *fieldView, b boundView, levels int) (way string) {
	defer func() { _ = recover() }() // a value without a proto form has no view either
	at := f.find(b.p)
	if at == nil || levels == 0 || !isThere(f, at) {
		return ""
	}
	visit := func(v protoreflect.Value) bool {
		if m, ok := v.Interface().(native); ok {
			if m, p := m.core(); p != nil {
				way = m.culprit(p, levels)
			}
		}
		return way == ""
	}
	v := f.conv.get(at)
	switch {
	case f.fd.IsMap():
		v.Map().Range(func(_ protoreflect.MapKey, v protoreflect.Value) bool { return visit(v) })
	case f.fd.IsList():
		for i := 0; i < v.List().Len() && visit(v.List().Get(i)); i++ {
			continue
		}
	default:
		visit(v)
	}
	return way
}

// isThere reports whether a field is present. One that cannot tell is: it has a value without a proto form.
func isThere(f *fieldView, at unsafe.Pointer) (there bool) {
	defer func() { there = recover() != nil || there }()
	return f.conv.has(at)
}

// copyField copies one field through embedded structs, and reports whether it is there.
func copyField(dst, src reflect.Value, selector string) bool {
	if selector == "" {
		dst.Set(src)
		return true
	}
	for name := range strings.SplitSeq(selector, ".") {
		if src.Kind() == reflect.Pointer {
			if src.IsNil() {
				return false
			}
			dst.Set(reflect.New(src.Type().Elem()))
			dst, src = dst.Elem(), src.Elem()
		}
		dst, src = dst.FieldByName(name), src.FieldByName(name)
	}
	dst.Set(src)
	return true
}
