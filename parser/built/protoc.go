package built

import (
	"bytes"
	"errors"
	goparser "go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"regexp"
	"slices"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/descriptorpb"

	"github.com/grpcgen/grpcgen/internal/names"
	"github.com/grpcgen/grpcgen/parser/schema"
)

// Messages and enums that protoc-gen-go has made are sent as what they are: the .proto imports theirs. The descriptor
// that protoc-gen-go embeds in its Go file tells the names of both.

// declares reports whether a type has a method of its own, not a promoted one.
func declares(named *types.Named, method string) bool {
	for fn := range named.Origin().Methods() {
		if fn.Name() == method {
			return true
		}
	}
	return false
}

// IsProtocMessage reports whether a struct is a message of protoc-gen-go.
func IsProtocMessage(named *types.Named) bool {
	_, isStruct := named.Underlying().(*types.Struct)
	return isStruct && declares(named, "ProtoReflect")
}

// IsProtocEnum reports whether a type is an enum of protoc-gen-go.
func IsProtocEnum(named *types.Named) bool {
	basic, ok := named.Underlying().(*types.Basic)
	return ok && basic.Kind() == types.Int32 && declares(named, "Descriptor") && declares(named, "Number") && declares(named, "Type")
}

// Protoc finds what types of protoc-gen-go are called in their .proto. The zero value is ready to use; it is not safe for
// concurrent use.
type Protoc struct {
	files map[string]*descriptorpb.FileDescriptorProto // by the Go file that embeds it; nil without one
}

// Find returns the message or the enum that a type is, declared in a Go file of protoc-gen-go, and the syntax of its
// .proto. The error says why it cannot be found.
func (p *Protoc) Find(filename, goName string) (found *schema.Foreign, syntax string, err error) {
	fd := p.file(filename)
	if fd == nil {
		return nil, "", errors.New(filepath.Base(filename) + " does not contain a descriptor of protoc-gen-go")
	}
	name := nameOf(goName, fd.GetMessageType(), fd.GetEnumType(), "", "")
	if name == "" {
		return nil, "", errors.New(fd.GetName() + " does not declare it")
	}
	if fd.GetPackage() != "" {
		name = fd.GetPackage() + "." + name
	}
	return &schema.Foreign{FullName: name, Package: fd.GetPackage(), File: fd.GetName()}, fd.GetSyntax(), nil
}

// nameOf returns the name of the message or enum that protoc-gen-go gives a Go name, and "" if it is none of these or of
// what is nested in them. goPrefix and prefix are the names of what they are nested in.
func nameOf(goName string, messages []*descriptorpb.DescriptorProto, enums []*descriptorpb.EnumDescriptorProto, goPrefix, prefix string) string {
	for _, e := range enums {
		if goPrefix+names.GoCamel(e.GetName()) == goName {
			return prefix + e.GetName()
		}
	}
	for _, m := range messages {
		goOuter := goPrefix + names.GoCamel(m.GetName())
		if goOuter == goName {
			return prefix + m.GetName()
		}
		if name := nameOf(goName, m.GetNestedType(), m.GetEnumType(), goOuter+"_", prefix+m.GetName()+"."); name != "" {
			return name
		}
	}
	return ""
}

// rawDescriptor is what protoc-gen-go calls the serialized descriptor of a file, a string today and bytes before.
var rawDescriptor = regexp.MustCompile(`^file_\w*_rawDesc$`)

// file returns the descriptor that is embedded in a Go file, or nil.
func (p *Protoc) file(filename string) *descriptorpb.FileDescriptorProto {
	if fd, ok := p.files[filename]; ok {
		return fd
	}
	if p.files == nil {
		p.files = map[string]*descriptorpb.FileDescriptorProto{}
	}
	p.files[filename] = nil
	file, err := goparser.ParseFile(token.NewFileSet(), filename, nil, goparser.SkipObjectResolution)
	if err != nil {
		return nil
	}
	for name, value := range values(file) {
		fd := new(descriptorpb.FileDescriptorProto)
		if rawDescriptor.MatchString(name) && proto.Unmarshal(constantBytes(value), fd) == nil && fd.GetName() != "" {
			p.files[filename] = fd
		}
	}
	return p.files[filename]
}

// HasProtoc reports whether a folder has what protoc-gen-go made of a .proto, given as others import it.
func HasProtoc(folder, file string) bool {
	if folder == "" {
		return false
	}
	paths, err := filepath.Glob(filepath.Join(folder, "*.pb.go"))
	return err == nil && slices.ContainsFunc(paths, func(path string) bool {
		data, err := os.ReadFile(path)
		return err == nil && bytes.Contains(data, []byte("\n// source: "+file+"\n"))
	})
}
