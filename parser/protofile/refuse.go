package protofile

import (
	"slices"
	"strings"

	"github.com/bufbuild/protocompile/linker"
	"github.com/bufbuild/protocompile/protoutil"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/descriptorpb"

	"github.com/grpcgen/grpcgen/internal/names"
	"github.com/grpcgen/grpcgen/parser/naming"
)

// What Go cannot say is refused at its place.

const edit = "remove it from the .proto, or from a copy of it"

// refuse reports everything in a file that the Go could not say.
func (r *reader) refuse(fd protoreflect.FileDescriptor) {
	if fd.Syntax() == protoreflect.Proto2 {
		r.diags.Add(r.at(fd, 12), "make it proto3, or an edition with features that mean the same", "proto2 cannot be imported: its fields and enums mean something else than those of Go")
	}
	if fd.Package() == "" {
		r.diags.Add(r.at(fd), "add a package line; every full name then begins with it", "a file without a package cannot be imported")
	}
	r.refuseImports(fd)
	r.options(fd, 8)
	r.extensions(fd, fd.Extensions())
	each(fd, r.refuseInMessage, r.refuseInEnum)
	for i := range fd.Services().Len() {
		sd := fd.Services().Get(i)
		r.name(sd)
		r.options(sd, 3, "deprecated")
		for k := range sd.Methods().Len() {
			r.name(sd.Methods().Get(k))
			r.options(sd.Methods().Get(k), 4, "deprecated", "idempotency_level", httpOption)
		}
	}
}

// refuseImports reports imports that lend their names to whoever imports the file. Files of one package become one.
func (r *reader) refuseImports(fd protoreflect.FileDescriptor) {
	for i := range fd.Imports().Len() {
		if imported := fd.Imports().Get(i); imported.IsPublic && imported.Package() != fd.Package() {
			r.diags.Add(r.at(fd, 3, int32(i)), "import the file in those that need it", "import public of another package cannot be kept")
		}
	}
}

func (r *reader) extensions(d protoreflect.Descriptor, all protoreflect.ExtensionDescriptors) {
	for i := range all.Len() {
		r.diags.Add(r.pos(all.Get(i)), "move it to a file that stays a .proto", "extension %s cannot be kept: Go has no extensions", all.Get(i).Name())
	}
}

func (r *reader) refuseInMessage(md protoreflect.MessageDescriptor) {
	r.name(md)
	r.options(md, 7, "deprecated")
	r.extensions(md, md.Extensions())
	if md.ExtensionRanges().Len() > 0 {
		r.diags.Add(r.at(md, 5), edit, "message %s has extension ranges, and Go has no extensions", md.Name())
	}
	r.feature(md, "json_format", "ALLOW")
	for i := range md.Oneofs().Len() {
		if o := md.Oneofs().Get(i); !o.IsSynthetic() {
			r.name(o)
			r.options(o, 2)
		}
	}
	for i := range md.Fields().Len() {
		r.refuseInField(md.Fields().Get(i))
	}
}

func (r *reader) refuseInField(fd protoreflect.FieldDescriptor) {
	r.name(fd)
	r.options(fd, 8, "deprecated", "packed")
	enum := fd.Enum()
	if fd.IsMap() {
		enum = fd.MapValue().Enum()
	}
	switch {
	case fd.Kind() == protoreflect.GroupKind:
		r.diags.Add(r.pos(fd), "make it a message of its own, with a new number", "field %s is encoded as a group", fd.Name())
	case fd.Cardinality() == protoreflect.Required:
		r.diags.Add(r.pos(fd), "make it optional", "field %s is required, which grpcgen does not support", fd.Name())
	case fd.HasDefault():
		r.diags.Add(r.pos(fd), edit, "field %s has a default value of its own, and in Go the zero value is the default", fd.Name())
	case enum != nil && enum.IsClosed() && fd.ParentFile().Syntax() != protoreflect.Proto2:
		r.diags.Add(r.pos(fd), "make the enum open: option features.enum_type = OPEN", "enum %s of field %s is closed, but enums in Go are open", enum.Name(), fd.Name())
	}
	if fd.Kind() == protoreflect.StringKind {
		r.feature(fd, "utf8_validation", "VERIFY")
	}
	if strings.ContainsAny(fd.JSONName(), ",\"`\\ ") {
		r.diags.Add(r.pos(fd), "choose one without spaces, commas, quotes and backslashes", "json_name %q cannot be written in a struct tag", fd.JSONName())
	}
}

func (r *reader) refuseInEnum(ed protoreflect.EnumDescriptor) {
	r.name(ed)
	r.options(ed, 3, "deprecated", "allow_alias")
	r.feature(ed, "json_format", "ALLOW")
	for i := range ed.Values().Len() {
		r.name(ed.Values().Get(i))
		r.options(ed.Values().Get(i), 3, "deprecated")
	}
}

// name reports a name that no directive can give.
func (r *reader) name(d protoreflect.Descriptor) {
	name := string(d.Name())
	valid := names.IsIdentifier
	switch d.(type) {
	case protoreflect.FieldDescriptor:
		valid = names.IsField
	case protoreflect.MessageDescriptor, protoreflect.EnumDescriptor:
		valid = naming.IsTypeName
	}
	if !valid(name) {
		r.diags.Add(r.pos(d), "rename it", "%s is a name that no directive can give", name)
	}
}

// feature reports a feature of an edition that means something else than proto3.
func (r *reader) feature(d protoreflect.Descriptor, name protoreflect.Name, want protoreflect.Name) {
	if d.ParentFile().Syntax() != protoreflect.Editions {
		return
	}
	field := (*descriptorpb.FeatureSet)(nil).ProtoReflect().Descriptor().Fields().ByName(name)
	v, err := protoutil.ResolveFeature(d, field)
	if err != nil {
		return
	}
	if got := field.Enum().Values().ByNumber(v.Enum()); got != nil && got.Name() != want {
		r.diags.Add(r.pos(d), "set it to "+string(want), "feature %s of %s is %s, which proto3 does not have", name, d.Name(), got.Name())
	}
}

// options reports the options of a declaration that are not among those that Go can say. Those of a file are kept as they
// are, if they need no import. path is the number of the options in the descriptor.
func (r *reader) options(d protoreflect.Descriptor, path int32, known ...string) {
	_, isFile := d.(protoreflect.FileDescriptor)
	r.resolved(d).Range(func(f protoreflect.FieldDescriptor, v protoreflect.Value) bool {
		name := optionName(f)
		switch {
		case name == "features":
			r.customFeatures(d, path, v.Message())
		case slices.Contains(known, name), r.drop[name], isFile && !f.IsExtension():
		case f.IsExtension():
			r.diags.Add(r.at(d, path, int32(f.Number())), edit+orDrop(name), "option (%s) cannot be kept", name)
		default:
			r.diags.Add(r.at(d, path, int32(f.Number())), edit+orDrop(name), "option %s of %s cannot be kept", name, d.Name())
		}
		return true
	})
}

// optionName returns the name by which an option is set: a full name, if it is a custom one.
func optionName(f protoreflect.FieldDescriptor) string {
	if f.IsExtension() {
		return string(f.FullName())
	}
	return string(f.Name())
}

// orDrop is the other way out of an option that cannot be kept.
func orDrop(name string) string { return "; or leave it out everywhere: --drop-option " + name }

// customFeatures reports what tools add to the features of an edition.
func (r *reader) customFeatures(d protoreflect.Descriptor, path int32, features protoreflect.Message) {
	features.Range(func(f protoreflect.FieldDescriptor, _ protoreflect.Value) bool {
		if name := string(f.FullName()); f.IsExtension() && !r.drop[name] {
			r.diags.Add(r.at(d, path), edit+orDrop(name), "option features.(%s) cannot be kept", name)
		}
		return true
	})
}

// resolved returns the options of a declaration with the names of its custom ones.
func (r *reader) resolved(d protoreflect.Descriptor) protoreflect.Message {
	opts := d.Options().ProtoReflect()
	file, ok := d.ParentFile().(linker.File)
	raw, err := proto.Marshal(opts.Interface())
	if !ok || err != nil {
		return opts
	}
	out := opts.New()
	if err := (proto.UnmarshalOptions{Resolver: linker.ResolverFromFile(file)}).Unmarshal(raw, out.Interface()); err != nil {
		return opts
	}
	return out
}
