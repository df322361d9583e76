package runtime

import (
	"fmt"
	"sync"
	"sync/atomic"

	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protodesc"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
	"google.golang.org/protobuf/types/descriptorpb"
	"google.golang.org/protobuf/types/dynamicpb"
	_ "google.golang.org/protobuf/types/known/durationpb"  // a dependency of descriptors
	_ "google.golang.org/protobuf/types/known/timestamppb" // likewise
)

// File is the .proto file of one Go package. It is safe for concurrent use.
type File struct {
	goPath   string
	pkg      protoreflect.FullName
	raw      string
	imports  []string // Go packages of the imported files that grpcgen wrote
	types    []func() protoreflect.MessageType
	resolved atomic.Pointer[protoreflect.FileDescriptor]
}

// registry is what the glue of this binary has declared. Under its lock, looking up a name in the global registry and
// registering it are one step.
var registry = struct {
	sync.Mutex
	byGoPath map[string]*File
	own      protoregistry.Files // files that lost against another of the same path or names
}{byGoPath: map[string]*File{}}

// NewFile declares the .proto file of a Go package: its serialized FileDescriptorProto, and the Go packages whose
// grpcgen files it imports. It registers nothing by itself.
func NewFile(goPath, descriptor string, imports ...string) *File {
	f := &File{goPath: goPath, pkg: packageIn(descriptor), raw: descriptor, imports: imports}
	registry.Lock()
	defer registry.Unlock()
	registry.byGoPath[goPath] = f
	return f
}

// packageIn returns the package of a serialized FileDescriptorProto, whose number is 2.
func packageIn(descriptor string) protoreflect.FullName {
	for b := []byte(descriptor); len(b) > 0; {
		number, typ, n := protowire.ConsumeTag(b)
		size := protowire.ConsumeFieldValue(number, typ, b[max(n, 0):])
		if n < 0 || size < 0 {
			break
		}
		if number == 2 {
			name, _ := protowire.ConsumeBytes(b[n:])
			return protoreflect.FullName(name)
		}
		b = b[n+size:]
	}
	panic("grpcgen: a descriptor has no package: build its glue again")
}

// Register makes the file and its messages known to protobuf's global registries, so that reflection, protojson and
// Any find them. What is there already and equal is used; what is there and differs stays, and this file is kept in a
// registry of its own, see [Descriptors]. It never panics; after the first call it does nothing.
func (f *File) Register() { f.descriptor() }

// descriptor returns the file's descriptor, which is decided once.
func (f *File) descriptor() protoreflect.FileDescriptor {
	if d := f.resolved.Load(); d != nil {
		return *d
	}
	registry.Lock()
	defer registry.Unlock()
	return f.resolve()
}

// resolve decides the descriptor; the registry is locked.
func (f *File) resolve() protoreflect.FileDescriptor {
	if d := f.resolved.Load(); d != nil {
		return *d
	}
	for _, path := range f.imports {
		if imported := registry.byGoPath[path]; imported != nil {
			imported.resolve()
		}
	}
	d := f.choose()
	f.resolved.Store(&d)
	for _, t := range f.types {
		registerType(t())
	}
	eachType(d, func(d protoreflect.Descriptor) {
		if e, ok := d.(protoreflect.EnumDescriptor); ok {
			registerEnum(e)
		}
	})
	return d
}

// choose returns the global descriptor if it is equal, and otherwise ours, registered where there is room for it.
func (f *File) choose() protoreflect.FileDescriptor {
	ours, err := f.build()
	if err != nil {
		panic(fmt.Sprintf("grpcgen: the descriptor of package %s cannot be built: %v; build its glue again", f.goPath, err))
	}
	global, err := protoregistry.GlobalFiles.FindFileByPath(ours.Path())
	if err == nil && proto.Equal(protodesc.ToFileDescriptorProto(global), protodesc.ToFileDescriptorProto(ours)) {
		return global
	}
	target := protoregistry.GlobalFiles
	if err == nil || namesTaken(ours) {
		target = &registry.own
	}
	// An error here means a third file of that path: the descriptor works all the same, but nothing can find it.
	_ = target.RegisterFile(ours)
	return ours
}

// build makes the descriptor from its serialized form. Imports come from grpcgen's own files first.
func (f *File) build() (protoreflect.FileDescriptor, error) {
	var fdp descriptorpb.FileDescriptorProto
	if err := proto.Unmarshal([]byte(f.raw), &fdp); err != nil {
		return nil, err
	}
	return protodesc.NewFile(&fdp, importsOf{f})
}

// importsOf finds what a file imports; the registry is locked.
type importsOf struct{ file *File }

// FindFileByPath finds an imported file.
func (f importsOf) FindFileByPath(path string) (protoreflect.FileDescriptor, error) {
	for _, goPath := range f.file.imports {
		if imported := registry.byGoPath[goPath]; imported != nil {
			if d := imported.resolve(); d.Path() == path {
				return d, nil
			}
		}
	}
	return protoregistry.GlobalFiles.FindFileByPath(path)
}

// FindDescriptorByName finds a name in the imported files.
func (f importsOf) FindDescriptorByName(name protoreflect.FullName) (protoreflect.Descriptor, error) {
	for _, goPath := range f.file.imports {
		if imported := registry.byGoPath[goPath]; imported != nil {
			if d := findIn(imported.resolve(), name); d != nil {
				return d, nil
			}
		}
	}
	return protoregistry.GlobalFiles.FindDescriptorByName(name)
}

// findIn returns the message or enum of that name in a file, or nil.
func findIn(file protoreflect.FileDescriptor, name protoreflect.FullName) protoreflect.Descriptor {
	var found protoreflect.Descriptor
	eachType(file, func(d protoreflect.Descriptor) {
		if d.FullName() == name {
			found = d
		}
	})
	return found
}

// scope is what can declare messages and enums: a file or a message.
type scope interface {
	Messages() protoreflect.MessageDescriptors
	Enums() protoreflect.EnumDescriptors
}

// eachType visits every message, enum and enum value below s.
func eachType(s scope, visit func(protoreflect.Descriptor)) {
	for i := range s.Messages().Len() {
		m := s.Messages().Get(i)
		visit(m)
		eachType(m, visit)
	}
	for i := range s.Enums().Len() {
		e := s.Enums().Get(i)
		visit(e)
		for k := range e.Values().Len() {
			visit(e.Values().Get(k))
		}
	}
}

// namesTaken reports whether another file has registered a name that the file declares.
func namesTaken(file protoreflect.FileDescriptor) bool {
	taken := false
	check := func(d protoreflect.Descriptor) {
		_, err := protoregistry.GlobalFiles.FindDescriptorByName(d.FullName())
		taken = taken || err == nil
	}
	eachType(file, check)
	for i := range file.Services().Len() {
		check(file.Services().Get(i))
	}
	// The package must not be the name of something else, nor the other way round.
	for p := file.Package(); p != ""; p = p.Parent() {
		if d, err := protoregistry.GlobalFiles.FindDescriptorByName(p); err == nil && d != nil {
			taken = true
		}
	}
	return taken
}

// registerType makes a message known by name, unless another type has that name.
func registerType(t protoreflect.MessageType) {
	if _, err := protoregistry.GlobalTypes.FindMessageByName(t.Descriptor().FullName()); err != nil {
		// The name is free, and this package registers types under one lock: nothing can have taken it meanwhile but
		// code that registers outside init, which then finds out by itself.
		_ = protoregistry.GlobalTypes.RegisterMessage(t)
	}
}

// registerEnum does for an enum what registerType does for a message. Its Go type is a number: what a program gets from the
// registry leads to names and numbers, as gateways need them, and not to the user's type.
func registerEnum(e protoreflect.EnumDescriptor) {
	if _, err := protoregistry.GlobalTypes.FindEnumByName(e.FullName()); err != nil {
		_ = protoregistry.GlobalTypes.RegisterEnum(dynamicpb.NewEnumType(e))
	}
}

// Descriptors finds every registered file and name: those of grpcgen that another file displaced, then the global ones.
func Descriptors() protodesc.Resolver { return resolver{} }

type resolver struct{}

func (resolver) FindFileByPath(path string) (protoreflect.FileDescriptor, error) {
	registry.Lock()
	defer registry.Unlock()
	if d, err := registry.own.FindFileByPath(path); err == nil {
		return d, nil
	}
	return protoregistry.GlobalFiles.FindFileByPath(path)
}

func (resolver) FindDescriptorByName(name protoreflect.FullName) (protoreflect.Descriptor, error) {
	registry.Lock()
	defer registry.Unlock()
	if d, err := registry.own.FindDescriptorByName(name); err == nil {
		return d, nil
	}
	return protoregistry.GlobalFiles.FindDescriptorByName(name)
}
