package breaking

import (
	"cmp"
	"iter"
	"maps"
	"slices"
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"
)

// state is all that the files of one state declare.
type state struct {
	files    map[string]protoreflect.FileDescriptor
	packages map[protoreflect.FullName]*declarations
	messages map[protoreflect.FullName]protoreflect.MessageDescriptor
	enums    map[protoreflect.FullName]protoreflect.EnumDescriptor
	services map[protoreflect.FullName]protoreflect.ServiceDescriptor
}

func newState(files []protoreflect.FileDescriptor) state {
	s := state{
		files:    map[string]protoreflect.FileDescriptor{},
		packages: map[protoreflect.FullName]*declarations{},
		messages: map[protoreflect.FullName]protoreflect.MessageDescriptor{},
		enums:    map[protoreflect.FullName]protoreflect.EnumDescriptor{},
		services: map[protoreflect.FullName]protoreflect.ServiceDescriptor{},
	}
	for _, f := range files {
		s.files[f.Path()] = f
		if s.packages[f.Package()] == nil {
			s.packages[f.Package()] = newDeclarations()
		}
		d := declared(f)
		s.packages[f.Package()].add(d)
		for _, m := range d.messages {
			s.messages[m.FullName()] = m
		}
		for _, e := range d.enums {
			s.enums[e.FullName()] = e
		}
		for _, v := range d.services {
			s.services[v.FullName()] = v
		}
	}
	return s
}

// declarations is what a file or a package declares, by the name within the package: "Outer.Inner" is nested.
type declarations struct {
	messages   map[string]protoreflect.MessageDescriptor
	enums      map[string]protoreflect.EnumDescriptor
	extensions map[string]protoreflect.ExtensionDescriptor
	services   map[string]protoreflect.ServiceDescriptor
}

func newDeclarations() *declarations {
	return &declarations{
		messages:   map[string]protoreflect.MessageDescriptor{},
		enums:      map[string]protoreflect.EnumDescriptor{},
		extensions: map[string]protoreflect.ExtensionDescriptor{},
		services:   map[string]protoreflect.ServiceDescriptor{},
	}
}

func (d *declarations) add(other *declarations) {
	maps.Copy(d.messages, other.messages)
	maps.Copy(d.enums, other.enums)
	maps.Copy(d.extensions, other.extensions)
	maps.Copy(d.services, other.services)
}

// declared returns what a file declares.
func declared(f protoreflect.FileDescriptor) *declarations {
	d := newDeclarations()
	for s := range each(f.Services()) {
		d.services[string(s.Name())] = s
	}
	d.nested(f)
	return d
}

// nested adds what a file or a message has within.
func (d *declarations) nested(in interface {
	Messages() protoreflect.MessageDescriptors
	Enums() protoreflect.EnumDescriptors
	Extensions() protoreflect.ExtensionDescriptors
}) {
	for e := range each(in.Enums()) {
		d.enums[nestedName(e)] = e
	}
	for x := range each(in.Extensions()) {
		d.extensions[nestedName(x)] = x
	}
	for m := range each(in.Messages()) {
		d.messages[nestedName(m)] = m
		d.nested(m)
	}
}

// nestedName is a full name without the package.
func nestedName(d protoreflect.Descriptor) string {
	return strings.TrimPrefix(string(d.FullName()), string(d.ParentFile().Package())+".")
}

// list is any of protoreflect's lists.
type list[D any] interface {
	Len() int
	Get(int) D
}

// each ranges over a list.
func each[D any](l list[D]) iter.Seq[D] {
	return func(yield func(D) bool) {
		for i := range l.Len() {
			if !yield(l.Get(i)) {
				return
			}
		}
	}
}

// both calls f with what both states have, sorted by key.
func both[K cmp.Ordered, D any](c *comparison, now, was map[K]D, f func(c *comparison, now, was D)) {
	for _, key := range slices.Sorted(maps.Keys(was)) {
		if d, ok := now[key]; ok {
			f(c, d, was[key])
		}
	}
}

// gone ranges over what only the earlier state has, sorted by key.
func gone[K cmp.Ordered, D any](now, was map[K]D) iter.Seq2[K, D] {
	return func(yield func(K, D) bool) {
		for _, key := range slices.Sorted(maps.Keys(was)) {
			if _, ok := now[key]; !ok && !yield(key, was[key]) {
				return
			}
		}
	}
}
