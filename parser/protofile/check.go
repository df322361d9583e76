package protofile

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bufbuild/protocompile"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protodesc"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/descriptorpb"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// Check compares the .proto files that were generated, by the name under which others import them, with those that were
// read: every declaration must have the same descriptor. A difference is a bug in grpcgen, and is reported at the
// declaration.
func (i *Import) Check(ctx context.Context, written map[string][]byte) error {
	var names []string
	for name := range written {
		names = append(names, name)
	}
	slices.Sort(names)
	compiler := protocompile.Compiler{Resolver: protocompile.WithStandardImports(protocompile.ResolverFunc(func(name string) (protocompile.SearchResult, error) {
		if text, ok := written[name]; ok {
			return protocompile.SearchResult{Source: bytes.NewReader(text)}, nil
		}
		if text, err := os.ReadFile(filepath.Join(i.protos, filepath.FromSlash(name))); err == nil { // of a package that is used as it is
			return protocompile.SearchResult{Source: bytes.NewReader(text)}, nil
		}
		return i.files.find(name)
	}))}
	linked, err := compiler.Compile(ctx, names...)
	if err != nil {
		return fmt.Errorf("compile what was written: %w", err)
	}
	var now []protoreflect.FileDescriptor
	for _, fd := range linked {
		now = append(now, fd)
	}
	r := newReader(Config{}, i.files)
	r.drop = i.drop
	before, after := r.meanings(i.read), r.meanings(now)
	var diags schema.Diagnostics
	for name, m := range before {
		if other, ok := after[name]; !ok || !proto.Equal(m.descriptor, other.descriptor) {
			diags.Add(r.pos(m.declared), "please report it: https://github.com/grpcgen/grpcgen/issues", "%s would not be the same in the generated .proto", name)
		}
		delete(after, name)
	}
	for name := range after {
		diags.Add(r.at(i.read[0]), "please report it: https://github.com/grpcgen/grpcgen/issues", "%s would be new in the generated .proto", name)
	}
	return diags.Err()
}

// meaning is the descriptor of a declaration in the one form that all files with the same meaning share.
type meaning struct {
	declared   protoreflect.Descriptor
	descriptor proto.Message
}

func (r *reader) meanings(all []protoreflect.FileDescriptor) map[protoreflect.FullName]meaning {
	out := map[protoreflect.FullName]meaning{}
	for _, fd := range all {
		each(fd, func(md protoreflect.MessageDescriptor) {
			out[md.FullName()] = meaning{md, r.messageMeaning(md)}
		}, func(ed protoreflect.EnumDescriptor) {
			out[ed.FullName()] = meaning{ed, r.enumMeaning(ed)}
		})
		for i := range fd.Services().Len() {
			sd := fd.Services().Get(i)
			out[sd.FullName()] = meaning{sd, r.serviceMeaning(sd)}
		}
	}
	return out
}

// messageMeaning leaves nested messages and enums to themselves, but map entries.
func (r *reader) messageMeaning(md protoreflect.MessageDescriptor) *descriptorpb.DescriptorProto {
	out := protodesc.ToDescriptorProto(md)
	out.EnumType, out.OneofDecl = nil, nil
	out.NestedType = slices.DeleteFunc(out.NestedType, func(m *descriptorpb.DescriptorProto) bool { return !m.GetOptions().GetMapEntry() })
	out.Options = strip(r, out.Options)
	oneofs := oneofNames(md)
	for _, name := range oneofs {
		out.OneofDecl = append(out.OneofDecl, &descriptorpb.OneofDescriptorProto{Name: proto.String(name)})
	}
	for i, f := range out.Field {
		fd := md.Fields().Get(i)
		f.OneofIndex, f.Proto3Optional = nil, nil
		if o := realOneof(fd); o != nil {
			f.OneofIndex = proto.Int32(int32(slices.Index(oneofs, string(o.Name()))))
		} else if fd.HasPresence() && fd.Message() == nil {
			f.Proto3Optional = proto.Bool(true)
		}
		fieldMeaning(r, f, fd)
	}
	for _, entry := range out.NestedType {
		for _, f := range entry.Field {
			f.Options, f.Proto3Optional, f.OneofIndex = nil, nil, nil
		}
		entry.OneofDecl, entry.Options = nil, &descriptorpb.MessageOptions{MapEntry: proto.Bool(true)}
	}
	slices.SortFunc(out.Field, func(a, b *descriptorpb.FieldDescriptorProto) int { return cmp.Compare(a.GetNumber(), b.GetNumber()) })
	slices.SortFunc(out.NestedType, func(a, b *descriptorpb.DescriptorProto) int { return strings.Compare(a.GetName(), b.GetName()) })
	var ranges []schema.Range
	for _, span := range out.ReservedRange {
		ranges = append(ranges, schema.Range{From: int(span.GetStart()), To: int(span.GetEnd()) - 1})
	}
	out.ReservedRange = nil
	for _, span := range reserved(ranges, md.ReservedNames()).Ranges {
		out.ReservedRange = append(out.ReservedRange, &descriptorpb.DescriptorProto_ReservedRange{Start: proto.Int32(int32(span.From)), End: proto.Int32(int32(span.To))})
	}
	slices.Sort(out.ReservedName)
	return out
}

// oneofNames returns the names of the oneofs that were written as such, sorted: their order means nothing.
func oneofNames(md protoreflect.MessageDescriptor) []string {
	var names []string
	for i := range md.Oneofs().Len() {
		if o := md.Oneofs().Get(i); !o.IsSynthetic() {
			names = append(names, string(o.Name()))
		}
	}
	slices.Sort(names)
	return names
}

func fieldMeaning(r *reader, f *descriptorpb.FieldDescriptorProto, fd protoreflect.FieldDescriptor) {
	f.JsonName = proto.String(fd.JSONName())
	f.Options = strip(r, f.Options)
	if f.Options != nil {
		f.Options.Packed = nil
	}
	if fd.IsList() && fd.IsPacked() {
		if f.Options == nil {
			f.Options = &descriptorpb.FieldOptions{}
		}
		f.Options.Packed = proto.Bool(true)
	}
	if f.Options != nil && proto.Size(f.Options) == 0 {
		f.Options = nil
	}
}

func (r *reader) enumMeaning(ed protoreflect.EnumDescriptor) *descriptorpb.EnumDescriptorProto {
	out := protodesc.ToEnumDescriptorProto(ed)
	out.Options = strip(r, out.Options)
	for _, v := range out.Value {
		v.Options = strip(r, v.Options)
	}
	slices.SortStableFunc(out.Value, func(a, b *descriptorpb.EnumValueDescriptorProto) int {
		return cmp.Compare(a.GetNumber(), b.GetNumber())
	})
	var ranges []schema.Range
	for _, span := range out.ReservedRange {
		ranges = append(ranges, schema.Range{From: int(span.GetStart()), To: int(span.GetEnd())})
	}
	out.ReservedRange = nil
	for _, span := range reserved(ranges, ed.ReservedNames()).Ranges {
		out.ReservedRange = append(out.ReservedRange, &descriptorpb.EnumDescriptorProto_EnumReservedRange{Start: proto.Int32(int32(span.From)), End: proto.Int32(int32(span.To))})
	}
	slices.Sort(out.ReservedName)
	return out
}

func (r *reader) serviceMeaning(sd protoreflect.ServiceDescriptor) *descriptorpb.ServiceDescriptorProto {
	out := protodesc.ToServiceDescriptorProto(sd)
	out.Options = strip(r, out.Options)
	for _, m := range out.Method {
		m.Options = strip(r, m.Options)
		m.ClientStreaming, m.ServerStreaming = proto.Bool(m.GetClientStreaming()), proto.Bool(m.GetServerStreaming())
	}
	slices.SortFunc(out.Method, func(a, b *descriptorpb.MethodDescriptorProto) int { return strings.Compare(a.GetName(), b.GetName()) })
	return out
}

// strip removes from options what says nothing: values that go without saying, features, which are in what they mean, and
// the options that were to be left out. Without any left, it returns nil.
func strip[M interface {
	comparable
	proto.Message
}](r *reader, opts M) M {
	var none M
	if opts == none {
		return none
	}
	m := proto.Clone(opts).ProtoReflect()
	raw, err := proto.Marshal(m.Interface())
	if err == nil { // custom options that this program knows, and those that it does not
		m = m.New()
		err = proto.Unmarshal(raw, m.Interface())
	}
	if err != nil {
		return opts
	}
	m.Range(func(f protoreflect.FieldDescriptor, v protoreflect.Value) bool {
		silent := !f.IsExtension() && (f.Name() == "features" || f.Kind() == protoreflect.BoolKind && !v.Bool() || f.Kind() == protoreflect.EnumKind && !f.IsList() && v.Enum() == 0)
		if silent || r.drop[optionName(f)] {
			m.Clear(f)
		}
		return true
	})
	if len(r.drop) > 0 {
		m.SetUnknown(nil)
	}
	if proto.Size(m.Interface()) == 0 {
		return none
	}
	out, _ := m.Interface().(M)
	return out
}
