package parser

import (
	"fmt"
	"go/ast"
	goparser "go/parser"
	"go/token"
	"go/types"
	"iter"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/descriptorpb"

	"github.com/grpcgen/grpcgen/internal/modtree"
	"github.com/grpcgen/grpcgen/parser/ledger"
	"github.com/grpcgen/grpcgen/parser/naming"
	"github.com/grpcgen/grpcgen/parser/schema"
)

// readImported takes in the glue of a package and the .proto that belongs to it.
func readImported(p *types.Package, dir string, glue []byte) *imported {
	i := &imported{messages: map[string]*schema.Message{}, inputs: map[string]*schema.Message{}, byName: map[string]*schema.Message{}, enums: map[string]*schema.Enum{}}
	file, err := goparser.ParseFile(token.NewFileSet(), schema.GlueFile, glue, goparser.SkipObjectResolution)
	if err != nil {
		i.broken = "its " + err.Error()
		return i
	}
	if version := handshake(file); version != schema.Handshake {
		i.broken = fmt.Sprintf("its %s wants a runtime with %s, and this grpcgen writes for one with %s", schema.GlueFile, version, schema.Handshake)
		return i
	}
	raw := constantBytes(valueOf(file, schema.DescriptorConst))
	fd := new(descriptorpb.FileDescriptorProto)
	if proto.Unmarshal(raw, fd) != nil || fd.GetName() == "" {
		i.broken = "its " + schema.GlueFile + " has no descriptor"
		return i
	}
	i.out = &schema.Package{
		GoPath: p.Path(), GoName: p.Name(), Proto: fd.GetPackage(), File: fd.GetName(), Descriptor: raw,
	}
	for _, s := range fd.Service {
		i.out.Services = append(i.out.Services, &schema.Service{Name: s.GetName()})
	}
	i.declare("", fd.MessageType, fd.EnumType)
	i.readFields("", fd.MessageType)
	i.readBindings(p, file)
	i.readLedger(p, dir)
	return i
}

// handshake returns the constant of the runtime that glue names, so that it does not compile with another version.
func handshake(file *ast.File) string {
	if selector, ok := valueOf(file, "_").(*ast.SelectorExpr); ok {
		return selector.Sel.Name
	}
	return "none"
}

// declare lists the enums and messages of the file, and those inside them.
func (i *imported) declare(outer string, messages []*descriptorpb.DescriptorProto, enums []*descriptorpb.EnumDescriptorProto) {
	for _, d := range enums {
		e := &schema.Enum{Name: outer + d.GetName(), Package: i.out}
		for _, v := range d.Value {
			e.Values = append(e.Values, &schema.EnumValue{Name: v.GetName(), Number: v.GetNumber()})
		}
		i.enums[e.Name] = e
		i.out.Enums = append(i.out.Enums, e)
	}
	for _, d := range messages {
		if !d.GetOptions().GetMapEntry() {
			m := &schema.Message{Name: outer + d.GetName(), Package: i.out}
			i.byName[m.Name] = m
			i.out.Messages = append(i.out.Messages, m)
			i.declare(m.Name+".", d.NestedType, d.EnumType)
		}
	}
}

// readFields fills the fields of the messages, as far as a binding to HTTP can name them.
func (i *imported) readFields(outer string, messages []*descriptorpb.DescriptorProto) {
	for _, d := range messages {
		m := i.byName[outer+d.GetName()]
		if m == nil { // the entry of a map
			continue
		}
		for _, f := range d.Field {
			var t schema.Type
			if f.GetLabel() == descriptorpb.FieldDescriptorProto_LABEL_REPEATED {
				t.Card = schema.Repeated
			}
			if f.GetType() == descriptorpb.FieldDescriptorProto_TYPE_MESSAGE {
				t.Kind, t.Message = schema.MessageKind, i.byName[strings.TrimPrefix(f.GetTypeName(), "."+i.out.Proto+".")]
			}
			m.Fields = append(m.Fields, &schema.Field{Name: f.GetName(), Number: int(f.GetNumber()), Type: t})
		}
		i.readFields(m.Name+".", d.NestedType)
	}
}

// readBindings finds which types of the package are which messages: in the calls that declare them to the runtime.
func (i *imported) readBindings(p *types.Package, file *ast.File) {
	methods := map[string]bool{} // types that are messages themselves
	for _, decl := range file.Decls {
		if f, ok := decl.(*ast.FuncDecl); ok && f.Recv != nil && f.Name.Name == "ProtoReflect" {
			methods[receiverName(f.Recv)] = true
		}
	}
	for _, value := range values(file) {
		goName, protoName := binding(value)
		obj, m := p.Scope().Lookup(goName), i.byName[protoName]
		if obj == nil || m == nil {
			continue
		}
		m.Go, m.Ident = schema.GoType{{Path: p.Path(), Name: goName}}, goName
		m.Framed = !methods[goName]
		if types.IsInterface(obj.Type()) {
			m.Origin = schema.SealedMessage
		}
		other := i.messages[goName]
		switch {
		case other == nil:
			i.messages[goName] = m
		case naming.IsOfRequests(m.Name):
			i.inputs[goName], m.Framed = m, true
		case naming.IsOfRequests(other.Name):
			i.inputs[goName], other.Framed = other, true
			i.messages[goName] = m
		}
	}
}

// receiverName returns the name of the type that a method belongs to.
func receiverName(recv *ast.FieldList) string {
	if len(recv.List) == 0 {
		return ""
	}
	t := ast.Unparen(recv.List[0].Type)
	for {
		switch e := t.(type) {
		case *ast.StarExpr:
			t = ast.Unparen(e.X)
		case *ast.IndexExpr:
			t = e.X
		case *ast.IndexListExpr:
			t = e.X
		case *ast.Ident:
			return e.Name
		default:
			return ""
		}
	}
}

// values visits the variables and constants of a file that have a value.
func values(file *ast.File) iter.Seq2[string, ast.Expr] {
	return func(yield func(string, ast.Expr) bool) {
		for _, decl := range file.Decls {
			general, ok := decl.(*ast.GenDecl)
			if !ok {
				continue
			}
			for _, spec := range general.Specs {
				v, ok := spec.(*ast.ValueSpec)
				if ok && len(v.Names) == 1 && len(v.Values) == 1 && !yield(v.Names[0].Name, v.Values[0]) {
					return
				}
			}
		}
	}
}

// valueOf returns the value of a variable or constant, or nil.
func valueOf(file *ast.File, name string) ast.Expr {
	for found, value := range values(file) {
		if found == name {
			return value
		}
	}
	return nil
}

// binding reads runtime.NewMessage(grpcgenFile, "Name", runtime.Codec[T]{...}, ...), or that of a type in a frame or of a
// sealed interface. A T that is not declared in the package gives nothing.
func binding(value ast.Expr) (goName, protoName string) {
	call, ok := value.(*ast.CallExpr)
	if !ok || len(call.Args) < 3 {
		return "", ""
	}
	name, ok := call.Args[1].(*ast.BasicLit)
	codec, isLit := call.Args[2].(*ast.CompositeLit)
	if !ok || !isLit {
		return "", ""
	}
	instance, ok := codec.Type.(*ast.IndexExpr)
	if !ok {
		return "", ""
	}
	typ, ok := instance.Index.(*ast.Ident)
	if !ok {
		return "", ""
	}
	protoName, _ = strconv.Unquote(name.Value)
	return typ.Name, protoName
}

// readLedger reads the .proto that protoc and buf import.
func (i *imported) readLedger(p *types.Package, dir string) {
	root := modtree.Root(dir, p.Path())
	if root == "" {
		return
	}
	folder := protoFolder(root, p.Path(), i.out.File)
	i.protoPath = folder + "/" + i.out.File
	file, diags := ledger.Read(filepath.Join(root, folder), i.out.File)
	switch {
	case len(diags) > 0:
		first := diags.Sorted()[0]
		i.broken = fmt.Sprintf("its %s:%d:%d is wrong: %s", i.protoPath, first.Pos.Line, first.Pos.Column, first.Msg)
	case file == nil:
		i.broken = "its " + i.protoPath + " is missing"
	default:
		i.ledger = file
	}
}

// protoFolder returns the folder of a module's .proto files: the default, or the one that has the file of a Go package.
func protoFolder(root, goPath, file string) string {
	if modtree.IsFile(filepath.Join(root, schema.DefaultProtoDir, filepath.FromSlash(file))) {
		return schema.DefaultProtoDir
	}
	found := protoFiles(root)
	for _, path := range slices.Sorted(maps.Keys(found)) {
		if folder, ok := strings.CutSuffix(path, "/"+file); ok && found[path] == goPath {
			return folder
		}
	}
	return schema.DefaultProtoDir
}
