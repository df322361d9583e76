package runtime

import (
	"reflect"
	"sync/atomic"
	"unsafe"
)

// To find out which message a Go type is takes as long as encoding a small message. So the answers are kept, by the address
// of the type.

// owners are the answers; two types that share a place take turns.
var owners [256]atomic.Pointer[owner]

type owner struct {
	typ  unsafe.Pointer
	core *core
}

// emptyInterface is how gc lays out an any that holds a pointer.
type emptyInterface struct{ typ, data unsafe.Pointer }

// ownerOf returns v as a message if its type is that of the struct itself, and nil otherwise.
func ownerOf(v any) (*core, *byte) {
	e := (*emptyInterface)(unsafe.Pointer(&v))
	if o := owners[uintptr(e.typ)>>5%uintptr(len(owners))].Load(); o != nil && o.typ == e.typ && e.data != nil {
		return o.core, (*byte)(e.data)
	}
	return findOwner(v)
}

// findOwner is ownerOf for a type that has no place among the owners. A struct that embeds a message has its methods,
// and going to them from nil panics.
func findOwner(v any) (*core, *byte) {
	if p := reflect.ValueOf(v); p.Kind() != reflect.Pointer || p.IsNil() {
		return nil, nil
	}
	n := directOf(v)
	if n == nil {
		return nil, nil
	}
	m, p := n.core()
	if m.pointer != reflect.TypeOf(v) {
		return nil, nil
	}
	typ := (*emptyInterface)(unsafe.Pointer(&v)).typ
	owners[uintptr(typ)>>5%uintptr(len(owners))].Store(&owner{typ: typ, core: m})
	return m, p
}
