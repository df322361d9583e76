package runtime

import (
	"fmt"
	"reflect"
	"slices"
	"sync"
	"unsafe"
)

// A message that holds itself has no end, and Go ends the process of a recursion without one. So the messages that can hold
// one of their own type are measured before anything follows them: they may be nested as deeply as can be decoded. All
// others, which are most, are known by their Go types, and cost nothing.

const maxDepth = 10000

// checkDepth returns an error if the message at p is nested too deeply.
func (m *core) checkDepth(p *byte) error {
	t := m.trail.Load()
	if t == nil {
		t = trailOf(m.goType)
		m.trail.Store(t)
	}
	if t.loops && t.exceeds(unsafe.Pointer(p), 0) {
		return fmt.Errorf("grpcgen: a %s.%s is nested more than %d levels deep, or holds itself", m.file.pkg, m.name, maxDepth)
	}
	return nil
}

// trail leads from a value of a Go type to the messages that it holds, as far as they can hold more of their own type.
type trail struct {
	t        reflect.Type
	kind     reflect.Kind            // of t
	message  bool                    // a level of messages
	fields   []trailField            // of a struct; once it is decided, those that loop
	elem     *trail                  // of a pointer, a slice, an array or a map
	variants map[reflect.Type]*trail // of an interface
	loops    bool                    // whether it leads to a message that can hold one of its own type

	index, low int // of Tarjan's algorithm
}

type trailField struct {
	place
	to *trail
}

// trails are those that are known, by their types.
var trails = struct {
	sync.Mutex
	known map[reflect.Type]*trail
	stack []*trail // those whose loops are not decided yet
}{known: map[reflect.Type]*trail{}}

// trailOf returns the trail of a type.
func trailOf(t reflect.Type) *trail {
	trails.Lock()
	defer trails.Unlock()
	return findTrail(t)
}

// findTrail decides the loops of a type and of all that it leads to: those are the strongly connected components of the
// types. It is called under the lock.
func findTrail(t reflect.Type) *trail {
	if found := trails.known[t]; found != nil {
		return found
	}
	own := &trail{t: t, kind: t.Kind(), index: len(trails.known) + 1}
	own.low = own.index
	trails.known[t] = own
	trails.stack = append(trails.stack, own)
	own.lay()
	if own.low < own.index {
		return own // decided by the first of its component
	}
	first := len(trails.stack) - 1
	for trails.stack[first] != own {
		first--
	}
	component := trails.stack[first:]
	loops := len(component) > 1
	for _, member := range component {
		loops = loops || member.leadsOn(own)
	}
	for _, member := range component {
		member.loops, member.index = loops, 0
	}
	for _, member := range component {
		member.fields = slices.DeleteFunc(member.fields, func(f trailField) bool { return !f.to.loops })
	}
	trails.stack = trails.stack[:first]
	return own
}

// lay finds what a type holds.
func (own *trail) lay() {
	next := func(t reflect.Type) *trail {
		to := findTrail(t)
		if to.index > 0 { // on the stack
			own.low = min(own.low, to.low, to.index)
		}
		return to
	}
	all := allBound(own.t)
	own.message = len(all) > 0
	switch own.t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
		own.elem = next(own.t.Elem())
	case reflect.Interface:
		own.variants = map[reflect.Type]*trail{}
		for _, t := range variantsOf(own.t, all) {
			own.variants[t] = next(t)
		}
	case reflect.Struct:
		if lies, ok := nullFieldsOf(own.t); ok && len(all) == 0 {
			own.fields = append(own.fields, trailField{place{offset: lies.value}, next(lies.valueType)})
		}
		for _, b := range all {
			m, _ := b.message(nil).ProtoReflect().(native).core()
			for number, selector := range m.fields {
				if number == Unknown {
					continue
				}
				at, t := newPlace(own.t, selector)
				own.fields = append(own.fields, trailField{at, next(t)})
			}
		}
	}
}

// variantsOf returns the types that an interface can hold: the variants of a sealed one, or messages in boxes.
func variantsOf(i reflect.Type, all []*boundType) (types []reflect.Type) {
	for _, b := range all {
		m, _ := b.message(nil).ProtoReflect().(native).core()
		for _, t := range m.variants {
			types = append(types, t)
		}
	}
	if len(all) > 0 || i.NumMethod() == 0 {
		return types
	}
	bound.RLock()
	defer bound.RUnlock()
	for t := range bound.types {
		if reflect.PointerTo(t).Implements(i) {
			types = append(types, reflect.PointerTo(t))
		}
	}
	return types
}

// leadsOn reports whether a trail leads to one that loops, or back to itself.
func (own *trail) leadsOn(self *trail) bool {
	leads := func(to *trail) bool { return to != nil && (to.loops || to == self) }
	for _, f := range own.fields {
		if leads(f.to) {
			return true
		}
	}
	for _, v := range own.variants {
		if leads(v) {
			return true
		}
	}
	return leads(own.elem)
}

// exceeds reports whether the messages in the value at p go deeper than maxDepth, itself at a depth.
func (own *trail) exceeds(p unsafe.Pointer, depth int) bool {
	if own.message {
		if depth++; depth > maxDepth {
			return true
		}
	}
	switch own.kind {
	case reflect.Struct:
		for i := range own.fields {
			f := &own.fields[i]
			at := f.find(p)
			if at == nil || f.to.isEmpty(at) || depth == maxDepth && valueAt(f.to.t, at).IsZero() { // one that is absent is not a level
				continue
			}
			if f.to.exceeds(at, depth) {
				return true
			}
		}
	case reflect.Pointer:
		to := *pointerAt(p)
		return to != nil && own.elem.exceeds(to, depth)
	case reflect.Slice:
		s := (*sliceHeader)(p)
		return own.elem.exceedsIn(s.data, s.len, depth)
	case reflect.Array:
		return own.elem.exceedsIn(p, own.t.Len(), depth)
	case reflect.Map:
		for it := valueAt(own.t, p).MapRange(); it.Next(); {
			if own.elem.exceeds(copied(it.Value()), depth) {
				return true
			}
		}
	case reflect.Interface:
		v := valueAt(own.t, p).Elem()
		if !v.IsValid() {
			return false
		}
		to := own.variants[v.Type()]
		return to != nil && to.loops && to.exceeds(copied(v), depth)
	}
	return false
}

// isEmpty reports whether the value at p leads nowhere: most fields of most messages do not, and are not followed.
func (own *trail) isEmpty(p unsafe.Pointer) bool {
	switch own.kind {
	case reflect.Pointer, reflect.Map, reflect.Interface: // the first word of an interface is its type
		return *pointerAt(p) == nil
	case reflect.Slice:
		return (*sliceHeader)(p).len == 0
	}
	return false
}

func (own *trail) exceedsIn(data unsafe.Pointer, n, depth int) bool {
	size := own.t.Size()
	for i := range n {
		if own.exceeds(unsafe.Add(data, uintptr(i)*size), depth) {
			return true
		}
	}
	return false
}
