package parser

import (
	"go/ast"
	goparser "go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/descriptorpb"

	"github.com/grpcgen/grpcgen/internal/names"
	"github.com/grpcgen/grpcgen/parser/schema"
)

// Messages and enums that protoc-gen-go has made travel as what they are: the .proto imports theirs. Which file and which
// name that is stands in the descriptor that protoc-gen-go embeds in its Go file.

// declares reports whether a type has a method of its own, not a promoted one.
func declares(named *types.Named, method string) bool {
	for fn := range named.Origin().Methods() {
		if fn.Name() == method {
			return true
		}
	}
	return false
}

// isProtocMessage reports whether a struct is a message of protoc-gen-go.
func isProtocMessage(named *types.Named) bool {
	_, isStruct := named.Underlying().(*types.Struct)
	return isStruct && declares(named, "ProtoReflect")
}

// isProtocEnum reports whether a type is an enum of protoc-gen-go.
func isProtocEnum(named *types.Named) bool {
	basic, ok := named.Underlying().(*types.Basic)
	return ok && basic.Kind() == types.Int32 && declares(named, "Descriptor") && declares(named, "Number") && declares(named, "Type")
}

// protocMessage returns the message that a struct of protoc-gen-go is, or nil after reporting that its file cannot be
// read.
func (r *reader) protocMessage(named *types.Named, use token.Position) *schema.Message {
	key := messageKey{typ: r.goType(named).String()}
	if m, ok := r.messages[key]; ok {
		return m
	}
	r.messages[key] = nil
	foreign, _ := r.protocType(named, use)
	if foreign == nil {
		return nil
	}
	m := &schema.Message{
		Name: string(foreign.FullName[strings.LastIndexByte(foreign.FullName, '.')+1:]), Go: r.goType(named), Ident: named.Obj().Name(), Origin: schema.ForeignMessage, Foreign: foreign,
	}
	r.messages[key] = m
	return m
}

// protocEnum is protocMessage for enums.
func (r *reader) protocEnum(named *types.Named, use token.Position) *schema.Enum {
	obj := named.Obj()
	if e, ok := r.enums[obj]; ok {
		return e
	}
	r.enums[obj] = nil
	foreign, syntax := r.protocType(named, use)
	if foreign == nil {
		return nil
	}
	if syntax != "proto3" && syntax != "editions" {
		r.refuse(use, "proto3 cannot use an enum of proto2", named)
		return nil
	}
	r.enums[obj] = &schema.Enum{Name: obj.Name(), Go: goName(obj), Foreign: foreign}
	return r.enums[obj]
}

// protocType finds a message or an enum in the descriptor of its file.
func (r *reader) protocType(named *types.Named, use token.Position) (foreign *schema.Foreign, syntax string) {
	obj := named.Obj()
	fd := r.protocFile(r.position(obj).Filename)
	if fd == nil {
		r.refuse(use, "no descriptor of protoc-gen-go stands in "+filepath.Base(r.position(obj).Filename), named)
		return nil, ""
	}
	var find func(messages []*descriptorpb.DescriptorProto, enums []*descriptorpb.EnumDescriptorProto, goPrefix, prefix string) string
	find = func(messages []*descriptorpb.DescriptorProto, enums []*descriptorpb.EnumDescriptorProto, goPrefix, prefix string) string {
		for _, e := range enums {
			if goPrefix+names.GoCamel(e.GetName()) == obj.Name() {
				return prefix + e.GetName()
			}
		}
		for _, m := range messages {
			if goPrefix+names.GoCamel(m.GetName()) == obj.Name() {
				return prefix + m.GetName()
			}
			if name := find(m.GetNestedType(), m.GetEnumType(), goPrefix+names.GoCamel(m.GetName())+"_", prefix+m.GetName()+"."); name != "" {
				return name
			}
		}
		return ""
	}
	name := find(fd.GetMessageType(), fd.GetEnumType(), "", "")
	if name == "" {
		r.refuse(use, fd.GetName()+" does not declare it", named)
		return nil, ""
	}
	full := name
	if fd.GetPackage() != "" {
		full = fd.GetPackage() + "." + name
	}
	return &schema.Foreign{FullName: full, Package: fd.GetPackage(), File: fd.GetName()}, fd.GetSyntax()
}

// rawDescriptor is what protoc-gen-go calls the serialized descriptor of a file, a string today and bytes before.
var rawDescriptor = regexp.MustCompile(`^file_\w*_rawDesc$`)

// protocFile returns the descriptor that is embedded in a Go file, or nil.
func (r *reader) protocFile(filename string) *descriptorpb.FileDescriptorProto {
	if fd, ok := r.protocFiles[filename]; ok {
		return fd
	}
	r.protocFiles[filename] = nil
	file, err := goparser.ParseFile(token.NewFileSet(), filename, nil, goparser.SkipObjectResolution)
	if err != nil {
		return nil
	}
	for name, value := range values(file) {
		fd := new(descriptorpb.FileDescriptorProto)
		if rawDescriptor.MatchString(name) && proto.Unmarshal(constantBytes(value), fd) == nil && fd.GetName() != "" {
			r.protocFiles[filename] = fd
		}
	}
	return r.protocFiles[filename]
}

// constantBytes evaluates a concatenation of strings, or a list of bytes.
func constantBytes(expr ast.Expr) []byte {
	switch e := expr.(type) {
	case *ast.BasicLit:
		if e.Kind == token.STRING {
			text, _ := strconv.Unquote(e.Value)
			return []byte(text)
		}
		n, _ := strconv.ParseUint(e.Value, 0, 8)
		return []byte{byte(n)}
	case *ast.BinaryExpr:
		return append(constantBytes(e.X), constantBytes(e.Y)...)
	case *ast.ParenExpr:
		return constantBytes(e.X)
	case *ast.CallExpr: // string([]byte{...})
		if len(e.Args) == 1 {
			return constantBytes(e.Args[0])
		}
	case *ast.CompositeLit:
		var b []byte
		for _, element := range e.Elts {
			b = append(b, constantBytes(element)...)
		}
		return b
	}
	return nil
}
