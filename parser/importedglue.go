package parser

import (
	"fmt"
	"go/ast"
	goparser "go/parser"
	"go/token"
	"go/types"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/mod/modfile"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/descriptorpb"

	"github.com/grpcgen/grpcgen/parser/ledger"
	"github.com/grpcgen/grpcgen/parser/schema"
)

// read takes in the glue of a package and the .proto that belongs to it, and returns what is wrong with them.
func (i *imported) read(p *types.Package, dir string, glue []byte) (why string) {
	file, err := goparser.ParseFile(token.NewFileSet(), schema.GlueFile, glue, goparser.SkipObjectResolution)
	if err != nil {
		return "its glue is no Go: " + err.Error()
	}
	raw := constantBytes(valueOf(file, "grpcgenDescriptor"))
	fd := new(descriptorpb.FileDescriptorProto)
	if proto.Unmarshal(raw, fd) != nil || fd.GetName() == "" {
		return "its " + schema.GlueFile + " has no descriptor"
	}
	i.out = &schema.Package{
		GoPath: p.Path(), GoName: p.Name(), Proto: fd.GetPackage(), File: fd.GetName(), Descriptor: raw,
	}
	i.declare("", fd.MessageType, fd.EnumType)
	i.readBindings(p, file)
	return i.readLedger(p, dir)
}

// declare lists the messages and enums of the file, and those inside them.
func (i *imported) declare(outer string, messages []*descriptorpb.DescriptorProto, enums []*descriptorpb.EnumDescriptorProto) {
	for _, e := range enums {
		name := outer + e.GetName()
		i.enums[name] = &schema.Enum{Name: name, Package: i.out}
		i.out.Enums = append(i.out.Enums, i.enums[name])
	}
	for _, m := range messages {
		i.out.Messages = append(i.out.Messages, &schema.Message{Name: outer + m.GetName(), Package: i.out})
		i.declare(outer+m.GetName()+".", m.NestedType, m.EnumType)
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
		obj := p.Scope().Lookup(goName)
		at := slices.IndexFunc(i.out.Messages, func(m *schema.Message) bool { return m.Name == protoName })
		if obj == nil || at < 0 || i.messages[goName] != nil {
			continue
		}
		m := i.out.Messages[at]
		m.Go, m.Ident = schema.GoType{{Path: p.Path(), Name: goName}}, goName
		m.Framed, m.Sealed = !methods[goName], types.IsInterface(obj.Type())
		i.messages[goName] = m
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

// readLedger reads the .proto that protoc and buf import, and returns what is wrong with it.
func (i *imported) readLedger(p *types.Package, dir string) (why string) {
	root := moduleRoot(dir, p.Path())
	if root == "" {
		return ""
	}
	file, diags := ledger.Read(root, i.out.File)
	name := schema.ProtoDir + "/" + i.out.File
	switch {
	case len(diags) > 0:
		first := diags.Sorted()[0]
		return fmt.Sprintf("its %s:%d:%d is wrong: %s", name, first.Pos.Line, first.Pos.Column, first.Msg)
	case file == nil:
		return "its " + name + " is missing"
	}
	i.ledger = file
	return ""
}

// moduleRoot returns the folder of the go.mod that a package's folder belongs to, or "" where there is none: below
// vendor, the first go.mod above is that of the module which vendors.
func moduleRoot(dir, path string) string {
	for {
		data, err := os.ReadFile(filepath.Join(dir, "go.mod"))
		if err == nil {
			module := modfile.ModulePath(data)
			if path == module || strings.HasPrefix(path, module+"/") {
				return dir
			}
			return ""
		}
		if filepath.Dir(dir) == dir {
			return ""
		}
		dir = filepath.Dir(dir)
	}
}
