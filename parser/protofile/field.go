package protofile

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/descriptorpb"

	"github.com/grpcgen/grpcgen/internal/names"
	"github.com/grpcgen/grpcgen/parser/schema"
)

// fillMessage reads the fields of a message. In Go they stand in the order of the .proto, and have their number in the
// tag where that order does not give it.
func (r *reader) fillMessage(md protoreflect.MessageDescriptor) {
	m, decl := r.messages[md.FullName()], r.decls[md.FullName()]
	goNames := goFields(md)
	next := 1
	for i := range md.Fields().Len() {
		fd := md.Fields().Get(i)
		f := r.field(fd, goNames[fd.Name()])
		if f.Pinned = f.Number != next; !f.Pinned {
			next++
		}
		m.Fields = append(m.Fields, f)
		decl.Members = append(decl.Members, &schema.GoMember{Above: above(fd), Name: goNames[fd.Name()], Words: r.tag(fd, f), Field: f})
	}
	slices.SortFunc(m.Fields, func(a, b *schema.Field) int { return cmp.Compare(a.Number, b.Number) })
}

func (r *reader) field(fd protoreflect.FieldDescriptor, name string) *schema.Field {
	opts, _ := fd.Options().(*descriptorpb.FieldOptions)
	f := &schema.Field{
		Name: string(fd.Name()), Number: int(fd.Number()), Deprecated: opts.GetDeprecated(), Doc: r.doc(fd, opts.GetDeprecated()),
		Go: []schema.Step{{Name: name}}, Type: r.fieldType(fd), Pos: r.pos(fd),
	}
	if fd.JSONName() != names.JSON(f.Name) {
		f.JSONName = fd.JSONName()
	}
	if o := realOneof(fd); o != nil {
		f.Oneof = string(o.Name())
		if o.Fields().Get(0) == fd { // Go has no place for what is said of the oneof
			f.Doc = deprecate(formatted(paragraphs(commentsAt(o), commentsAt(fd))), f.Deprecated)
		}
	}
	return f
}

// realOneof returns the oneof that a field is a member of, or nil.
func realOneof(fd protoreflect.FieldDescriptor) protoreflect.OneofDescriptor {
	if o := fd.ContainingOneof(); o != nil && !o.IsSynthetic() {
		return o
	}
	return nil
}

// tag spells the grpc tag of a field, or nothing.
func (r *reader) tag(fd protoreflect.FieldDescriptor, f *schema.Field) string {
	var words []string
	if f.Pinned {
		words = append(words, strconv.Itoa(f.Number))
	}
	add := func(key, value string) {
		if value != "" {
			words = append(words, key+"="+value)
		}
	}
	if name := f.Go[0].Name; f.Name != names.Snake(name) {
		add("name", f.Name)
	}
	if fd.IsMap() {
		add("key", unusual(f.Type.Key))
	}
	add("type", unusual(f.Type.Kind))
	add("json", f.JSONName)
	add("oneof", f.Oneof)
	if f.Type.Unpacked {
		words = append(words, "unpacked")
	}
	return strings.Join(words, ",")
}

// goKinds are the Go types of the scalars.
var goKinds = map[schema.Kind]string{
	schema.Double: "float64", schema.Float: "float32", schema.Bool: "bool", schema.String: "string", schema.Bytes: "[]byte",
	schema.Int32: "int32", schema.Sint32: "int32", schema.Sfixed32: "int32",
	schema.Int64: "int64", schema.Sint64: "int64", schema.Sfixed64: "int64",
	schema.Uint32: "uint32", schema.Fixed32: "uint32", schema.Uint64: "uint64", schema.Fixed64: "uint64",
}

// unusual returns the proto name of a kind that its Go type does not have by itself.
func unusual(k schema.Kind) string {
	switch k {
	case schema.Sint32, schema.Sint64, schema.Fixed32, schema.Fixed64, schema.Sfixed32, schema.Sfixed64:
		return k.Info().Proto
	}
	return ""
}

// fieldType maps the type of a field to Go: pointers for what can be absent.
func (r *reader) fieldType(fd protoreflect.FieldDescriptor) schema.Type {
	if fd.IsMap() {
		key := schema.KindOf(fd.MapKey().Kind().String())
		t := r.value(fd.MapValue())
		t.Card, t.Key = schema.Map, key
		t.Go = slices.Concat(literal("map["+goKinds[key]+"]"), t.Go)
		return t
	}
	t := r.value(fd)
	switch {
	case fd.IsList():
		t.Card = schema.Repeated
		t.Unpacked = t.Kind.Info().Packable && !fd.IsPacked()
		t.Go = slices.Concat(literal("[]"), t.Go)
	case fd.HasPresence() && t.Message == nil:
		t.Card = schema.Optional
		t.Go = slices.Concat(literal("*"), t.Go)
	}
	return t
}

// value maps the type of a single value. Messages are held by pointer.
func (r *reader) value(fd protoreflect.FieldDescriptor) schema.Type {
	switch {
	case fd.Message() != nil:
		m := r.message(fd, fd.Message())
		return schema.Type{Kind: schema.MessageKind, Message: m, Pointer: true, Go: slices.Concat(literal("*"), m.Go)}
	case fd.Enum() != nil:
		e := r.enum(fd, fd.Enum())
		return schema.Type{Kind: schema.EnumKind, Enum: e, Go: schema.GoType{e.Go}}
	}
	kind := schema.KindOf(fd.Kind().String())
	return schema.Type{Kind: kind, Go: literal(goKinds[kind])}
}

func literal(text string) schema.GoType { return schema.GoType{{Name: text}} }

// message returns a message that was declared, or one of protoc-gen-go.
func (r *reader) message(use protoreflect.Descriptor, md protoreflect.MessageDescriptor) *schema.Message {
	m := r.messages[md.FullName()]
	if m == nil {
		r.refuseGone(use, md)
		name := r.foreignName(md)
		m = &schema.Message{Name: string(md.Name()), Go: schema.GoType{name}, Ident: name.Name, Origin: schema.ForeignMessage, Foreign: foreign(md)}
		r.messages[md.FullName()] = m
		r.decls[md.FullName()] = &schema.GoDecl{Message: m}
	}
	return m
}

func (r *reader) enum(use protoreflect.Descriptor, ed protoreflect.EnumDescriptor) *schema.Enum {
	e := r.enums[ed.FullName()]
	if e == nil {
		r.refuseGone(use, ed)
		e = &schema.Enum{Name: string(ed.Name()), Go: r.foreignName(ed), Foreign: foreign(ed)}
		r.enums[ed.FullName()] = e
	}
	return e
}

func (r *reader) foreignName(d protoreflect.Descriptor) schema.GoName {
	path, name := goPackage(d.ParentFile())
	r.names[path] = name
	return schema.GoName{Path: path, Name: goType(d)}
}

func foreign(d protoreflect.Descriptor) *schema.Foreign {
	file := d.ParentFile()
	return &schema.Foreign{FullName: string(d.FullName()), Package: string(file.Package()), File: file.Path()}
}
