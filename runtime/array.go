package runtime

import (
	"fmt"
	"reflect"
	"unsafe"

	"google.golang.org/protobuf/reflect/protoreflect"
)

// arrayConverter holds a repeated field in a Go array: none of its elements is there if all are zero.
type arrayConverter struct {
	t    reflect.Type // of the array
	len  int
	size uintptr // of an element
	elem element
	fd   protoreflect.FieldDescriptor
}

func newArrayConverter(t reflect.Type, fd protoreflect.FieldDescriptor) converter {
	return &arrayConverter{t: t, len: t.Len(), size: t.Elem().Size(), elem: newElement(t.Elem(), fd), fd: fd}
}

func (c *arrayConverter) at(p unsafe.Pointer, i int) unsafe.Pointer {
	return unsafe.Add(p, uintptr(i)*c.size)
}

func (c *arrayConverter) has(p unsafe.Pointer) bool {
	if _, ok := c.elem.(*form); ok { // the zero value of such a type can have a form
		return !valueAt(c.t, p).IsZero()
	}
	for i := range c.len {
		if !c.elem.isZero(c.at(p, i)) {
			return true
		}
	}
	return false
}

func (c *arrayConverter) get(p unsafe.Pointer) protoreflect.Value { return c.list(p, c.len) }
func (c *arrayConverter) clear(p unsafe.Pointer)                  { valueAt(c.t, p).SetZero() }
func (c *arrayConverter) none() protoreflect.Value                { return c.list(nil, 0) }
func (c *arrayConverter) fresh() protoreflect.Value {
	return c.list(reflect.New(c.t).UnsafePointer(), 0)
}

func (c *arrayConverter) list(p unsafe.Pointer, n int) protoreflect.Value {
	return protoreflect.ValueOfList(&arrayList{c, p, n})
}

// mutable returns a list that starts empty if the field is absent, and goes on where Append has stopped: prototext asks
// for the list again for each element.
func (c *arrayConverter) mutable(p unsafe.Pointer) protoreflect.Value {
	if n := refusals.filled(p); n > 0 || !c.has(p) {
		return c.list(p, n)
	}
	return c.get(p)
}

// setFilled remembers that there are n elements, which the array cannot say itself: they may be zero. Until there are all,
// or none, the message is in error.
func (c *arrayConverter) setFilled(p unsafe.Pointer, n int) {
	if n == c.len || n == 0 {
		refusals.filledUp(p)
		return
	}
	refusals.noteFilled(p, refusedField(c.fd, c.tooFew(n)), n)
}

func (c *arrayConverter) tooFew(n int) error { return fmt.Errorf("%d elements do not fit %s", n, c.t) }

func (c *arrayConverter) set(p unsafe.Pointer, v protoreflect.Value) error {
	from := v.List()
	if n := from.Len(); n != 0 && n != c.len {
		return c.tooFew(n)
	}
	array := reflect.New(c.t)
	for i := range from.Len() {
		if err := c.elem.store(c.at(array.UnsafePointer(), i), from.Get(i)); err != nil {
			return err
		}
	}
	valueAt(c.t, p).Set(array.Elem())
	refusals.carry(array.UnsafePointer(), c.t.Size(), p)
	return nil
}

// merge replaces the array: it cannot grow.
func (c *arrayConverter) merge(dst, src unsafe.Pointer) {
	array := reflect.New(c.t)
	for i := range c.len {
		c.elem.merge(c.at(array.UnsafePointer(), i), c.at(src, i))
	}
	valueAt(c.t, dst).Set(array.Elem())
}

func (c *arrayConverter) equal(a, b unsafe.Pointer) bool {
	for i := range c.len {
		if !c.elem.equal(c.at(a, i), c.at(b, i)) {
			return false
		}
	}
	return true
}

// arrayList is the array at p as protobuf sees it. It has n elements: all, or those that were appended to it.
type arrayList struct {
	c *arrayConverter
	p unsafe.Pointer
	n int
}

func (l *arrayList) Len() int                       { return l.n }
func (l *arrayList) IsValid() bool                  { return l.p != nil }
func (l *arrayList) NewElement() protoreflect.Value { return l.c.elem.fresh() }
func (l *arrayList) Get(i int) protoreflect.Value   { return l.c.elem.load(l.at(i)) }
func (l *arrayList) Set(i int, v protoreflect.Value) {
	l.note(l.c.elem.store(l.at(i), v))
}

func (l *arrayList) note(err error) {
	if err != nil {
		refusals.note(l.p, refusedField(l.c.fd, err))
	}
}

func (l *arrayList) at(i int) unsafe.Pointer {
	if uint(i) >= uint(l.n) {
		panic(fmt.Sprintf("grpcgen: index %d is out of range of a list with length %d", i, l.n))
	}
	return l.c.at(l.p, i)
}

// Append leaves out what the Go type cannot hold, and one element more than the array has.
func (l *arrayList) Append(v protoreflect.Value) {
	if l.p == nil {
		panic("grpcgen: the list of a field that is not set is read-only; take it from Mutable")
	}
	if l.n == l.c.len {
		l.note(l.c.tooFew(l.n + 1))
		return
	}
	if err := l.c.elem.store(l.c.at(l.p, l.n), v); err != nil {
		l.note(err)
		return
	}
	l.n++
	l.c.setFilled(l.p, l.n)
}

func (l *arrayList) AppendMutable() protoreflect.Value {
	l.Append(l.c.elem.fresh())
	return l.c.elem.mutable(l.at(l.n - 1))
}

// Truncate makes the elements behind the first n zero.
func (l *arrayList) Truncate(n int) {
	for i := n; i < l.n; i++ {
		valueAt(l.c.t.Elem(), l.at(i)).SetZero()
	}
	l.n = n
	l.c.setFilled(l.p, n)
}

// byteArrayElement converts arrays of bytes.
type byteArrayElement struct{ t reflect.Type }

func (e byteArrayElement) bytes(p unsafe.Pointer) []byte { return unsafe.Slice((*byte)(p), e.t.Len()) }

func (e byteArrayElement) isZero(p unsafe.Pointer) bool {
	for _, b := range e.bytes(p) {
		if b != 0 {
			return false
		}
	}
	return true
}
func (e byteArrayElement) load(p unsafe.Pointer) protoreflect.Value {
	return protoreflect.ValueOfBytes(e.bytes(p))
}
func (e byteArrayElement) store(p unsafe.Pointer, v protoreflect.Value) error {
	from := v.Bytes()
	if len(from) != 0 && len(from) != e.t.Len() {
		return fmt.Errorf("%d bytes do not fit %s", len(from), e.t)
	}
	clear(e.bytes(p))
	copy(e.bytes(p), from)
	return nil
}
func (e byteArrayElement) mutable(unsafe.Pointer) protoreflect.Value { panic(notMutable(e.t)) }
func (byteArrayElement) none() protoreflect.Value                    { return protoreflect.ValueOfBytes(nil) }
func (byteArrayElement) fresh() protoreflect.Value                   { return protoreflect.ValueOfBytes(nil) }
func (e byteArrayElement) merge(dst, src unsafe.Pointer)             { copy(e.bytes(dst), e.bytes(src)) }
func (e byteArrayElement) equal(a, b unsafe.Pointer) bool {
	return string(e.bytes(a)) == string(e.bytes(b))
}
