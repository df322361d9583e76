package runtime

import (
	"fmt"
	goruntime "runtime"
	"sync"
	"sync/atomic"
	"unsafe"
	"weak"

	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/runtime/protoiface"
)

// Protobuf reflection has no way to say that a value does not fit: Set returns nothing, and a panic in it would let anyone
// crash a server that takes JSON. What a Go type cannot hold is left out and remembered beside the message, which is in
// error from then on: CheckInitialized returns it, which protojson.Unmarshal, prototext.Unmarshal and proto.Marshal call
// at their end, and the message is not encoded. Reset, Clear, and Set to what fits, end it.

// refusals remembers what was refused by the address of the memory that was to hold it: a field, the header of a slice,
// an array, a map. Memory that is copied takes its refusals along; memory that is dead loses them. While there are none,
// asking costs one atomic load.
var refusals = refusalTable{granules: map[uintptr][]*refusal{}}

type refusalTable struct {
	pending  atomic.Int64
	mu       sync.RWMutex
	granules map[uintptr][]*refusal // by address over granule, so that a range of memory is found
}

const granule = 256

// refusal is why the memory at an address is not what it was set to.
type refusal struct {
	addr    uintptr
	memory  weak.Pointer[byte] // nil when the memory is dead, and another value may have its address
	err     error
	filled  int // elements of an array that was filled in part
	cleanup goruntime.Cleanup
}

// note remembers err. The first error for an address stays.
func (t *refusalTable) note(p unsafe.Pointer, err error) { t.noteFilled(p, err, 0) }

func (t *refusalTable) noteFilled(p unsafe.Pointer, err error, filled int) {
	if p == unsafe.Pointer(new(struct{})) {
		panic(err) // all values of size zero share one address
	}
	addr := uintptr(p)
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, r := range t.granules[addr/granule] {
		if r.addr == addr && r.memory.Value() != nil {
			if r.filled > 0 {
				r.err, r.filled = err, filled
			}
			return
		}
	}
	r := &refusal{addr: addr, memory: weak.Make((*byte)(p)), err: err, filled: filled}
	r.cleanup = goruntime.AddCleanup((*byte)(p), t.remove, r)
	t.granules[addr/granule] = append(t.granules[addr/granule], r)
	t.pending.Add(1)
}

// remove drops the refusal of memory that is dead.
func (t *refusalTable) remove(dead *refusal) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.drop(dead.addr/granule, func(r *refusal) bool { return r == dead })
}

// drop is called under the lock.
func (t *refusalTable) drop(g uintptr, which func(*refusal) bool) {
	kept := t.granules[g][:0]
	for _, r := range t.granules[g] {
		if which(r) {
			r.cleanup.Stop()
			t.pending.Add(-1)
		} else {
			kept = append(kept, r)
		}
	}
	clear(t.granules[g][len(kept):])
	if t.granules[g] = kept; len(kept) == 0 {
		delete(t.granules, g)
	}
}

// in returns the refusals of a range of memory. It is called under the lock.
func (t *refusalTable) in(p unsafe.Pointer, size uintptr) (all []*refusal) {
	start := uintptr(p)
	end := start + max(size, 1)
	collect := func(g uintptr) {
		for _, r := range t.granules[g] {
			if start <= r.addr && r.addr < end && r.memory.Value() != nil {
				all = append(all, r)
			}
		}
	}
	first, last := start/granule, (end-1)/granule
	if last-first >= uintptr(len(t.granules)) {
		for g := range t.granules {
			collect(g)
		}
		return all
	}
	for g := first; g <= last; g++ {
		collect(g)
	}
	return all
}

// find returns why a range of memory is not what it was set to, or nil.
func (t *refusalTable) find(p unsafe.Pointer, size uintptr) error {
	if t.pending.Load() == 0 {
		return nil
	}
	t.mu.RLock()
	defer t.mu.RUnlock()
	for _, r := range t.in(p, size) {
		return r.err
	}
	return nil
}

// filledUp forgets that the array at p was filled only in part.
func (t *refusalTable) filledUp(p unsafe.Pointer) {
	if t.pending.Load() == 0 {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.drop(uintptr(p)/granule, func(r *refusal) bool { return r.addr == uintptr(p) && r.filled > 0 })
}

// filled returns how many elements of the array at p are there, if not all.
func (t *refusalTable) filled(p unsafe.Pointer) int {
	if t.pending.Load() == 0 {
		return 0
	}
	t.mu.RLock()
	defer t.mu.RUnlock()
	for _, r := range t.in(p, 1) {
		return r.filled
	}
	return 0
}

// forget ends the refusals of memory that has been set anew.
func (t *refusalTable) forget(p unsafe.Pointer, size uintptr) {
	if t.pending.Load() == 0 {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, old := range t.in(p, size) {
		t.drop(old.addr/granule, func(r *refusal) bool { return r == old })
	}
}

// carry gives the refusals of memory at from to the memory at to, which is a copy of it.
func (t *refusalTable) carry(from unsafe.Pointer, size uintptr, to unsafe.Pointer) {
	if err := t.find(from, size); err != nil {
		t.note(to, err)
	}
}

// settle remembers what became of setting a range of memory of a field.
func (t *refusalTable) settle(p unsafe.Pointer, size uintptr, fd protoreflect.FieldDescriptor, err error) {
	if t.forget(p, size); err != nil {
		t.note(p, refusedField(fd, err))
	}
}

// Reset sets the message at m to its zero value.
func Reset[T any](m *T) {
	refusals.forget(unsafe.Pointer(m), unsafe.Sizeof(*m))
	*m = *new(T)
}

// checkInitialized is protoiface.Methods.CheckInitialized. proto3 has no required fields; it is where protobuf asks
// whether a message is whole.
func (m *core) checkInitialized(in protoiface.CheckInitializedInput) (out protoiface.CheckInitializedOutput, err error) {
	_, p := in.Message.(native).core()
	if p == nil {
		return out, nil
	}
	return out, m.checkEncodable(p)
}

// refused returns what the message at p was set to and cannot hold, or nil.
func (m *core) refused(p *byte) error {
	if refusals.pending.Load() == 0 || p == nil {
		return nil
	}
	return m.viewOf(p).refused()
}

// refusedField names the field of a value that does not fit.
func refusedField(fd protoreflect.FieldDescriptor, err error) error {
	return fmt.Errorf("grpcgen: cannot set %s: %w", fd.FullName(), err)
}

// refused looks in all memory that belongs to the message.
func (b boundView) refused() error {
	if err := refusals.find(b.p, b.goType.Size()); err != nil {
		return err
	}
	for i := range b.fields {
		f := &b.fields[i]
		at := f.find(b.p)
		if at == nil {
			continue
		}
		if len(f.hops) > 0 { // in a struct of its own
			if err := refusals.find(at, f.size); err != nil {
				return err
			}
		}
		if err := f.conv.refused(at); err != nil {
			return err
		}
	}
	return nil
}

// refusedIn looks in the memory that an element at p leads to.
func refusedIn(e element, p unsafe.Pointer) error {
	switch e := e.(type) {
	case messageValue:
		return e.bound(p).refused()
	case messagePointer:
		if to := *pointerAt(p); to != nil {
			return e.bound(to).refused()
		}
	case boxedMessage:
		if to := e.held(p); to != nil {
			return e.bound(to).refused()
		}
	case *pointerElement:
		if to := *pointerAt(p); to != nil {
			return refusals.find(to, e.t.Size())
		}
	}
	return nil
}

func (c *singularConverter) refused(p unsafe.Pointer) error { return refusedIn(c.elem, p) }
func (c *nullConverter) refused(p unsafe.Pointer) error {
	if !c.has(p) {
		return nil
	}
	return refusedIn(c.elem, c.valueAt(p))
}

func (c *optionalConverter) refused(p unsafe.Pointer) error {
	if to := *pointerAt(p); to != nil {
		return refusals.find(to, c.t.Size())
	}
	return nil
}

func (c *listConverter) refused(p unsafe.Pointer) error {
	s := (*sliceHeader)(p)
	if c.fd.Message() == nil || s.len == 0 {
		return nil
	}
	if err := refusals.find(s.data, uintptr(s.len)*c.size); err != nil {
		return err
	}
	for i := range s.len {
		if err := refusedIn(c.elem, c.at(s, i)); err != nil {
			return err
		}
	}
	return nil
}

func (c *arrayConverter) refused(p unsafe.Pointer) error {
	for i := range c.len {
		if err := refusedIn(c.elem, c.at(p, i)); err != nil {
			return err
		}
	}
	return nil
}

func (c *mapConverter) refused(p unsafe.Pointer) error {
	if *pointerAt(p) == nil {
		return nil
	}
	if err := refusals.find(*pointerAt(p), 1); err != nil || c.fd.MapValue().Message() == nil {
		return err
	}
	for it := valueAt(c.t, p).MapRange(); it.Next(); {
		if err := refusedIn(c.value, copied(it.Value())); err != nil {
			return err
		}
	}
	return nil
}

func (c *variantConverter) refused(p unsafe.Pointer) error {
	if !c.has(p) {
		return nil
	}
	return refusedIn(c.elem, c.held(p))
}
