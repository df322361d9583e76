package built

import (
	"errors"
	"fmt"
	"go/ast"
	goparser "go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/descriptorpb"

	"github.com/grpcgen/grpcgen/internal/modtree"
	"github.com/grpcgen/grpcgen/parser/ledger"
	"github.com/grpcgen/grpcgen/parser/naming"
	"github.com/grpcgen/grpcgen/parser/schema"
)

// read takes in the glue of a package and the .proto that belongs to it.
func read(p *types.Package, scope *types.Scope, dir string, glue []byte) *Package {
	b := &Package{messages: map[string]*schema.Message{}, inputs: map[string]*schema.Message{}, byName: map[string]*schema.Message{}, enums: map[string]*schema.Enum{}}
	file, err := goparser.ParseFile(token.NewFileSet(), schema.GlueFile, glue, goparser.SkipObjectResolution)
	if err != nil {
		b.Broken = "its " + err.Error()
		return b
	}
	if version := handshake(file); version != schema.Handshake {
		b.Broken = fmt.Sprintf("its %s needs a runtime with %s, and this grpcgen generates for one with %s", schema.GlueFile, version, schema.Handshake)
		return b
	}
	raw := constantBytes(valueOf(file, schema.DescriptorConst))
	fd := new(descriptorpb.FileDescriptorProto)
	if proto.Unmarshal(raw, fd) != nil || fd.GetName() == "" {
		b.Broken = "its " + schema.GlueFile + " has no descriptor"
		return b
	}
	var codec *ast.File
	if hasCodec(file) {
		if codec, err = readCodec(dir); err != nil {
			b.Broken = "its " + err.Error()
			return b
		}
	}
	b.Out = &schema.Package{
		GoPath: p.Path(), GoName: p.Name(), Proto: fd.GetPackage(), File: fd.GetName(), Descriptor: raw,
	}
	for _, s := range fd.Service {
		b.Out.Services = append(b.Out.Services, &schema.Service{Name: s.GetName()})
	}
	b.declare("", fd.MessageType, fd.EnumType)
	b.readFields("", fd.MessageType)
	if codec != nil {
		b.readBindings(scope, p.Path(), codec)
	}
	b.readLedger(p.Path(), dir)
	return b
}

// handshake returns the constant of the runtime that glue names, so that it does not compile with another version.
func handshake(file *ast.File) string {
	if selector, ok := valueOf(file, "_").(*ast.SelectorExpr); ok {
		return selector.Sel.Name
	}
	return "none"
}

// declare lists the enums and messages of the file, and those inside them.
func (p *Package) declare(outer string, messages []*descriptorpb.DescriptorProto, enums []*descriptorpb.EnumDescriptorProto) {
	for _, d := range enums {
		e := &schema.Enum{Name: outer + d.GetName(), Package: p.Out}
		for _, v := range d.Value {
			e.Values = append(e.Values, &schema.EnumValue{Name: v.GetName(), Number: v.GetNumber()})
		}
		p.enums[e.Name] = e
		p.Out.Enums = append(p.Out.Enums, e)
	}
	for _, d := range messages {
		if !d.GetOptions().GetMapEntry() {
			m := &schema.Message{Name: outer + d.GetName(), Package: p.Out}
			p.byName[m.Name] = m
			p.Out.Messages = append(p.Out.Messages, m)
			p.declare(m.Name+".", d.NestedType, d.EnumType)
		}
	}
}

// readFields fills the fields of the messages, as far as a binding to HTTP can name them.
func (p *Package) readFields(outer string, messages []*descriptorpb.DescriptorProto) {
	for _, d := range messages {
		m := p.byName[outer+d.GetName()]
		if m == nil { // the entry of a map
			continue
		}
		for _, f := range d.Field {
			var t schema.Type
			if f.GetLabel() == descriptorpb.FieldDescriptorProto_LABEL_REPEATED {
				t.Card = schema.Repeated
			}
			if f.GetType() == descriptorpb.FieldDescriptorProto_TYPE_MESSAGE {
				t.Kind, t.Message = schema.MessageKind, p.byName[strings.TrimPrefix(f.GetTypeName(), "."+p.Out.Proto+".")]
			}
			m.Fields = append(m.Fields, &schema.Field{Name: f.GetName(), Number: int(f.GetNumber()), Type: t})
		}
		p.readFields(m.Name+".", d.NestedType)
	}
}

// hasCodec reports whether glue wants a codec beside it: a package without messages has none.
func hasCodec(file *ast.File) bool {
	for name := range values(file) {
		if strings.HasPrefix(name, schema.ServicesConst) {
			return true
		}
	}
	return false
}

// readCodec reads the codec beside glue, which says which Go types are which messages.
func readCodec(dir string) (*ast.File, error) {
	codec, err := os.ReadFile(filepath.Join(dir, schema.CodecFile))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, errors.New(schema.CodecFile + " is missing")
	case err != nil:
		return nil, errors.New(schema.CodecFile + " cannot be read: " + reason(err))
	}
	return goparser.ParseFile(token.NewFileSet(), schema.CodecFile, codec, goparser.SkipObjectResolution)
}

// readBindings finds which types of the package are which messages: in the calls that declare them to the runtime.
func (p *Package) readBindings(scope *types.Scope, goPath string, file *ast.File) {
	methods := map[string]bool{} // types that are messages themselves
	for _, decl := range file.Decls {
		if f, ok := decl.(*ast.FuncDecl); ok && f.Recv != nil && f.Name.Name == "ProtoReflect" {
			methods[receiverName(f.Recv)] = true
		}
	}
	for _, value := range values(file) {
		goName, protoName := binding(value)
		obj, m := scope.Lookup(goName), p.byName[protoName]
		if obj == nil || m == nil {
			continue
		}
		m.Go, m.Ident = schema.GoType{{Path: goPath, Name: goName}}, goName
		m.Framed = !methods[goName]
		if types.IsInterface(obj.Type()) {
			m.Origin = schema.SealedMessage
		}
		other := p.messages[goName]
		switch {
		case other == nil:
			p.messages[goName] = m
		case naming.IsOfRequests(m.Name):
			p.inputs[goName], m.Framed = m, true
		case naming.IsOfRequests(other.Name):
			p.inputs[goName], other.Framed = other, true
			p.messages[goName] = m
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
func (p *Package) readLedger(goPath, dir string) {
	root := modtree.Root(dir, goPath)
	if root == "" {
		return
	}
	folder := protoFolder(root, goPath, p.Out.File)
	p.protoPath = folder + "/" + p.Out.File
	file, diags := ledger.Read(filepath.Join(root, folder), p.Out.File)
	switch {
	case len(diags) > 0:
		first := diags.Sorted()[0]
		p.Broken = fmt.Sprintf("its %s:%d:%d has a problem: %s", p.protoPath, first.Pos.Line, first.Pos.Column, first.Msg)
	case file == nil:
		p.Broken = "its " + p.protoPath + " is missing"
	default:
		p.ledger = file
	}
}
