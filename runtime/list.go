package runtime

import (
	"fmt"
	"reflect"
	"unsafe"

	"google.golang.org/protobuf/reflect/protoreflect"
)

// listConverter holds a repeated field in a slice.
type listConverter struct {
	t    reflect.Type // of the slice
	size uintptr      // of an element
	elem element
	fd   protoreflect.FieldDescriptor
}

func newListConverter(t reflect.Type, fd protoreflect.FieldDescriptor) converter {
	return &listConverter{t: t, size: t.Elem().Size(), elem: newElement(t.Elem(), fd), fd: fd}
}

// sliceHeader is how a slice of any type lies in memory.
type sliceHeader struct {
	data unsafe.Pointer
	len  int
	cap  int
}

func (c *listConverter) has(p unsafe.Pointer) bool { return (*sliceHeader)(p).len > 0 }
func (c *listConverter) get(p unsafe.Pointer) protoreflect.Value {
	return protoreflect.ValueOfList(list{c, p})
}
func (c *listConverter) clear(p unsafe.Pointer)                      { *(*sliceHeader)(p) = sliceHeader{} }
func (c *listConverter) mutable(p unsafe.Pointer) protoreflect.Value { return c.get(p) }
func (c *listConverter) none() protoreflect.Value                    { return c.get(nil) }
func (c *listConverter) fresh() protoreflect.Value                   { return c.get(unsafe.Pointer(new(sliceHeader))) }

func (c *listConverter) set(p unsafe.Pointer, v protoreflect.Value) error {
	from := v.List()
	if own, ok := from.(list); ok && own.c.t == c.t {
		if own.p == nil {
			panic("grpcgen: a list that is read-only cannot be set")
		}
		*(*sliceHeader)(p) = *(*sliceHeader)(own.p)
		refusals.carry(own.p, unsafe.Sizeof(sliceHeader{}), p)
		return nil
	}
	var header sliceHeader
	into := list{c, unsafe.Pointer(&header)}
	for i := range from.Len() {
		if err := c.elem.store(into.extend(), from.Get(i)); err != nil {
			return err
		}
	}
	*(*sliceHeader)(p) = header
	return nil
}

func (c *listConverter) merge(dst, src unsafe.Pointer) {
	from, n := (*sliceHeader)(src), (*sliceHeader)(src).len
	start := (*sliceHeader)(dst).len
	if plain, ok := c.elem.(plainElement); ok {
		plain.appendAll(dst, src)
		return
	}
	c.grow(dst, n)
	for i := range n {
		c.elem.merge(c.at((*sliceHeader)(dst), start+i), c.at(from, i))
	}
}

func (c *listConverter) equal(a, b unsafe.Pointer) bool {
	x, y := (*sliceHeader)(a), (*sliceHeader)(b)
	if x.len != y.len {
		return false
	}
	for i := range x.len {
		if !c.elem.equal(c.at(x, i), c.at(y, i)) {
			return false
		}
	}
	return true
}

// at returns the address of an element.
func (c *listConverter) at(s *sliceHeader, i int) unsafe.Pointer {
	if uint(i) >= uint(s.len) {
		panic(fmt.Sprintf("grpcgen: index %d is out of range of a list with length %d", i, s.len))
	}
	return unsafe.Add(s.data, uintptr(i)*c.size)
}

// grow makes a slice n elements longer. They are zero.
func (c *listConverter) grow(p unsafe.Pointer, n int) {
	v := valueAt(c.t, p)
	length, room := v.Len(), v.Cap()
	if room < length+n && length > 0 {
		refusals.carry((*sliceHeader)(p).data, uintptr(length)*c.size, p)
	}
	v.Grow(n)
	v.SetLen(length + n)
	if room >= length+n {
		v.Slice(length, length+n).Clear() // what Truncate has left
	}
}

// list is the slice at p as protobuf sees it. That of an absent field has no p, and cannot be changed.
type list struct {
	c *listConverter
	p unsafe.Pointer
}

// noElements is the slice of lists that are not there.
var noElements sliceHeader

func (l list) header() *sliceHeader {
	if l.p == nil {
		return &noElements
	}
	return (*sliceHeader)(l.p)
}

func (l list) Len() int                       { return l.header().len }
func (l list) Get(i int) protoreflect.Value   { return l.c.elem.load(l.c.at(l.header(), i)) }
func (l list) NewElement() protoreflect.Value { return l.c.elem.fresh() }
func (l list) IsValid() bool                  { return l.p != nil }

func (l list) Set(i int, v protoreflect.Value) {
	l.note(l.c.elem.store(l.c.at(l.header(), i), v))
}

// Append leaves out what the Go type cannot hold.
func (l list) Append(v protoreflect.Value) {
	if err := l.c.elem.store(l.extend(), v); err != nil {
		l.Truncate(l.Len() - 1)
		l.note(err)
	}
}

func (l list) note(err error) {
	if err != nil {
		refusals.note(l.p, refusedField(l.c.fd, err))
	}
}

func (l list) Truncate(n int) {
	l.mustBeValid()
	valueAt(l.c.t, l.p).SetLen(n)
}

// extend adds a zero element and returns its address.
func (l list) extend() unsafe.Pointer {
	l.mustBeValid()
	l.c.grow(l.p, 1)
	return l.c.at(l.header(), l.header().len-1)
}

func (l list) mustBeValid() {
	if l.p == nil {
		panic("grpcgen: the list of a field that is not set is read-only; take it from Mutable")
	}
}

// AppendMutable returns the new element. One held by value moves when the slice grows again: what was returned before
// then is a copy that is left behind, so fill an element before appending the next.
func (l list) AppendMutable() protoreflect.Value {
	if l.c.fd.Message() == nil {
		panic(fmt.Sprintf("grpcgen: AppendMutable needs a list of messages, which %s is not", l.c.fd.FullName()))
	}
	l.Append(l.c.elem.fresh())
	return l.c.elem.mutable(l.c.at(l.header(), l.header().len-1))
}
